"""The road to live pictures: ticket, decision, camera, mark, register. What is shown is marked; what ends is closed in the register."""

from __future__ import annotations

import asyncio
import time

import numpy as np

from tests.feeds.clips import GREY
from tests.feeds.stage import Stage


def marked_pixels(picture):
    """How many pixels of the plain upper half differ from the camera's grey."""
    return int((np.abs(picture[:300].astype(int) - GREY) > 40).any(axis=2).sum())


def test_viewer_may_watch_and_the_register_has_the_exact_course(play):
    async def scenario(stage: Stage) -> None:
        look = stage.look()
        browser = await stage.browser()
        await browser.open(7, look["ticket"])
        assert (await browser.state(7, "connecting"))["since"] <= time.time()
        picture = await browser.frame(7, 3)
        assert picture.shape == (360, 640, 3)
        assert marked_pixels(picture) > 3000
        assert browser.states[1]["state"] == "playing"
        row = stage.viewing(look["viewing_id"])
        assert row["started_at"] is not None
        assert row["ended_at"] is None
        await browser.close_pane(7)
        row = await stage.closed_viewing(look["viewing_id"])
        assert row["end_reason"] == "closed"
        assert row["started_at"] < row["ended_at"]

    play(scenario)


def test_closing_the_browser_closes_the_register_row(play):
    async def scenario(stage: Stage) -> None:
        look = stage.look()
        browser = await stage.browser()
        await browser.open(1, look["ticket"])
        await browser.frame(1)
        await browser.ws.close()
        assert (await stage.closed_viewing(look["viewing_id"]))["end_reason"] == "closed"

    play(scenario)


def test_one_socket_carries_several_cameras(play):
    async def scenario(stage: Stage) -> None:
        browser = await stage.browser()
        other = stage.camera(stage.rtsp.source("other"))
        await browser.open(1, stage.ticket())
        await browser.open(2, stage.ticket(other))
        await asyncio.gather(browser.frame(1, 2), browser.frame(2, 2))
        assert len(stage.worker.ingests) == 2

    play(scenario)


def test_a_camera_is_opened_once_whoever_watches(play):
    async def scenario(stage: Stage) -> None:
        one, two = await stage.browser(), await stage.browser()
        await one.open(1, stage.ticket())
        await one.frame(1)
        await two.open(1, stage.ticket())
        await two.frame(1)
        assert len(stage.worker.ingests) == 1

    play(scenario)
