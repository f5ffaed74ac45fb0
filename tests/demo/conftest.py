"""The demonstration city, seeded once for the tests of this folder that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.db import Database
from data.demo.examples import Example, examples
from data.demo.people import Person
from data.demo.seeding import Seeded, seed
from data.settings import Role, Settings
from tests.support.postgres import Server, TestDatabase


@dataclass
class Demo:
    """A seeded database: `owner` may read everything, `web` is what the application has."""

    settings: Settings
    owner: Database
    web: Database
    seeded: Seeded
    examples: dict[str, Example]

    def person(self, login: str) -> Person:
        """The person of a login."""
        return next(p for p in self.seeded.people if p.post.login == login)


@pytest.fixture(scope="session")
def demo(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The whole city, as `script/server` makes it."""
    name = server.clone()
    database = TestDatabase(name, server.settings(name, Path(tmp_path_factory.mktemp("demo")) / "var"))
    owner = database.open(Role.OWNER)
    seeded = seed(owner, database.settings)
    yield Demo(database.settings, owner, database.open(Role.WEB), seeded, examples(owner))
    database.close()
    server.drop(name)
