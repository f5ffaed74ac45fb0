"""`python -m feeds` as it runs in production: a worker a core, started again when killed, all ended with the supervisor."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.settings import ROOT
from tests.support.postgres import TestDatabase

WITHIN = 60.0  # s; three interpreters start on a machine that may be busy


def free_pair() -> int:
    """A port that is free together with the next one."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as one, contextlib.suppress(OSError):
            port = one.getsockname()[1]
            with socket.create_server(("127.0.0.1", port + 1)):
                return port


class Gateway:
    """The supervisor as a process; `health(i)` waits for worker i, `workers()` are the children's process ids."""

    def __init__(self, database: TestDatabase, log: Path) -> None:
        self.port = free_pair()
        self.log = log
        settings = database.settings
        environment = {
            **os.environ,
            "DATABASE_URL": str(settings.database_url),
            "MINGJIE_SECRET_KEY": settings.secret_key.decode(),
            "MINGJIE_VAR": str(settings.var_dir),
            "MINGJIE_FEEDS_PORT": str(self.port),
            "MINGJIE_FEEDS_WORKERS": "2",
        }
        with log.open("wb") as out:
            self.process = subprocess.Popen([sys.executable, "-m", "feeds"], cwd=ROOT, env=environment, stderr=out)

    def healthy(self, number: int) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port + number}/healthz", timeout=2) as answer:
            return json.load(answer)["status"] == "ok"
        return False

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def until(self, holds) -> None:
        deadline = time.monotonic() + WITHIN
        while not holds():
            assert time.monotonic() < deadline, self.log.read_text()
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.fail(f"the supervisor ended: {self.process.wait(0.1)} {self.log.read_text()}")

    def ready(self) -> None:
        self.until(lambda: all(map(self.healthy, (0, 1))))


@pytest.fixture
def gateway(database: TestDatabase, tmp_path: Path) -> Iterator[Gateway]:
    running = Gateway(database, tmp_path / "log")
    try:
        running.ready()
        yield running
    finally:
        if running.process.poll() is None:
            running.process.send_signal(signal.SIGTERM)
            running.process.wait(WITHIN)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_a_killed_worker_is_started_again_and_its_neighbour_lives_on(gateway):
    one, other = sorted(gateway.workers())
    os.kill(one, signal.SIGKILL)
    gateway.until(lambda: len(gateway.workers()) == 2 and one not in gateway.workers())
    gateway.ready()
    assert other in gateway.workers()
    assert "worker died" in gateway.log.read_text()


def test_all_end_with_the_supervisor(gateway):
    workers = gateway.workers()
    gateway.process.send_signal(signal.SIGTERM)
    assert gateway.process.wait(WITHIN) == 0
    assert not any(map(alive, workers))


def test_workers_end_when_the_supervisor_is_killed(gateway):
    workers = gateway.workers()
    ends = [os.pidfd_open(pid) for pid in workers]
    gateway.process.kill()
    gateway.process.wait(WITHIN)
    for end in ends:
        assert select.select([end], [], [], WITHIN)[0], gateway.log.read_text()
        os.close(end)


def test_workers_are_nodes_and_leave_when_they_stop(gateway, database):
    with database.connect() as wire:
        nodes = lambda: {row["ws_url"] for row in wire.execute("SELECT ws_url FROM operations.node WHERE kind = 'feeds'")}  # noqa: E731
        wanted = {f"ws://127.0.0.1:{gateway.port + number}/wall" for number in (0, 1)}
        gateway.until(lambda: nodes() == wanted)
        gateway.process.send_signal(signal.SIGTERM)
        gateway.process.wait(WITHIN)
        assert nodes() == set()


def test_a_taken_port_is_said_in_words(database, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environment = {**os.environ, "DATABASE_URL": str(database.settings.database_url), "MINGJIE_SECRET_KEY": "x", "MINGJIE_VAR": str(tmp_path)}
        environment["MINGJIE_FEEDS_PORT"] = str(taken.getsockname()[1])
        second = subprocess.run(
            [sys.executable, "-m", "feeds", "--worker", "0"],
            cwd=ROOT, capture_output=True, text=True, timeout=WITHIN, check=False, stdin=subprocess.PIPE, env=environment,
        )
    assert second.returncode == 1
    assert "cannot be used" in second.stderr
    assert "Traceback" not in second.stderr
