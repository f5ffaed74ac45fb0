"""The web application without a browser: one database for each test file, the standard scene committed in it, the web role's pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.app import App, create_app
from data.db import Database
from data.settings import Role, Settings
from tests.factories import City, make_person, make_session
from tests.support.postgres import Server, TestDatabase
from tests.support.web import client_of

CSRF = {"X-CSRF-Token": "csrf"}
"""The token that belongs to the sessions that tests/factories.py makes."""


def fresh_session(owner: Database, person: int) -> str:
    """A session in place of the one the person may have (one live session each); gives the token."""
    owner.rows("UPDATE law.session SET ended_at = clock_timestamp(), end_reason = 'test' WHERE person_id = %(p)s AND ended_at IS NULL", p=person)
    return make_session(owner, person)


@dataclass
class Site:
    """The running application and its city. `owner` writes past every rule."""

    app: App
    settings: Settings
    city: City
    owner: Database
    database: TestDatabase

    def client(self, person: int | None = None) -> FlaskClient:
        """A browser's worth of cookies, with a session of `person` if given."""
        cookies = {} if person is None else {"mj_session": fresh_session(self.owner, person), "mj_csrf": "csrf"}
        return client_of(self.app.server, **cookies)

    def person(self, *roles: str, department: int | None = None, **more: Any) -> int:
        """Somebody new with these roles."""
        return make_person(self.owner, department or self.city.west, *roles, **more)

    def leaves(self, kind: str) -> list[dict[str, Any]]:
        """The audit's rows of one kind, newest first."""
        return self.owner.rows("SELECT * FROM audit.leaf WHERE kind = %(k)s ORDER BY seq DESC", k=kind)


@pytest.fixture(scope="module")
def build_site(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Makes a site with changed settings; all are torn down with the file."""
    made: list[TestDatabase] = []

    def build(**changes: Any) -> Site:
        name = server.clone()
        var = tmp_path_factory.mktemp("var")
        database = TestDatabase(name, server.settings(name, Path(var)).model_copy(update=changes))
        made.append(database)
        owner = database.open(Role.OWNER)
        city = City.build(owner)
        app = create_app(database.settings, database.open(Role.WEB))
        return Site(app, database.settings, city, owner, database)

    yield build
    for database in made:
        database.close()
        server.drop(database.name)


@pytest.fixture(scope="module")
def site(build_site: Callable[..., Site]) -> Site:
    """The site of this test file."""
    return build_site()


@pytest.fixture
def anyone(site: Site) -> FlaskClient:
    """No session."""
    return site.client()


@pytest.fixture
def dispatcher(site: Site) -> FlaskClient:
    """The western dispatcher."""
    return site.client(site.city.dispatcher)


def call(client: FlaskClient, output: str, *inputs: tuple[str, Any], changed: str | None = None, states: tuple[tuple[str, Any], ...] = ()) -> Any:
    """Post to a Dash callback as its renderer does: `inputs` are ("component.property", value)."""

    def parts(pairs: Any) -> list[dict[str, Any]]:
        return [{"id": name.split(".")[0], "property": name.split(".")[1], "value": value} for name, value in pairs]

    names = [name.rstrip(".").split(".") for name in output.strip(".").split("...")]
    outputs = [{"id": name[0], "property": name[1]} for name in names]
    body = {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": parts(inputs),
        "state": parts(states),
        "changedPropIds": [changed or (inputs[0][0] if inputs else "")],
    }
    return client.post("/_dash-update-component", json=body, headers=CSRF)
