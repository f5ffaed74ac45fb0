"""Fixtures that every room shares: real PostGIS, one transaction or one database for each test.

`db`: one connection, rolled back (most tests). `database`: a clone of its own (commits, several connections, NOTIFY, browsers).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from data.settings import Settings
from tests.support import postgres


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: Playwright keeps an event loop running in this thread, beside which no test could run one of its own."""
    items.sort(key=lambda item: "tests/browser/" in item.path.as_posix())


@pytest.fixture(scope="session")
def server() -> postgres.Server:
    """The test cluster, started where it does not run."""
    return postgres.Server()


@pytest.fixture(scope="session")
def session_database(server: postgres.Server) -> Iterator[str]:
    """The clone that this process's rolled-back tests share."""
    name = server.clone()
    yield name
    server.drop(name)


@pytest.fixture
def db(server: postgres.Server, session_database: str) -> Iterator[postgres.Session]:
    """Queries on one connection whose transaction is rolled back; `db.as_role("mj_web")` narrows the rights."""
    with psycopg.connect(server.dsn(session_database), row_factory=dict_row) as connection:
        yield postgres.Session(connection)
        connection.rollback()


@pytest.fixture
def settings(server: postgres.Server, session_database: str, tmp_path: Path) -> Settings:
    """Settings with a `var_dir` of the test's own, pointing at the shared clone."""
    return server.settings(session_database, tmp_path / "var")


@pytest.fixture
def database(server: postgres.Server, tmp_path: Path) -> Iterator[postgres.TestDatabase]:
    """A database of the test's own, dropped afterwards."""
    name = server.clone()
    clone = postgres.TestDatabase(name, server.settings(name, tmp_path / "var"))
    yield clone
    clone.close()
    server.drop(name)


@pytest.fixture(scope="session")
def shared_data() -> Path | None:
    """The folder of real test data, or None: then a test uses its own samples."""
    return postgres.shared_data()
