"""The roots of the audit outside the database: an append-only file that another user of the operating system may keep (R-66).

Belongs here: writing and reading that file. Does not belong here: sealing (sql/functions/audit_seal.sql), judging (verification.py).

One line a seal, JSON: ``seal``, ``sealed_at``, ``total`` leaves so far, ``root``, ``hash``, ``written_at`` and ``late``: true where the line
was written long after its seal, by a worker that caught up; such a line proves the seal only from then on.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

LATE = timedelta(seconds=10)
_TAIL = 4096  # octets; a line has about 300


class AnchorsBusy(Exception):
    """Another worker on this machine writes the file."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One line: the seal of that number had that hash."""

    seal: int
    hash: bytes
    late: bool


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that is no anchor. `torn`: the last one, cut short as by a loss of power."""

    line: int
    torn: bool


class AnchorFile:
    """The file, open for appending, locked against a second writer. Made with mode 0600 where it is missing.

    Raises:
        AnchorsBusy: another process holds it.
        OSError: it cannot be opened or written (no right, disk full).
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = not path.exists()
        self.path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise AnchorsBusy(str(path)) from error
        if fresh:
            _sync_folder(path.parent)
        self._mend()
        self.newest = self._newest()

    def append(self, seals: Iterable[dict[str, Any]]) -> int:
        """Write a line for each seal (``no sealed_at total root hash``), in one write, and wait until the disk has it.

        Returns:
            How many of them were late.
        """
        now = datetime.now(UTC)
        lines, late, newest = [], 0, self.newest
        for seal in seals:
            is_late = now - seal["sealed_at"] > LATE
            late += is_late
            lines.append(_line(seal, now, late=is_late))
            newest = Anchor(seal["no"], bytes(seal["hash"]), is_late)
        if lines:
            _write(self._fd, "".join(lines).encode())
            self.newest = newest
        return late

    def is_current(self) -> bool:
        """Whether the path still names this file (not so after it was removed or rotated away)."""
        try:
            there = self.path.stat()
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(self._fd))

    def close(self) -> None:
        """Let go of file and lock."""
        os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _mend(self) -> None:
        """End a torn last line, so that the next one stands alone; the torn one stays to be seen."""
        size = os.fstat(self._fd).st_size
        if size and os.pread(self._fd, 1, size - 1) != b"\n":
            _write(self._fd, b"\n")

    def _newest(self) -> Anchor | None:
        size = os.fstat(self._fd).st_size
        tail = os.pread(self._fd, _TAIL, max(0, size - _TAIL))
        found = (_parse(line) for line in reversed(tail.splitlines()))
        return next((anchor for anchor in found if anchor), None)


def read_anchors(path: Path) -> Iterator[Anchor | Damage]:
    """The lines of the file in their order, one at a time.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            yield _parse(line) or Damage(number, torn=not line.endswith(b"\n"))


def _parse(line: bytes) -> Anchor | None:
    try:
        said = json.loads(line)
        return Anchor(int(said["seal"]), bytes.fromhex(said["hash"]), bool(said["late"]))
    except (ValueError, KeyError, TypeError):
        return None


def _line(seal: dict[str, Any], now: datetime, *, late: bool) -> str:
    said = {
        "seal": seal["no"],
        "sealed_at": seal["sealed_at"].astimezone(UTC).isoformat(),
        "total": seal["total"],
        "root": bytes(seal["root"]).hex(),
        "hash": bytes(seal["hash"]).hex(),
        "written_at": now.isoformat(),
        "late": late,
    }
    return json.dumps(said) + "\n"


def _write(fd: int, octets: bytes) -> None:
    left = memoryview(octets)
    while left:
        left = left[os.write(fd, left) :]
    os.fsync(fd)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
