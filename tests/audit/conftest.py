"""A sealed audit to be tampered with, each in a database of its own."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from data.db import Database
from data.law import audit
from data.law.anchors import AnchorFile
from data.law.verification import verify
from data.settings import Role
from tests.audit.support import append


class Sealed:
    """Leaves 1 to 40 under seals of ten, anchored; `owner` is the database's owner, `check()` the verifier's answer as the auditor."""

    def __init__(self, database, anchors):
        self.database, self.anchors = database, anchors
        self.owner = database.connect()
        self.worker = database.open(Role.WORKER)
        for n in range(40):
            append(self.owner, "viewing.open", "allow", None, n, f"p{n}", 1, "10.0.0.1", 1, n, "camera", f"c{n}", "济源; 第一")
            if n % 10 == 9:
                self.seal()

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


@pytest.fixture
def sealed(database, tmp_path):
    made = Sealed(database, tmp_path / "anchors" / "roots.log")
    yield made
    made.owner.close()


@pytest.fixture
def worker_db(database) -> Database:
    return database.open(Role.WORKER)
