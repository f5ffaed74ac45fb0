"""No ticket, no picture: unknown, used, foreign, late and wrongly aimed tickets all give nothing, and say so with the rule."""

from __future__ import annotations

import json

import aiohttp
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from data.law import tickets
from data.settings import ROOT
from tests.factories import make_session
from tests.feeds.stage import NODE, SNAPSHOT, Stage

PO = ROOT / "dashboard/translations/en/LC_MESSAGES/messages.po"


async def refused(stage: Stage, ticket: str) -> dict:
    """Open a pane with a ticket that must not work."""
    browser = await stage.browser()
    await browser.open(1, ticket)
    ended = await browser.state(1, "ended")
    assert not browser.frames
    assert not len(stage.worker.leases)
    return ended


def test_nobody_may_watch_without_a_ticket(play):
    async def scenario(stage: Stage) -> None:
        for ticket in ("", "0" * 64, "x" * 500, "\0", "' OR 1=1 --", "票", stage.city.token):
            ended = await refused(stage, ticket)
            assert (ended["code"], ended["article"], ended["reason"]) == ("E-TICK-01", "26", "refused")
            assert ended["message"]

    play(scenario)


def test_a_ticket_works_once(play):
    async def scenario(stage: Stage) -> None:
        ticket = stage.ticket()
        browser = await stage.browser()
        await browser.open(1, ticket)
        await browser.frame(1)
        await browser.open(2, ticket)
        assert (await browser.state(2, "ended"))["code"] == "E-TICK-01"
        assert not [frame for frame in browser.frames if frame[0] == 2]
        await browser.frame(1, 5)

    play(scenario)


def test_a_ticket_for_another_node_gives_nothing(play):
    async def scenario(stage: Stage) -> None:
        tickets.beat(stage.feeds, "elsewhere", "http://127.0.0.1:9", "ws://127.0.0.1:9/wall")
        stage.owner.row("DELETE FROM operations.node WHERE name = %(n)s", n=NODE)
        assert (await refused(stage, stage.ticket()))["code"] == "E-TICK-01"

    play(scenario)


def test_a_ticket_of_another_address_gives_nothing(play):
    async def scenario(stage: Stage) -> None:
        city, owner = stage.city, stage.owner
        owner.row("INSERT INTO law.terminal (department_id, ip, location) VALUES (%(d)s, '10.9.8.7', '二号席')", d=city.west)
        owner.row("INSERT INTO law.person_terminal SELECT %(p)s, id FROM law.terminal WHERE ip = '10.9.8.7'", p=city.dispatcher)
        owner.row("UPDATE law.session SET ended_at = clock_timestamp(), end_reason = 'x' WHERE person_id = %(p)s", p=city.dispatcher)
        terminal = owner.row("SELECT id FROM law.terminal WHERE ip = '10.9.8.7'")["id"]
        token = make_session(owner, city.dispatcher, address="10.9.8.7", terminal=terminal)
        ticket = stage.ticket(token=token, address="10.9.8.7")
        assert (await refused(stage, ticket))["code"] == "E-TICK-01"

    play(scenario)


def test_a_late_ticket_gives_nothing(play):
    async def scenario(stage: Stage) -> None:
        ticket = stage.ticket()
        stage.owner.row("UPDATE secret.ticket SET expires_at = clock_timestamp()")
        assert (await refused(stage, ticket))["code"] == "E-TICK-01"

    play(scenario)


def test_a_ticket_is_decided_again_when_it_is_used(play):
    async def scenario(stage: Stage) -> None:
        look = stage.look()
        stage.owner.row("UPDATE law.jurisdiction_version SET status = 'suspended' WHERE id = %(id)s", id=stage.city.version)
        ended = await refused(stage, look["ticket"])
        assert (ended["code"], ended["article"]) == ("E-JUR-02", "25")
        assert (await stage.closed_viewing(look["viewing_id"]))["started_at"] is None

    play(scenario)


def test_a_snapshot_ticket_opens_no_wall(play):
    async def scenario(stage: Stage) -> None:
        look = stage.look(action=SNAPSHOT)
        assert (await refused(stage, look["ticket"]))["code"] == "E-TICK-01"
        assert (await stage.closed_viewing(look["viewing_id"]))["end_reason"] == "refused"

    play(scenario)


def test_a_page_of_another_origin_may_not_connect(play):
    async def scenario(stage: Stage) -> None:
        for origin in ("http://evil.example", "null", "http://127.0.0.1", stage.settings.public_url + ".evil.example"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
                await stage.browser(origin)
            assert refusal.value.status == 403

    play(scenario)


def test_a_foreign_page_is_refused_in_its_language(play):
    async def scenario(stage: Stage) -> None:
        catalogue = stage.settings.var_dir / "translations" / "en" / "LC_MESSAGES"
        catalogue.mkdir(parents=True)
        with PO.open("rb") as source, (catalogue / "messages.mo").open("wb") as target:
            write_mo(target, read_po(source, locale="en"))
        for language, words in (("en", "not one of this site"), ("zh-CN,en", "来源不符")):
            answer = await stage.snapshot("x", Origin="http://evil.example", **{"Accept-Language": language})
            assert answer.status == 403
            assert words in json.loads(answer.body)["message"]

    play(scenario)


@pytest.mark.parametrize("text", ["", "[]", "nonsense", '{"open": 5}', '{"open": {"pane": "7"}}', '{"open": {"pane": -1}}', '{"rights": 1}', "[" * 4000])
def test_what_is_no_message_of_the_wall_ends_the_socket(play, text):
    async def scenario(stage: Stage) -> None:
        browser = await stage.browser()
        await browser.ws.send_str(text)
        await browser.end()
        assert browser.ws.close_code == 1008

    play(scenario)
