"""The test cluster and its databases: one private cluster, one template for each state of sql/, a clone for each test.

Belongs here: what conftest's fixtures are made of. Safe for several test processes at once: a file lock guards what they share.
With DATABASE_URL the databases are made on that server. `python -m tests.support.postgres running|stop` serves script/test.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from data import cluster, migrate
from data.db import Connected, Database
from data.settings import ROOT, Role, Settings

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300", "max_wal_size": "2GB"}
TEMPLATES_KEPT = 6


class Session(Connected):
    """One connection in one transaction that is rolled back: the interface of data.db.Database for most tests.

    Begins as the superuser; `as_role("mj_web")` narrows it. Each act of a role should stand in `as_role`.
    """

    def __init__(self, connection: psycopg.Connection[Any], role: str = Role.OWNER) -> None:
        super().__init__(connection)
        self.role = role

    @contextlib.contextmanager
    def as_role(self, role: str) -> Iterator[Session]:
        """Act as a database role, then as before; an error inside leaves the transaction usable through a savepoint."""
        with self.connection.transaction():
            self._set(role)
            yield Session(self.connection, role)
            self._set(self.role)

    def _set(self, role: str) -> None:
        name = sql.SQL("NONE") if role == Role.OWNER else sql.Identifier(role)
        self.connection.execute(sql.SQL("SET LOCAL ROLE {}").format(name))

    def close(self) -> None:
        """The fixture closes it."""


class TestDatabase:
    """A database of a test's own, migrated, dropped afterwards.

    Attributes:
        name: its name on the test cluster.
        settings: settings that point at it, with a `var_dir` of the test's own.
    """

    __test__ = False

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self.settings = settings
        self._opened: list[Database] = []

    def open(self, role: Role = Role.WEB) -> Database:
        """A pool as `role`, closed with the test."""
        database = Database(self.settings, role)
        self._opened.append(database)
        return database

    def connect(self, role: Role = Role.OWNER, **kwargs: Any) -> psycopg.Connection[Any]:
        """A bare connection in autocommit, rows as dicts; the caller closes it."""
        return psycopg.connect(self.settings.dsn(role), autocommit=True, row_factory=dict_row, **kwargs)

    def close(self) -> None:
        """Close every pool."""
        for database in self._opened:
            database.close()


class Server:
    """The test cluster under var/test-pg, or the server of DATABASE_URL. It is left running for the next run."""

    cluster_name = "test-pg"
    options = FAST

    def __init__(self) -> None:
        given = Settings.load()
        self.var = given.var_dir
        self.place = cluster.Place.of(self.var, self.cluster_name)
        self.url = given.database_url
        self.secret = Settings.load(var_dir=self.var / "test").secret_key.decode()
        self._numbers = itertools.count(1)
        self._template: str | None = None
        with self._lock():
            if self.url is None:
                cluster.start(self.place, self.options)
            self._drop_left_behind()

    def dsn(self, name: str) -> str:
        """How to connect to database `name` with every right."""
        return self.place.dsn(name) if self.url is None else make_conninfo(self.url, dbname=name)

    def clone(self) -> str:
        """A fresh database from the template."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        with self._lock():
            template = self.template()
            self._admin(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        self._admin(sql.SQL("REVOKE TEMPORARY, CREATE ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self._admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def settings(self, name: str, var_dir: Path, **more: Any) -> Settings:
        """Settings that point at database `name`; the service roles' passwords are those of the template."""
        return Settings.load(**{"database_url": self.dsn(name), "var_dir": var_dir, "secret_key_text": self.secret, **more})

    def template(self) -> str:
        """The migrated template for the present files; made once for each content of sql/. Call under the lock."""
        if self._template is None:
            name = f"mingjie_{migrate.content_hash()}"
            if not self._databases(name):
                self._make_template(name)
            self._template = name
        return self._template

    def _make_template(self, name: str) -> None:
        for old in self._databases("mingjie\\_%")[: -TEMPLATES_KEPT or None]:
            with contextlib.suppress(psycopg.errors.ObjectInUse):
                self._admin(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
        fresh = f"making_{os.getpid()}"
        self.drop(fresh)
        migrate.create_database(self._admin_dsn(), fresh)
        migrate.migrate(self.settings(fresh, self.var / "test"))
        self._admin(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(fresh), sql.Identifier(name)))

    def _admin_dsn(self) -> str:
        return self.place.dsn() if self.url is None else self.url

    def _databases(self, pattern: str) -> list[str]:
        with psycopg.connect(self._admin_dsn(), autocommit=True) as connection:
            found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid", [pattern]).fetchall()
        return [row[0] for row in found]

    def _drop_left_behind(self) -> None:
        for name in self._databases("test\\_%") + self._databases("making\\_%"):
            if not Path("/proc", name.split("_")[1]).exists():
                self.drop(name)

    def _admin(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._admin_dsn(), autocommit=True) as connection:
            connection.execute(statement)

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / f"{self.cluster_name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def shared_data() -> Path | None:
    """The folder of real test data beside the repository, where there is one."""
    path = Path(os.environ.get("MINGJIE_SHARED_DATA", ROOT.parent / "shared" / "data"))
    return path if path.is_dir() else None


def main(command: str) -> int:
    """`running`: whether the test cluster runs (always, when a server is given); `stop`: stop it."""
    given = Settings.load()
    place = cluster.Place.of(given.var_dir, "test-pg")
    if command == "stop":
        cluster.stop(place)
        return 0
    return 0 if given.database_url is not None or cluster.ready(place) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
