"""The clock of Mingjie: `python -m data.worker`, role mj_worker.

It seals the audit each second and anchors the roots outside the database, ends what is past its time, closes looks whose node fell silent, clears away what its term has passed, reports each day.

Belongs here: when things are done, and going on whatever fails. Does not belong here: what is done (sql/functions/worker_clock.sql and
audit_seal.sql); no decision waits for this process. Any number may run: the database lets one sealer at a time in, and each machine
keeps anchors of its own.
"""

from __future__ import annotations

import argparse
import logging
import logging.handlers
import os
import random
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from data.db import Database
from data.errors import MingjieError, Unavailable
from data.law import audit
from data.law.anchors import AnchorFile, AnchorsBusy
from data.law.reports import signing_key, write_due_reports
from data.settings import Role, Settings

LOG = logging.getLogger("mingjie.worker")
ANCHOR_LOG = logging.getLogger("mingjie.audit.anchor")
ANCHORS_AT_A_TIME = 1000
LONGEST_WAIT = 5.0  # seconds between attempts while the database cannot be reached


@dataclass(slots=True)
class Task:
    """Something done again and again. Times are seconds of the monotonic clock."""

    name: str
    every: float
    act: Callable[[], object]
    due: float = 0.0
    failures: int = field(default=0)


class Anchoring:
    """Carries new seals into the file outside the database, and states what it had to catch up or found amiss."""

    def __init__(self, db: Database, path: Path, say: Callable[[str, str, str], None]) -> None:
        self._db, self._path, self._say = db, path, say
        self._file: AnchorFile | None = None
        self._busy = False

    def run(self) -> int:
        """Write the anchors that are missing; 0 where another process of this machine writes them.

        Raises:
            Unavailable: the database cannot be reached.
            OSError: the file cannot be written.
        """
        file = self._opened()
        written = 0
        while file and (seals := self._after(file)):
            late = file.append(seals)
            written += len(seals)
            for seal in seals:
                ANCHOR_LOG.info("seal %d %s", seal["no"], bytes(seal["hash"]).hex())
            if late:
                LOG.warning("anchored late: %d seals up to %d", late, seals[-1]["no"])
                self._say("anchor-late", "done", f"{late} seals up to {seals[-1]['no']}")
        return written

    def close(self) -> None:
        """Let go of the file."""
        if self._file:
            self._file.close()
            self._file = None

    def _after(self, file: AnchorFile) -> list[dict[str, Any]]:
        newest = file.newest.seal if file.newest else 0
        return self._db.rows(
            "SELECT * FROM api.seals_after(%(no)s, %(limit)s)", no=newest, limit=ANCHORS_AT_A_TIME
        )

    def _opened(self) -> AnchorFile | None:
        if self._file and not self._file.is_current():
            LOG.error("the anchor file was removed or replaced: %s", self._path)
            self._say("anchor-file-replaced", "fail", "all seals are anchored anew")
            self.close()
        if self._file is None:
            self._file = self._claim()
        return self._file

    def _claim(self) -> AnchorFile | None:
        try:
            file = AnchorFile(self._path)
        except AnchorsBusy:
            if not self._busy:
                LOG.info("another process writes the anchors of this machine")
            self._busy = True
            return None
        self._busy = False
        try:
            self._compare(file)
        except BaseException:
            file.close()
            raise
        return file

    def _compare(self, file: AnchorFile) -> None:
        """The newest anchor must be a seal of this database; if not, say so and go on: the verifier names it."""
        if file.newest is None:
            return
        seals = self._db.rows("SELECT hash FROM api.seals_after(%(no)s, 1)", no=file.newest.seal - 1)
        if not seals or bytes(seals[0]["hash"]) != file.newest.hash:
            LOG.critical(
                "seal %d is not what was anchored: run script/mingjie verify-audit", file.newest.seal
            )
            self._say("anchor-mismatch", "fail", f"seal {file.newest.seal}")


class Worker:
    """The tasks and their loop.

    Args:
        settings: the installation.
        db: as the worker's role; closed by the caller.
    """

    def __init__(self, settings: Settings, db: Database) -> None:
        self.db = db
        self.node = f"worker-{socket.gethostname()}-{os.getpid()}"
        self.stopping = threading.Event()
        self._reports = settings.anchor_file.parent / "reports"
        self._key = signing_key(settings.var_dir / "secrets")
        self._anchoring = Anchoring(db, settings.anchor_file, self._say)
        self._alarmed = False
        self.tasks = [
            Task("seal", 1.0, self._seal),
            Task("anchor", 1.0, self._anchoring.run),  # apart: a full disk must not stop the sealing
            Task("beat", 3.0, self._beat),
            Task("expire", 2.0, self._told("api.expire")),
            Task("orphans", 3.0, self._told("api.close_orphans")),
            Task("purge", 3600.0, self._told("api.purge")),
            Task("report", 60.0, self._report),
        ]

    def run(self) -> None:
        """Until `stopping` is set: each task when it is due; while the database is away, try again ever less often."""
        wait = 0.0
        LOG.info("%s begins", self.node)
        while not self.stopping.wait(wait):
            wait = self._turn()
        self._leave()

    def _turn(self) -> float:
        """Do what is due; give the seconds until something is."""
        for task in self.tasks:
            if task.due <= time.monotonic() and not self.stopping.is_set():
                self._do(task)
        return max(0.0, min(task.due for task in self.tasks) - time.monotonic())

    def _do(self, task: Task) -> None:
        begun = time.monotonic()
        try:
            task.act()
        except Unavailable:
            task.failures += 1
            LOG.warning("%s: the database cannot be reached (attempt %d)", task.name, task.failures)
        except (MingjieError, psycopg.Error, OSError):
            task.failures += 1
            LOG.exception("%s failed (attempt %d)", task.name, task.failures)
        else:
            if task.failures:
                LOG.info("%s goes on after %d failures", task.name, task.failures)
            task.failures = 0
        task.due = begun + max(task.every, _backoff(task.failures))

    def _seal(self) -> None:
        audit.seal(self.db)
        state = audit.seal_state(self.db)
        if state.alarm and not self._alarmed:
            LOG.error("sealing lags: leaf %s waits for %s", state.oldest_unsealed, state.oldest_unsealed_age)
        self._alarmed = state.alarm

    def _beat(self) -> None:
        self.db.row("SELECT api.beat(%(node)s, 'worker', NULL, NULL)", node=self.node)

    def _told(self, function: str) -> Callable[[], None]:
        """A clock function of the database, its results in the log where there are any."""
        queries = {
            "api.expire": "SELECT what, ended AS count FROM api.expire()",
            "api.close_orphans": "SELECT 'orphan' AS what, ended AS count FROM api.close_orphans()",
            "api.purge": "SELECT what, purged AS count FROM api.purge()",
        }
        query = queries[function]

        def act() -> None:
            for row in self.db.rows(query):
                if row["count"]:
                    LOG.info("%s: %d %s", function, row["count"], row["what"])

        return act

    def _report(self) -> None:
        for day in write_due_reports(self.db, self._reports, self._key, datetime.now(UTC)):
            LOG.info("daily report of %s", day)
            self._say("daily-report", "done", day.isoformat())

    def _say(self, what: str, result: str, detail: str) -> None:
        self.db.row(
            "SELECT api.worker_said(%(node)s, %(what)s, %(result)s, %(detail)s)",
            node=self.node,
            what=what,
            result=result,
            detail=detail,
        )

    def _leave(self) -> None:
        self._anchoring.close()
        try:
            self.db.row("SELECT api.leave(%(node)s)", node=self.node)
        except Unavailable:
            LOG.warning("the database cannot be reached: its record of this node stays until it is purged")
        LOG.info("%s ends", self.node)


def _backoff(failures: int) -> float:
    """0 without a failure, then half a second, doubled each time up to LONGEST_WAIT, with jitter."""
    if not failures:
        return 0.0
    return min(LONGEST_WAIT, 0.25 * 2.0 ** min(failures, 10)) * random.uniform(0.75, 1.0)  # noqa: S311 - no secret


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the clock until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(
        prog="python -m data.worker", description="时钟进程 the clock of Mingjie"
    )
    parser.add_argument(
        "--syslog",
        metavar="ADDRESS",
        help="送审计根至 syslog also send roots to syslog: /dev/log or host:port",
    )
    args = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    if args.syslog:
        ANCHOR_LOG.addHandler(_syslog(args.syslog))
    settings = Settings.load()
    db = Database(settings, Role.WORKER, size=2)
    worker = Worker(settings, db)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stopping.set())
    try:
        worker.run()
    finally:
        db.close()
    return 0


def _syslog(address: str) -> logging.Handler:
    host, colon, port = address.rpartition(":")
    place: str | tuple[str, int] = (host, int(port)) if colon and port.isdigit() else address
    handler = logging.handlers.SysLogHandler(place, facility=logging.handlers.SysLogHandler.LOG_AUTHPRIV)
    handler.setFormatter(logging.Formatter("mingjie audit %(message)s"))
    return handler


if __name__ == "__main__":
    sys.exit(main())
