"""The audit's daily report: what was done on one day of the city and which seal ended it, signed with Ed25519 (R-66).

Belongs here: writing, signing and checking these files. Does not belong here: the reports on use for the bureau.

`report-YYYY-MM-DD.json` holds ``report`` and its ``signature``. Whoever is to trust it keeps a copy of ``public_key`` elsewhere: a report that
was printed or sent away proves the chain up to its seal even against somebody who owns database and disk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data.db import Queries
from data.law.audit_rows import seal_of

CITY = ZoneInfo("Asia/Shanghai")
CATCH_UP = 31  # days
_PUBLIC = "public_key"


def signing_key(secrets: Path) -> Ed25519PrivateKey:
    """The key under `secrets`, made at first use, readable by its owner only.

    Raises:
        OSError: it cannot be read or made.
    """
    path = secrets / "report_key"
    if not path.exists():
        secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, Ed25519PrivateKey.generate().private_bytes_raw(), 0o600)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def write_due_reports(db: Queries, folder: Path, key: Ed25519PrivateKey, now: datetime) -> list[date]:
    """Write the report of every past day that has none yet, from the first seal on, at most a month back.

    Args:
        db: as the worker's role.
        folder: where reports are kept; made where it is missing.
        key: signs them.
        now: the instant, with its zone.

    Returns:
        The days that were written.
    """
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    public = folder / _PUBLIC
    if not public.exists():
        _write(public, key.public_key().public_bytes_raw().hex().encode(), 0o644)
    today = now.astimezone(CITY).date()
    due = [today - timedelta(days=back) for back in range(CATCH_UP, 0, -1)]
    return [
        day for day in due if not _path(folder, day).exists() and _write_report(db, folder, key, day, now)
    ]


def _write_report(db: Queries, folder: Path, key: Ed25519PrivateKey, day: date, now: datetime) -> bool:
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), CITY)
    seal = db.row("SELECT no, sealed_at, total, hash FROM api.newest_seal(%(end)s)", end=end)
    if seal is None:
        return False
    report = {
        "day": day.isoformat(),
        "leaves": db.rows("SELECT kind, result, leaves FROM api.audit_day(%(day)s)", day=day),
        "seal": {"no": seal["no"], "total": seal["total"], "hash": bytes(seal["hash"]).hex()},
        "made_at": now.astimezone(UTC).isoformat(),
    }
    signed = {"report": report, "signature": key.sign(_octets(report)).hex()}
    _write(_path(folder, day), json.dumps(signed, ensure_ascii=False, indent=1).encode(), 0o640)
    return True


def check_reports(connection: psycopg.Connection[Any], folder: Path, find: Callable[[str, int], None]) -> int:
    """Check every report's signature, and its seal against the database; `find` is told of each that does not fit.

    Returns:
        How many there are.

    Raises:
        OSError: the folder cannot be read.
    """
    count = 0
    for path, public in _reports(folder):
        count += 1
        if not _fits(connection, path, public):
            find("report-mismatch", int(path.stem.removeprefix("report-").replace("-", "")))
    return count


def _reports(folder: Path) -> Iterator[tuple[Path, Ed25519PublicKey]]:
    paths = sorted(folder.glob("report-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].json"))
    if paths:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex((folder / _PUBLIC).read_text()))
        yield from ((path, public) for path in paths)


def _fits(connection: psycopg.Connection[Any], path: Path, public: Ed25519PublicKey) -> bool:
    try:
        signed = json.loads(path.read_bytes())
        report, said = signed["report"], signed["report"]["seal"]
        public.verify(bytes.fromhex(signed["signature"]), _octets(report))
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False
    seal = seal_of(connection, said["no"])
    return (
        path == _path(path.parent, date.fromisoformat(report["day"]))
        and seal is not None
        and seal.hash.hex() == said["hash"]
    )


def _path(folder: Path, day: date) -> Path:
    return folder / f"report-{day.isoformat()}.json"


def _octets(report: dict[str, Any]) -> bytes:
    return json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _write(path: Path, octets: bytes, mode: int) -> None:
    """Whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    with os.fdopen(fd, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
