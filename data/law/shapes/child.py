"""Reading apart: a process of its own that may not use more than its limits: memory, time, files, further processes.

Belongs here: starting it, bounding it, telling its end. Does not belong here: reading (reading.py). Whatever a hostile file does to a
parser (a crash, a loop, a flood of memory) happens there and ends as a sentence here.
"""

from __future__ import annotations

import dataclasses
import json
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from typing import IO, Any, Final

from data.errors import InvalidInput
from data.law.shapes import wire
from data.law.shapes.limits import Limits
from data.law.shapes.model import Reading
from data.settings import ROOT

_ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PROJ_NETWORK": "OFF", "PYTHONIOENCODING": "utf-8"}
_STARTING_S: Final = 20
_SLOWER: Final = 3
"""Wall-clock seconds granted for one of the processor, on a crowded machine."""
_FILES: Final = 32
_SLOTS: Final = threading.BoundedSemaphore(2)
"""So many are read at a time in one web process, whatever the number of people who import."""
_PATIENCE_S: Final = 30
_OUT_OF_TIME: Final = {-signal.SIGXCPU, -signal.SIGKILL}


def read_apart(name: str, blob: bytes, *, crs: str | None, encoding: str | None, limits: Limits) -> Reading:
    """`reading.parse` in a child process.

    Raises:
        InvalidInput: as `reading.read_shapes`; E-FILE-04, 05, 06 where the child came to its end; 85 where too many read.
    """
    if len(blob) > limits.file_bytes:
        raise InvalidInput("file", "E-FILE-02", most=limits.file_bytes >> 20)
    if not _SLOTS.acquire(timeout=_PATIENCE_S):
        raise InvalidInput("file", "E-FILE-85")
    try:
        return _read(name, blob, crs=crs, encoding=encoding, limits=limits)
    finally:
        _SLOTS.release()


def _read(name: str, blob: bytes, *, crs: str | None, encoding: str | None, limits: Limits) -> Reading:
    request = {"name": name, "crs": crs, "encoding": encoding, "limits": dataclasses.asdict(limits), "bytes": len(blob)}
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as told:
        asked.write(json.dumps(request).encode() + b"\n" + blob)
        asked.seek(0)
        code = _run(asked, told, limits)
        told.seek(0)
        return _answer(code, told.read(limits.answer_bytes), limits)


def _run(asked: IO[bytes], told: IO[bytes], limits: Limits) -> int:
    """The exit code of the child, or SIGXCPU's where it outlived its time."""
    command = [sys.executable, "-s", "-B", "-m", "data.law.shapes.child"]
    with subprocess.Popen(
        command, stdin=asked, stdout=told, stderr=subprocess.DEVNULL, cwd=ROOT, env=_ENVIRONMENT, start_new_session=True
    ) as child:
        try:
            return child.wait(_STARTING_S + _SLOWER * limits.seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return -signal.SIGXCPU


def _answer(code: int, text: bytes, limits: Limits) -> Reading:
    if code in _OUT_OF_TIME:
        raise InvalidInput("file", "E-FILE-04", seconds=limits.seconds)
    if code != 0:
        raise InvalidInput("file", "E-FILE-06")
    try:
        answer: dict[str, Any] = json.loads(text)
    except ValueError:
        raise InvalidInput("file", "E-FILE-05") from None
    if "refused" in answer:
        raise wire.unpacked_error(answer["refused"])
    return wire.unpacked(answer["reading"])


def _bound(limits: dict[str, int]) -> None:
    """Take the rights away, after the libraries are there. A limit that is already lower stays."""
    wanted = {
        resource.RLIMIT_AS: limits["memory_bytes"],
        resource.RLIMIT_CPU: limits["seconds"] + 1,
        resource.RLIMIT_FSIZE: limits["answer_bytes"],
        resource.RLIMIT_NOFILE: _FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
    }
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        kept = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (kept, kept))


def main() -> None:
    """Read the request from standard input, answer on standard output."""
    from data.law.shapes.reading import parse

    request = json.loads(sys.stdin.buffer.readline())
    _bound(request["limits"])
    try:
        blob = sys.stdin.buffer.read(request["bytes"])
        reading = parse(request["name"], blob, request["crs"], request["encoding"], Limits(**request["limits"]))
        answer = json.dumps({"reading": wire.packed(reading)}).encode()
    except InvalidInput as error:
        answer = json.dumps({"refused": wire.packed_error(error)}).encode()
    except MemoryError:
        answer = json.dumps({"refused": {"field": "file", "code": "E-FILE-05", "params": {}}}).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
