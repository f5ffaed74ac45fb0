"""The clock process: seals, anchors and ends things by itself, outlives a restart of the database, stops when told."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from data.db import Database
from data.errors import Unavailable
from data.law.verification import verify
from data.settings import ROOT, Role
from data.worker import LONGEST_WAIT, Worker, _backoff
from tests.audit.support import append


def until(condition, seconds=20.0):
    """Asks again and again; the last answer."""
    end = time.monotonic() + seconds
    while not (answer := condition()) and time.monotonic() < end:
        threading.Event().wait(0.05)
    return answer


@contextlib.contextmanager
def running(database):
    environment = {
        **os.environ, "DATABASE_URL": database.settings.database_url, "MINGJIE_VAR": str(database.settings.var_dir),
        "MINGJIE_SECRET_KEY": database.settings.secret_key.decode(),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "data.worker"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def anchored(database):
    file = database.settings.anchor_file
    return file.read_text().count("\n") if file.exists() else 0


@pytest.fixture
def owner(database):
    with database.connect() as connection:
        yield connection


def test_it_seals_anchors_beats_and_leaves_when_told(database, owner):
    append(owner)
    with running(database) as process:
        assert until(lambda: anchored(database) >= 1)
        assert owner.execute("SELECT kind FROM operations.node").fetchone() == {"kind": "worker"}
        append(owner)
        assert until(
            lambda: (
                owner.execute("SELECT oldest_unsealed FROM audit.seal_state()").fetchone()["oldest_unsealed"]
                is None
            )
        )
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert " ends" in process.stderr.read()
    assert owner.execute("SELECT * FROM operations.node").fetchall() == []
    with database.connect(Role.AUDITOR) as auditor:
        verdict = verify(auditor, database.settings.anchor_file)
    assert verdict.ok
    assert verdict.seals >= 2


def test_it_outlives_the_loss_of_every_connection(database, owner):
    with running(database) as process:
        append(owner)
        assert until(lambda: anchored(database) >= 1)
        for _ in range(3):
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'mj_worker'"
            )
        append(owner)
        assert until(lambda: anchored(database) >= 2)
        assert process.poll() is None


def test_it_waits_for_a_database_that_is_away_and_goes_on(server, database, owner):
    """Connections are refused for a while, as during a restart."""
    from psycopg import sql

    name = sql.Identifier(database.name)
    with running(database) as process, psycopg.connect(server.place.dsn(), autocommit=True) as admin:
        append(owner)
        assert until(lambda: anchored(database) >= 1)
        admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        append(owner)
        until(lambda: "cannot be reached" in process.stderr.readline())
        admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))
        assert until(lambda: anchored(database) >= 2)


class TestLoop:
    """The loop itself, with a database that fails as told."""

    @pytest.fixture
    def worker(self, database):
        return Worker(database.settings, database.open(Role.WORKER))

    def test_one_failing_task_stops_no_other(self, worker, owner):
        append(owner)
        seal, anchor = worker.tasks[0], worker.tasks[1]

        def fail():
            raise OSError(28, "No space left on device")

        anchor.act = fail
        worker._turn()
        assert (anchor.failures, seal.failures) == (1, 0)
        assert owner.execute("SELECT count(*) AS n FROM audit.seal").fetchone()["n"] == 1
        assert owner.execute("SELECT count(*) AS n FROM operations.node").fetchone()["n"] == 1

    def test_what_cannot_be_reached_is_tried_ever_less_often(self, worker):
        def away():
            raise Unavailable

        task = worker.tasks[0]
        task.act = away
        waits = []
        for _ in range(8):
            begun = time.monotonic()
            worker._do(task)
            waits.append(task.due - begun)
        assert task.failures == 8
        assert waits[0] <= 1.01
        assert 3.0 < waits[-1] <= LONGEST_WAIT + 0.1

    def test_it_does_not_begin_what_it_was_told_to_stop(self, worker):
        worker.stopping.set()
        done = []
        for task in worker.tasks:
            task.act = lambda: done.append(1)
        worker._turn()
        assert done == []

    def test_a_worker_without_a_database_still_stops(self, database, tmp_path):
        lost = Database(f"postgresql:///nowhere?host={tmp_path}", Role.WORKER)
        worker = Worker(database.settings, lost)
        worker.stopping.set()
        worker.run()
        lost.close()

    def test_a_lasting_lag_is_said_once(self, worker, owner, caplog, monkeypatch):
        append(owner)
        owner.execute("ALTER TABLE audit.leaf DISABLE TRIGGER ALL")
        owner.execute("UPDATE audit.leaf SET at = at - interval '1 minute'")
        monkeypatch.setattr("data.law.audit.seal", lambda db: 0)
        worker._seal()
        worker._seal()
        assert [record.levelname for record in caplog.records if "sealing lags" in record.message] == [
            "ERROR"
        ]


def test_the_wait_grows_and_stays_below_its_bound():
    assert _backoff(0) == 0
    assert all(0.75 * min(LONGEST_WAIT, 0.25 * 2**n) <= _backoff(n) <= LONGEST_WAIT for n in range(1, 40))
