"""How the domain asks the database: a pool for each role, named parameters, one error when it cannot be reached.

Belongs here: connections and transactions. Does not belong here: any query, any rule.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from functools import cached_property
from typing import Any, LiteralString, Protocol, Self

import psycopg
import sqlalchemy
from psycopg import Connection, Notify
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from data.errors import Unavailable
from data.settings import Role, Settings

Row = dict[str, Any]
UNREACHABLE = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, PoolClosed)


class Queries(Protocol):
    """What the domain needs of a database: the pool, one transaction and the tests' session all offer it."""

    def rows(self, sql: LiteralString, /, **params: object) -> list[Row]:
        """All rows of a query with `%(name)s` parameters; a literal per cent sign is written twice."""

    def row(self, sql: LiteralString, /, **params: object) -> Row | None:
        """The first row, or None."""

    def transaction(self) -> contextlib.AbstractContextManager[Queries]:
        """The same queries on one connection, committed together or not at all."""


class Connected:
    """Queries on one connection; a transaction inside a transaction is a savepoint."""

    def __init__(self, connection: Connection[DictRow]) -> None:
        self.connection = connection

    def rows(self, sql: LiteralString, /, **params: object) -> list[Row]:
        """See Queries."""
        cursor = self.connection.execute(sql, params)
        return cursor.fetchall() if cursor.description else []

    def row(self, sql: LiteralString, /, **params: object) -> Row | None:
        """See Queries."""
        cursor = self.connection.execute(sql, params)
        return cursor.fetchone() if cursor.description else None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Self]:
        """See Queries."""
        with self.connection.transaction():
            yield self


@contextlib.contextmanager
def unavailable() -> Iterator[None]:
    """Turn every failure to reach the database into Unavailable, whose text carries no connection string."""
    try:
        yield
    except UNREACHABLE as error:
        raise Unavailable from error


class Database:
    """The pool of one role. Statements commit at once unless `transaction()` holds them together.

    Args:
        source: the settings, or a connection string (then `role` only names the application).
        role: who connects.
        size: the most connections at a time.
    """

    def __init__(self, source: Settings | str, role: Role, *, size: int = 16) -> None:
        self.role = role
        self.dsn = source if isinstance(source, str) else source.dsn(role)
        self._size = size
        self._opening = threading.Lock()
        self._pool: ConnectionPool[Connection[DictRow]] | None = None

    def rows(self, sql: LiteralString, /, **params: object) -> list[Row]:
        """See Queries.

        Raises:
            Unavailable: the database cannot be reached.
        """
        with self._connected() as connected:
            return connected.rows(sql, **params)

    def row(self, sql: LiteralString, /, **params: object) -> Row | None:
        """See Queries.

        Raises:
            Unavailable: the database cannot be reached.
        """
        with self._connected() as connected:
            return connected.row(sql, **params)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connected]:
        """See Queries.

        Raises:
            Unavailable: the database cannot be reached.
        """
        with self._connected() as connected, connected.transaction() as inner:
            yield inner

    def listen(self, *channels: str, stop: threading.Event | None = None) -> Iterator[Notify]:
        """What is told on `channels`, on a connection of its own, until `stop` is set (looked at every second).

        Raises:
            Unavailable: the connection was lost; what was told meanwhile is lost too.
        """
        with unavailable(), psycopg.connect(self.dsn, autocommit=True, application_name=f"{self.role.value} listen") as wire:
            for channel in channels:
                wire.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(channel)))
            while not (stop and stop.is_set()):
                yield from wire.notifies(timeout=1.0)

    @cached_property
    def engine(self) -> sqlalchemy.Engine:
        """SQLAlchemy over the same role, for the queries of data/tables.py."""
        return sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(self.dsn))

    def close(self) -> None:
        """Give every connection back."""
        if self._pool is not None:
            self._pool.close()
        if "engine" in self.__dict__:
            self.engine.dispose()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Connected]:
        with unavailable():
            pool = self._opened()
            try:
                with pool.connection() as connection:
                    yield Connected(connection)
            except psycopg.OperationalError:
                pool.check()  # after a restart of the server one request fails, not one for each old connection
                raise

    def _opened(self) -> ConnectionPool[Connection[DictRow]]:
        with self._opening:  # opened at the first query: a process that forks has no connection to share
            if self._pool is None:
                self._pool = ConnectionPool(
                    self.dsn,
                    min_size=1,
                    max_size=self._size,
                    timeout=3.0,
                    open=True,
                    name=self.role.value,
                    kwargs={"autocommit": True, "row_factory": dict_row, "application_name": self.role.value},
                )
            return self._pool
