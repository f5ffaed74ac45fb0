"""Deny by default: every route and every socket message of the gateway declares the action it needs, and nothing else is served."""

from __future__ import annotations

from data.law.actions import Action
from feeds.app import ROUTES, create_app, wall
from feeds.declares import action_of
from feeds.snapshot import snapshot
from feeds.wall import MESSAGES
from tests.feeds.stage import Stage


def test_every_route_declares_its_action(play):
    async def scenario(stage: Stage) -> None:
        app = create_app(stage.settings, stage.worker.looks)
        routes = list(app.router.routes())
        assert len(routes) == len(ROUTES)
        for route in routes:
            assert route.method == "GET"
            assert isinstance(action_of(route.handler), Action), route

    play(scenario)


def test_every_message_declares_its_action():
    assert MESSAGES
    for name, handler in MESSAGES.items():
        assert isinstance(action_of(handler), Action), name


def test_roads_to_pixels_need_a_ticket_and_only_health_is_public():
    assert action_of(wall) is action_of(snapshot) is action_of(MESSAGES["open"]) is Action.FEEDS_REDEEM
    public = {action_of(handler) for _, handler in ROUTES if str(action_of(handler)).startswith("public:")}
    assert public == {Action.HEALTH}


def test_a_handler_without_a_declaration_is_noticed():
    assert action_of(lambda: None) is None


def test_nothing_else_is_served(play):
    async def scenario(stage: Stage) -> None:
        for path in ("/", "/snapshot", "/snapshot/", "/cameras", "/wall/x", "/healthz/../wall/../metrics"):
            async with stage.http.get(stage.base + path) as answer:
                assert answer.status == 404, path
                assert await answer.text() == ""
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            async with stage.http.request(method, f"{stage.base}/wall") as answer:
                assert answer.status == 405
        async with stage.http.get(f"{stage.base}/wall") as answer:
            assert answer.status == 400
        async with stage.http.get(f"{stage.base}/healthz") as answer:
            assert await answer.json() == {"status": "ok", "looks": 0}

    play(scenario)
