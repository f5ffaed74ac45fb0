"""The stage of a gateway test: city, cameras, one worker in this loop, and browsers that talk to it over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
import cv2
import numpy as np

from data import vault
from data.db import Database
from data.settings import Role
from feeds.worker import Place, Worker, listening
from tests.factories import ADDRESS, City, make_authorisation, make_camera
from tests.feeds.cameras import RtspServer
from tests.support.postgres import TestDatabase

LIVE, SNAPSHOT = "camera:view-live", "camera:view-snapshot"
NODE = "node-1"
WITHIN = 10.0  # s; a scenario that waits longer has failed


@dataclass
class Browser:
    """One wall socket. `state` and `frame` wait for what the gateway sends; everything received is kept."""

    ws: aiohttp.ClientWebSocketResponse
    states: list[dict[str, Any]] = field(default_factory=list)
    frames: list[tuple[int, float, bytes]] = field(default_factory=list)
    received: list[tuple[float, int]] = field(default_factory=list)  # when a frame came (unix seconds), for which pane
    closed: bool = False

    def __post_init__(self) -> None:
        self.news = asyncio.Condition()
        self.reader = asyncio.create_task(self._read())

    async def open(self, pane: int, ticket: str) -> None:
        await self.ws.send_json({"open": {"pane": pane, "ticket": ticket}})

    async def close_pane(self, pane: int) -> None:
        await self.ws.send_json({"close": pane})

    async def state(self, pane: int, name: str) -> dict[str, Any]:
        """Wait until the pane has said this state; the newest such."""
        return await self._first(lambda: next((s for s in reversed(self.states) if s["pane"] == pane and s["state"] == name), None))

    async def frame(self, pane: int, number: int = 1) -> np.ndarray:
        """Wait for the pane's frame `number` (from 1) and decode it."""
        found = await self._first(lambda: ([f for f in self.frames if f[0] == pane][number - 1 : number] or [None])[0])
        return decoded(found[2])

    async def end(self) -> None:
        """Wait until the socket is closed by the gateway."""
        await self._first(lambda: self.closed or None)

    async def _first(self, look: Any) -> Any:
        async with asyncio.timeout(WITHIN), self.news:
            while (found := look()) is None:
                await self.news.wait()
            return found

    async def _read(self) -> None:
        with contextlib.suppress(aiohttp.ClientError, ConnectionError):
            async for message in self.ws:
                async with self.news:
                    if message.type is aiohttp.WSMsgType.BINARY:
                        pane, at = struct.unpack_from(">Id", message.data)
                        self.received.append((time.time(), pane))
                        self.frames.append((pane, at, message.data[12:]))
                    elif message.type is aiohttp.WSMsgType.TEXT:
                        self.states.append(json.loads(message.data))
                    self.news.notify_all()
        async with self.news:
            self.closed = True
            self.news.notify_all()


@dataclass(frozen=True)
class Answer:
    """What a GET gave."""

    status: int
    headers: dict[str, str]
    body: bytes


def decoded(jpeg: bytes) -> np.ndarray:
    """The pixels of a JPEG."""
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return pixels


class Stage:
    """`async with Stage(database, rtsp)`: everything runs; at the end everything is stopped."""

    def __init__(self, database: TestDatabase, rtsp: RtspServer) -> None:
        self.database, self.rtsp = database, rtsp
        self.settings = database.settings
        self.owner: Database = database.open(Role.OWNER)
        self.web: Database = database.open(Role.WEB)
        self.city = City.build(self.owner)
        self.browsers: list[Browser] = []
        self.set_source(self.city.west_camera, rtsp.source())
        self.set_source(self.city.east_camera, rtsp.source("east"))

    def set_source(self, camera: str, source: vault.Source) -> None:
        """Give a camera its sealed source."""
        row = self.owner.row("SELECT id FROM catalogue.camera WHERE gb_code = %(c)s", c=camera)
        assert row is not None
        cipher = vault.seal_source(self.settings.vault_key, row["id"], source)
        self.owner.row(
            """INSERT INTO secret.camera_source (camera_id, cipher) VALUES (%(id)s, %(x)s)
               ON CONFLICT (camera_id) DO UPDATE SET cipher = excluded.cipher""",
            id=row["id"], x=cipher,
        )

    def camera(self, source: vault.Source) -> str:
        """A further lawful camera of the western department."""
        code = make_camera(self.owner, self.city.west, 112.54, 35.04)
        make_authorisation(self.owner, self.city.west, self.city.signers, [code])
        self.set_source(code, source)
        return code

    def ticket(self, camera: str | None = None, action: str = LIVE, token: str | None = None, address: str = ADDRESS) -> str:
        """Open a lawful look as the web process does, and give its ticket."""
        return str(self.look(camera, action, token, address)["ticket"])

    def look(
        self, camera: str | None = None, action: str = LIVE, token: str | None = None, address: str = ADDRESS
    ) -> dict[str, Any]:
        """Open a lawful look as the web process does; the row of api.open_viewing."""
        row = self.web.row(
            "SELECT * FROM api.open_viewing(%(t)s, %(a)s::inet, %(c)s, %(x)s, '日常巡查')",
            t=token or self.city.token, a=address, c=camera or self.city.west_camera, x=action,
        )
        assert row is not None
        assert row["code"] is None, row["code"]
        return row

    def viewing(self, number: int) -> dict[str, Any]:
        """The register row of a look."""
        row = self.owner.row("SELECT * FROM law.viewing WHERE id = %(id)s", id=number)
        assert row is not None
        return row

    async def closed_viewing(self, number: int) -> dict[str, Any]:
        """Wait until the register row is closed; told by NOTIFY, looked at again for each."""
        async with asyncio.timeout(WITHIN):
            while True:
                row = await asyncio.to_thread(self.viewing, number)
                if row["ended_at"] is not None:
                    return row
                await asyncio.sleep(0)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Let the loop turn until something holds."""
        async with asyncio.timeout(WITHIN):
            while not holds():  # noqa: ASYNC110 - one turn of the loop, no time
                await asyncio.sleep(0)

    async def browser(self, origin: str | None = None, **options: Any) -> Browser:
        """A browser's wall, with the application's origin unless another is given."""
        ws = await self.http.ws_connect(f"{self.base}/wall", origin=origin or self.settings.public_url, **options)
        browser = Browser(ws)
        self.browsers.append(browser)
        return browser

    async def snapshot(self, ticket: str, **headers: str) -> Answer:
        """Fetch a snapshot."""
        async with self.http.get(f"{self.base}/snapshot/{ticket}", headers=headers) as response:
            return Answer(response.status, dict(response.headers), await response.read())

    async def __aenter__(self) -> Self:
        self.feeds: Database = self.database.open(Role.FEEDS)
        self.worker = Worker(self.settings, self.feeds, NODE)
        wire = listening("127.0.0.1", 0)
        port = wire.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        await self.worker.start(wire)
        self.place = Place(NODE, self.base, f"ws://127.0.0.1:{port}/wall")
        await self.worker.desk.beat(self.place.base_url, self.place.ws_url)
        self.http = aiohttp.ClientSession()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for browser in self.browsers:
            await browser.ws.close()
            browser.reader.cancel()
        await asyncio.gather(*(browser.reader for browser in self.browsers), return_exceptions=True)
        await self.http.close()
        await self.worker.stop()
