"""A jurisdiction takes effect in running pictures: the approval opens, shrinking, suspension and the clock cut, within a second of the commit."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.feeds.stage import Browser, Stage
from tests.law.course import NARROW, WIDER, Course

OUTSIDE = 1.0  # s from the commit to the last frame of a picture that became unlawful


async def watched(stage: Stage, camera: str) -> tuple[Browser, int]:
    """The western dispatcher's running picture, and its look."""
    look = stage.look(camera)
    browser = await stage.browser()
    await browser.open(1, look["ticket"])
    await browser.frame(1, 2)
    return browser, look["viewing_id"]


async def cut_after(stage: Stage, browser: Browser, look: int, committed: float) -> dict[str, Any]:
    """Wait for the end; the last frame came no later than a second after the commit, and none follows."""
    ended = await browser.state(1, "ended")
    count = len(browser.received)
    assert browser.received[-1][0] - committed < OUTSIDE
    assert time.time() - committed < OUTSIDE
    await stage.closed_viewing(look)
    assert len(browser.received) == count
    return ended


@pytest.mark.parametrize("how", ["shrink", "suspend", "revoke"])
def test_a_picture_outside_ends_within_a_second(play, how):
    async def scenario(stage: Stage) -> None:
        course = Course(stage.owner, stage.web, stage.city)
        reviewer, approver = stage.city.signers[2:]
        number = stage.city.version
        if how == "shrink":
            number = course.drafted(NARROW).id
            course.brought(number, "approval")
        for person in (reviewer, approver):  # signed in before the clock runs
            course.viewer(person)
        browser, look = await watched(stage, stage.city.west_camera)
        if how == "shrink":
            await asyncio.to_thread(course.act, number, "approve", approver)
        else:
            await asyncio.to_thread(course.act, number, how, reviewer if how == "suspend" else approver, "核查")
        ended = await cut_after(stage, browser, look, time.time())
        assert (ended["code"], ended["article"]) == ("E-JUR-01" if how == "shrink" else "E-JUR-02", "25")

    play(scenario)


def test_a_smaller_version_comes_into_force_by_the_clock(play):
    async def scenario(stage: Stage) -> None:
        course = Course(stage.owner, stage.web, stage.city)
        number = course.drafted(NARROW).id
        course.brought(number, "approval")
        course.viewer(stage.city.approver)
        browser, look = await watched(stage, stage.city.west_camera)
        starts = datetime.now(UTC) + timedelta(seconds=1.5)
        await asyncio.to_thread(course.act, number, "approve", stage.city.approver, effective_from=starts)
        assert (await cut_after(stage, browser, look, starts.timestamp()))["code"] == "E-JUR-01"
        assert browser.received[-1][0] > starts.timestamp() - 0.5

    play(scenario)


def test_the_approval_opens_what_the_drawing_did_not(play):
    async def scenario(stage: Stage) -> None:
        course = Course(stage.owner, stage.web, stage.city)
        number = course.drafted(WIDER).id
        course.brought(number, "approval")
        east = {"t": stage.city.token, "c": stage.city.east_camera}
        refused = stage.web.row("SELECT code FROM api.open_viewing(%(t)s, '127.0.0.1', %(c)s, 'camera:view-live', '日常巡查')", **east)
        assert refused == {"code": "E-JUR-01"}
        await asyncio.to_thread(course.act, number, "approve", stage.city.approver)
        await watched(stage, stage.city.east_camera)

    play(scenario)


def test_a_protected_zone_cuts_what_stands_in_it(play):
    async def scenario(stage: Stage) -> None:
        browser, look = await watched(stage, stage.city.west_camera)
        await asyncio.to_thread(
            stage.owner.rows,
            """INSERT INTO law.protected_zone (name, kind, reason, geom, drawn_by)
               SELECT '职工宿舍', 'home', '保护隐私', ST_Multi(ST_Expand(geom, 0.001)), %(p)s FROM catalogue.camera WHERE gb_code = %(c)s""",
            p=stage.city.approver, c=stage.city.west_camera,
        )  # fmt: skip
        assert (await cut_after(stage, browser, look, time.time()))["code"] == "E-CAM-02"

    play(scenario)
