"""Rights while a picture runs: revocation, suspension, sign-out, expiry and an unreachable database all stop it (Articles 7, 25, Form 1 note 5)."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from data.errors import Unavailable
from feeds.leases import LEASE
from tests.feeds.stage import Stage

REVOCATIONS = {
    "E-UNIT-01": "UPDATE law.department SET suspended_at = clock_timestamp(), suspended_reason = '核查' WHERE id = %(west)s",
    "E-JUR-02": "UPDATE law.jurisdiction_version SET status = 'suspended' WHERE id = %(version)s",
    "E-AUTH-06": "UPDATE law.authorisation SET status = 'closed' WHERE department_id = %(west)s",
    "E-LET-01": "UPDATE law.letter SET revoked_at = clock_timestamp() WHERE person_id = %(dispatcher)s",
    "E-CAM-02": "UPDATE catalogue.camera SET blocked_reason = '封停' WHERE gb_code = %(west_camera)s",
    "E-SESS-01": "UPDATE law.session SET ended_at = clock_timestamp(), end_reason = 'signed-out' WHERE person_id = %(dispatcher)s",
}


@pytest.mark.parametrize("code", REVOCATIONS)
def test_viewer_may_not_watch_on_after_a_revocation(play, code):
    async def scenario(stage: Stage) -> None:
        look = stage.look()
        browser = await stage.browser()
        await browser.open(1, look["ticket"])
        await browser.frame(1, 2)
        city = stage.city
        wanted = {name: getattr(city, name) for name in ("west", "version", "dispatcher", "west_camera")}
        await asyncio.to_thread(stage.owner.rows, REVOCATIONS[code], **wanted)
        committed = time.time()
        ended = await browser.state(1, "ended")
        assert ended["code"] == code
        assert ended["article"]
        assert time.time() - committed < 1.0
        count = len(browser.frames)
        await browser.ws.ping()
        row = await stage.closed_viewing(look["viewing_id"])
        assert row["end_reason"] in ("revoked", "expired", "signed-out")
        assert len(browser.frames) == count

    play(scenario)


def test_the_neighbour_keeps_her_picture(play):
    async def scenario(stage: Stage) -> None:
        browser = await stage.browser()
        await browser.open(1, stage.ticket())
        await browser.open(2, stage.ticket(stage.city.east_camera, token=stage.city.neighbour_token))
        await asyncio.gather(browser.frame(1), browser.frame(2))
        await asyncio.to_thread(stage.owner.rows, REVOCATIONS["E-UNIT-01"], west=stage.city.west)
        await browser.state(1, "ended")
        seen = len([frame for frame in browser.frames if frame[0] == 2])
        await browser.frame(2, seen + 12)  # beyond the moment at which an unflushed socket would be cut
        assert not browser.closed

    play(scenario)


def test_ending_the_look_in_the_application_stops_the_picture(play):
    async def scenario(stage: Stage) -> None:
        look = stage.look()
        browser = await stage.browser()
        await browser.open(1, look["ticket"])
        await browser.frame(1)
        stage.web.row("SELECT * FROM api.end_viewing(%(t)s, '127.0.0.1', %(v)s)", t=stage.city.token, v=look["viewing_id"])
        assert (await browser.state(1, "ended"))["reason"] == "closed"

    play(scenario)


def test_expiry_is_a_timer(play):
    async def scenario(stage: Stage) -> None:
        await asyncio.to_thread(
            stage.owner.rows, "UPDATE law.session SET absolute_until = clock_timestamp() + interval '1.5 s' WHERE person_id = %(p)s",
            p=stage.city.dispatcher,
        )
        ends = datetime.now(UTC) + timedelta(seconds=1.5)
        browser = await stage.browser()
        await browser.open(1, stage.ticket())
        await browser.frame(1)
        assert (await browser.state(1, "ended"))["code"] == "E-SESS-01"
        late = (datetime.now(UTC) - ends).total_seconds()
        assert -0.1 < late < 0.5
        assert browser.frames[-1][1] <= ends.timestamp() + 0.1

    play(scenario)


def test_a_lease_dies_when_the_database_cannot_be_asked(play):
    async def scenario(stage: Stage) -> None:
        browser = await stage.browser()
        await browser.open(1, stage.ticket())
        await browser.frame(1)

        async def silent(_ids):
            raise Unavailable

        stage.worker.desk.recheck = silent
        silenced = time.time()
        ended = await browser.state(1, "ended")
        assert (ended["code"], ended["reason"]) == ("E-DOWN-01", "unavailable")
        assert time.time() - silenced < LEASE + 0.6

    play(scenario)


def test_nothing_is_shown_when_the_start_cannot_be_registered(play):
    async def scenario(stage: Stage) -> None:
        async def silent(_viewing):
            raise Unavailable

        stage.worker.desk.mark_started = silent
        browser = await stage.browser()
        await browser.open(1, stage.ticket())
        assert (await browser.state(1, "ended"))["code"] == "E-DOWN-01"
        assert not browser.frames

    play(scenario)


def test_the_worker_closes_its_rows_when_it_stops(play):
    async def scenario(stage: Stage) -> None:
        look = stage.look()
        browser = await stage.browser()
        await browser.open(1, look["ticket"])
        await browser.frame(1)
        await stage.worker.stop()
        assert (await stage.closed_viewing(look["viewing_id"]))["end_reason"] == "worker-stopped"
        await browser.end()

    play(scenario)


def test_what_a_killed_worker_left_open_is_closed_by_its_successor(play):
    async def scenario(stage: Stage) -> None:
        left, waiting = stage.look(), stage.look()
        browser = await stage.browser()
        await browser.open(1, left["ticket"])
        await browser.frame(1)
        assert await stage.worker.desk.arrive() == 1
        row = stage.viewing(left["viewing_id"])
        assert row["end_reason"] == "node-lost"
        assert row["started_at"] <= row["ended_at"]
        await browser.open(2, waiting["ticket"])
        await browser.frame(2)

    play(scenario)
