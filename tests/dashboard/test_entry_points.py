"""Every door declares the action it needs; a door that declares none stays shut."""

from __future__ import annotations

import pytest
from dash import Input, Output

from dashboard.security import ASSETS, CALLBACKS, PAGES, declared
from data.law.actions import Action
from tests.dashboard.conftest import Site, call

DECIDED_AT_THE_DOOR = {ASSETS, CALLBACKS, *PAGES}
"""Their action depends on the file, the callback, the page."""


def test_every_route_declares_an_action(site: Site) -> None:
    house = site.app.server.extensions["mingjie"]
    undeclared = [
        rule.endpoint
        for rule in site.app.server.url_map.iter_rules()
        if rule.endpoint not in DECIDED_AT_THE_DOOR
        and not (declared(site.app.server.view_functions[rule.endpoint]) or house.endpoints.get(rule.endpoint))
    ]
    assert undeclared == []


def test_every_callback_declares_an_action(site: Site) -> None:
    declarations = site.app.server.extensions["mingjie"].callbacks
    served = {output for output, entry in site.app.callback_map.items() if "callback" in entry}
    assert served
    assert served == set(declarations)


def test_every_page_declares_an_action() -> None:
    import dash

    assert dash.page_registry
    assert all(isinstance(page["action"], Action) for page in dash.page_registry.values())


def test_every_declared_action_is_known_to_the_law(site: Site) -> None:
    rows = site.owner.rows("SELECT code FROM law.action")
    assert {action.value for action in Action} <= {row["code"] for row in rows}


@pytest.fixture
def undeclared(build_site) -> Site:
    fresh = build_site()
    fresh.app.server._got_first_request = False
    fresh.app.server.add_url_rule("/back-door", "back_door", lambda: "inside")

    @fresh.app.callback(Output("back", "door"), Input("any", "thing"))
    def back_door(_thing):
        return "inside"

    return fresh


def test_a_door_that_declares_nothing_stays_shut(undeclared: Site) -> None:
    client = undeclared.client(undeclared.city.dispatcher)
    assert client.get("/back-door").status_code == 403
    assert call(client, "back.door", ("any.thing", 1)).status_code == 403
