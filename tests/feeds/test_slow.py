"""Slow and dead viewers: they lose pictures, delay nobody, are cut in time, and get nothing after a revocation."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import socket
import struct

from feeds import wall
from feeds.ingest import Ingests
from tests.feeds.stage import Stage


class Raw:
    """A wall socket by hand, so that it can stop reading. Its receive buffer is small."""

    def __init__(self, stage: Stage) -> None:
        self.wire = socket.socket()
        self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.wire.setblocking(False)
        self.port = int(stage.base.rsplit(":", 1)[1])
        self.origin = stage.settings.public_url

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self.wire, ("127.0.0.1", self.port))
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET /wall HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: {self.origin}\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await loop.sock_sendall(self.wire, request.encode())
        await loop.sock_recv(self.wire, 1024)

    async def open(self, pane: int, ticket: str) -> None:
        body = json.dumps({"open": {"pane": pane, "ticket": ticket}}).encode()
        head = b"\x81" + (bytes([0x80 | len(body)]) if len(body) < 126 else b"\xfe" + struct.pack(">H", len(body)))
        await asyncio.get_running_loop().sock_sendall(self.wire, head + bytes(4) + body)

    async def rest(self) -> int:
        """Read to the end: how many bytes were still to come. A reset connection ends too."""
        count = 0
        try:
            while data := await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.wire, 65536), 10):
                count += len(data)
        except ConnectionError:
            pass
        finally:
            self.wire.close()
        return count


def test_a_slow_viewer_delays_nobody_and_is_cut(play, monkeypatch):
    monkeypatch.setattr(wall, "SEND_WITHIN", 1.5)

    async def scenario(stage: Stage) -> None:
        slow, quick = Raw(stage), await stage.browser()
        look = stage.look()
        await slow.connect()
        for pane in range(12):
            await slow.open(pane, look["ticket"] if pane == 0 else stage.ticket())
        await quick.open(1, stage.ticket())
        await quick.frame(1)
        row = await stage.closed_viewing(look["viewing_id"])
        assert row["end_reason"] == "stalled"
        times = [at for _, at, _ in quick.frames]
        assert max(two - one for one, two in itertools.pairwise(times)) < 0.6
        assert len(stage.worker.leases) == 1
        await slow.rest()

    play(scenario)


def test_the_bound_for_a_stalled_viewer():
    assert wall.SEND_WITHIN < 15
    assert wall.HEARTBEAT * 1.5 < 15


def test_a_stalled_viewer_gets_nothing_more_after_a_revocation(play):
    async def scenario(stage: Stage) -> None:
        slow = Raw(stage)
        look = stage.look()
        await slow.connect()
        for pane in range(12):
            await slow.open(pane, look["ticket"] if pane == 0 else stage.ticket())
        walls = await blocked(stage)
        await asyncio.to_thread(
            stage.owner.rows,
            "UPDATE law.department SET suspended_at = clock_timestamp(), suspended_reason = '核查' WHERE id = %(d)s", d=stage.city.west,
        )
        row = await stage.closed_viewing(look["viewing_id"])
        assert row["end_reason"] == "revoked"
        await stage.until(walls[0].is_closing)
        # what lay in the server's queue is gone; only what the viewer's own kernel had taken can still be read
        assert await slow.rest() < 4 * wall.NOT_SENT

    play(scenario)


async def blocked(stage: Stage) -> list[asyncio.Transport]:
    """Wait until a wall's transport cannot get rid of its bytes."""

    def stuck() -> list[asyncio.Transport]:
        open_now = [handler.transport for handler in stage.worker.connections() if handler.transport]
        return [transport for transport in open_now if transport.get_write_buffer_size() > 0]

    await stage.until(lambda: bool(stuck()))
    return stuck()


def test_an_idle_camera_is_let_go(play, monkeypatch):
    async def scenario(stage: Stage) -> None:
        stage.worker.ingests = stage.worker.looks.ingests = Ingests(lambda _camera, _status: None, linger=0.2)
        browser = await stage.browser()
        await browser.open(1, stage.ticket())
        await browser.frame(1)
        (ingest,) = stage.worker.ingests.running()
        await browser.close_pane(1)
        await asyncio.to_thread(ingest.join, 5)
        assert not ingest.alive
        assert not len(stage.worker.ingests)

    play(scenario)


def test_a_camera_is_kept_for_a_viewer_who_comes_back_at_once(play):
    async def scenario(stage: Stage) -> None:
        browser = await stage.browser()
        await browser.open(1, stage.ticket())
        await browser.frame(1)
        (ingest,) = stage.worker.ingests.running()
        await browser.close_pane(1)
        await browser.open(2, stage.ticket())
        await browser.frame(2)
        assert stage.worker.ingests.running() == [ingest]

    play(scenario)


def test_many_panes_are_served_in_turn_with_fresh_pictures(play):
    async def scenario(stage: Stage) -> None:
        browser = await stage.browser()
        panes = range(4 * wall.AT_ONCE)
        for pane in panes:
            await browser.open(pane, await asyncio.to_thread(stage.ticket))
        for pane in panes:
            await browser.frame(pane, 3)
        count = {pane: sum(1 for number, _, _ in browser.frames if number == pane) for pane in panes}
        assert min(count.values()) * 4 > max(count.values())
        ages = sorted(came - frame[1] for (came, _), frame in zip(browser.received, browser.frames, strict=True))
        assert ages[len(ages) // 2] < 0.5

    play(scenario)
