"""Cameras that misbehave: each fault is named rightly and within its time-out, is retried, and is told to pane and catalogue."""

from __future__ import annotations

import asyncio
import time

import pytest

from data.vault import Source
from feeds.decoding import TIMEOUTS
from feeds.sources import NoSourceError, address_of
from tests.feeds.cameras import Bad
from tests.feeds.stage import Stage

LIMIT = max(TIMEOUTS) + 1.0  # s; the bench of the gateway holds it to the time-out + 0.2 s, on a machine that is not busy


async def shown(stage: Stage, source: Source, state: str) -> tuple[dict, float]:
    """Open a camera with this source; the state that its pane gets and after how many seconds."""
    camera = await asyncio.to_thread(stage.camera, source)
    ticket = await asyncio.to_thread(stage.ticket, camera)
    browser = await stage.browser()
    began = time.time()
    await browser.open(1, ticket)
    said = await browser.state(1, state)
    assert not browser.frames
    return said, said["since"] - began


def test_a_wrong_password_is_refused_by_the_camera(play):
    async def scenario(stage: Stage) -> None:
        said, after = await shown(stage, stage.rtsp.source(password="wrong"), "refused-by-camera")
        assert said["reason"] == "refused"
        assert "口令" in said["message"]
        assert after < 1.0

    play(scenario)


def test_a_missing_stream_is_no_signal(play):
    async def scenario(stage: Stage) -> None:
        said, after = await shown(stage, stage.rtsp.source("not%20there"), "no-signal")
        assert said["reason"] == "not-found"
        assert after < 1.0

    play(scenario)


def test_a_closed_port_is_no_signal(play):
    async def scenario(stage: Stage) -> None:
        with Bad() as bad:
            port = bad.port
        said, after = await shown(stage, stage.rtsp.source(port=port), "no-signal")
        assert said["reason"] == "unreachable"
        assert after < 1.0

    play(scenario)


def test_a_source_that_hangs_at_connect_ends_in_time(play):
    async def scenario(stage: Stage) -> None:
        with Bad() as bad:
            said, after = await shown(stage, stage.rtsp.source(port=bad.port), "no-signal")
        assert said["reason"] == "timeout"
        assert after < LIMIT

    play(scenario)


def test_a_source_that_hangs_in_the_stream_ends_in_time_and_comes_back(play):
    async def scenario(stage: Stage) -> None:
        with Bad(stage.rtsp.port) as wire:
            camera = stage.camera(stage.rtsp.source(port=wire.port))
            browser = await stage.browser()
            await browser.open(1, stage.ticket(camera))
            await browser.frame(1, 3)
            wire.freeze()
            froze = browser.frames[-1][1]
            said = await browser.state(1, "no-signal")
            assert said["reason"] == "timeout"
            assert said["since"] - froze < LIMIT + 0.5
            count = len(browser.frames)
            wire.thaw()
            await browser.frame(1, count + 2)
            assert browser.states[-1]["state"] == "playing"

    play(scenario)


def test_a_source_that_drops_is_no_signal_and_the_catalogue_hears_of_it(play):
    async def scenario(stage: Stage) -> None:
        with Bad(stage.rtsp.port) as wire:
            camera = stage.camera(stage.rtsp.source(port=wire.port))
            browser = await stage.browser()
            await browser.open(1, stage.ticket(camera))
            await browser.frame(1, 3)
            wire.cut()
            cut = time.time()
            said = await browser.state(1, "no-signal")
            assert said["reason"] in ("dropped", "unreachable")
            assert said["since"] - cut < 1.0
            assert (await status_of(stage, camera, "offline"))["status"] == "offline"

    play(scenario)


async def status_of(stage: Stage, camera: str, status: str) -> dict:
    """Wait until the catalogue shows the status."""
    async with asyncio.timeout(5):
        while True:
            row = await asyncio.to_thread(stage.owner.row, "SELECT status FROM catalogue.camera WHERE gb_code = %(c)s", c=camera)
            if row["status"] == status:
                return row


def test_a_camera_without_a_source_is_no_signal(play):
    async def scenario(stage: Stage) -> None:
        for source in (Source(), Source(url="http://127.0.0.1/x.jpg"), Source(url="file:///etc/passwd"), Source(url="rtsp:///x")):
            said, _ = await shown(stage, source, "no-signal")
            assert said["reason"] == "no-source"

    play(scenario)


def test_credentials_are_escaped_and_hidden():
    source = Source(url="rtsp://10.1.2.3:8554/h264/ch1?x=1", sub_url="rtsp://10.1.2.3/sub", user="a@b", password="p/w:1#口")
    assert address_of(source, small=False).url == "rtsp://a%40b:p%2Fw%3A1%23%E5%8F%A3@10.1.2.3:8554/h264/ch1?x=1"
    assert address_of(source, small=True).url.endswith("@10.1.2.3/sub")
    assert "10.1.2.3" not in f"{address_of(source, small=True)!r} {address_of(source, small=True)}"
    assert address_of(Source(url="rtsp://[fe80::1]:554/x", user="u", password="p"), small=True).url == "rtsp://u:p@[fe80::1]:554/x"


@pytest.mark.parametrize("url", ["", "http://camera/x", "file:/etc/passwd", "concat:rtsp://x", "rtsp://"])
def test_only_rtsp_is_fetched(url):
    with pytest.raises(NoSourceError):
        address_of(Source(url=url), small=False)
