"""The road to a still picture: the wall's path with one frame, one use, kept nowhere, readable by our own pages only."""

from __future__ import annotations

import json

from tests.feeds.stage import SNAPSHOT, Stage, decoded
from tests.feeds.test_live import marked_pixels


def test_viewer_may_take_one_marked_snapshot(play):
    async def scenario(stage: Stage) -> None:
        look = stage.look(action=SNAPSHOT)
        answer = await stage.snapshot(look["ticket"], Origin=stage.settings.public_url)
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Access-Control-Allow-Origin"] == stage.settings.public_url
        assert marked_pixels(decoded(answer.body)) > 3000
        row = await stage.closed_viewing(look["viewing_id"])
        assert row["end_reason"] == "delivered"
        assert row["started_at"] is not None
        again = await stage.snapshot(look["ticket"])
        assert again.status == 403
        assert json.loads(again.body)["code"] == "E-TICK-01"

    play(scenario)


def test_a_running_camera_gives_its_snapshot_without_a_second_connection(play):
    async def scenario(stage: Stage) -> None:
        browser = await stage.browser()
        await browser.open(1, stage.ticket())
        await browser.frame(1)
        assert (await stage.snapshot(stage.ticket(action=SNAPSHOT))).status == 200
        assert len(stage.worker.ingests) == 1

    play(scenario)


def test_foreign_pages_may_not_read_a_snapshot(play):
    async def scenario(stage: Stage) -> None:
        ticket = stage.ticket(action=SNAPSHOT)
        answer = await stage.snapshot(ticket, Origin="http://evil.example")
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert (await stage.snapshot(ticket)).status == 200  # the foreign page did not use it up

    play(scenario)


def test_refusals_name_rule_and_article_in_the_language_asked_for(play):
    async def scenario(stage: Stage) -> None:
        answer = await stage.snapshot("0" * 64)
        error = json.loads(answer.body)
        assert error.keys() == {"code", "article", "rule", "message"}
        assert (error["code"], error["article"], error["rule"]) == ("E-TICK-01", "26", "ticket")
        assert "凭证" in error["message"]
        assert answer.headers["Cache-Control"] == "no-store"

    play(scenario)


def test_live_tickets_take_no_snapshot(play):
    async def scenario(stage: Stage) -> None:
        assert (await stage.snapshot(stage.ticket())).status == 403

    play(scenario)


def test_a_camera_without_a_picture_is_reported_as_such(play):
    async def scenario(stage: Stage) -> None:
        wrong = stage.camera(stage.rtsp.source(password="wrong"))
        answer = await stage.snapshot(stage.ticket(wrong, SNAPSHOT))
        assert (answer.status, json.loads(answer.body)["code"]) == (502, "E-FEED-03")
        missing = stage.camera(stage.rtsp.source("no such/path"))
        answer = await stage.snapshot(stage.ticket(missing, SNAPSHOT))
        assert (answer.status, json.loads(answer.body)["code"]) == (504, "E-FEED-02")

    play(scenario)
