"""A sealed audit to be tampered with, each in a database of its own."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from data.db import Database
from data.law import audit
from data.law.anchors import AnchorFile
from data.law.verification import verify
from data.settings import Role
from tests.audit.support import append, tamper
from tests.support.postgres import TestDatabase

TABLES = ("leaf", "seal", "sealing")


class Sealed:
    """Leaves 1 to 40 under seals of ten, anchored; `owner` is the database's owner, `check()` the verifier's answer as the auditor."""

    def __init__(self, database, anchors):
        self.database, self.anchors = database, anchors
        self.owner = database.connect()
        self.worker = database.open(Role.WORKER)
        for n in range(40):
            append(
                self.owner,
                "viewing.open",
                "allow",
                None,
                n,
                f"p{n}",
                1,
                "10.0.0.1",
                1,
                n,
                "camera",
                f"c{n}",
                "济源; 第一",
            )
            if n % 10 == 9:
                self.seal()

    def keep(self):
        for table in TABLES:
            self.owner.execute(f"CREATE TABLE public.kept_{table} AS SELECT * FROM audit.{table}")
        self._kept_anchors = self.anchors.read_bytes()

    def restore(self):
        for table in TABLES:
            tamper(self.owner, f"TRUNCATE audit.{table}")
            self.owner.execute(f"INSERT INTO audit.{table} SELECT * FROM public.kept_{table}")
        self.owner.execute("SELECT setval('audit.leaf_seq', 40)")
        self.anchors.write_bytes(self._kept_anchors)

    def seal(self, *, anchored=True):
        audit.seal(self.worker)
        if anchored:
            self.anchor()

    def anchor(self):
        with AnchorFile(self.anchors) as file:
            newest = file.newest.seal if file.newest else 0
            file.append(self.worker.rows("SELECT * FROM api.seals_after(%(no)s, 10000)", no=newest))

    def check(self, *, anchored=True, reports=None):
        with self.auditor() as connection:
            return verify(connection, self.anchors if anchored else None, reports)

    @contextmanager
    def auditor(self):
        with self.database.connect(Role.AUDITOR) as connection:
            yield connection

    def findings(self, **kwargs):
        return [(found.kind, found.first, found.last) for found in self.check(**kwargs).findings]


@pytest.fixture(scope="module")
def scene(server, tmp_path_factory):
    """The sealed audit, with a copy of its tables to restore it from."""
    folder = tmp_path_factory.mktemp("audit")
    name = server.clone()
    database = TestDatabase(name, server.settings(name, folder / "var"))
    made = Sealed(database, folder / "anchors" / "roots.log")
    made.keep()
    yield made
    made.owner.close()
    database.close()
    server.drop(name)


@pytest.fixture
def sealed(scene):
    """The sealed audit, whole again after each test."""
    yield scene
    scene.restore()


@pytest.fixture
def worker_db(database) -> Database:
    return database.open(Role.WORKER)
