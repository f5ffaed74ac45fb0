"""A page with nothing but the wall, and a gateway that does what a test tells it: for the edges of the protocol.

The real path (sign-in, decision, RTSP, mark) is tested in `test_wall_path.py`; here are the cases that a healthy gateway
never shows: a worker that dies, a frame that is no picture, a camera that says nothing.
"""

from __future__ import annotations

import asyncio
import json
import struct
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from aiohttp import WSMsgType, web

ASSETS = Path(__file__).resolve().parents[2] / "assets"
SCRIPTS = ["00-mj.js", "i18n.js", *sorted(path.name for path in ASSETS.glob("wall*.js"))]

PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>wall</title>
<script type="application/json" id="mj-catalogue">{catalogue}</script>
<link rel="stylesheet" href="/assets/base.css"><link rel="stylesheet" href="/assets/wall.css"><link rel="stylesheet" href="/bench.css"></head>
<body data-mantine-color-scheme="{theme}"><main id="page"><div id="map"></div><div id="dock"><div class="mj-wall-host"></div></div></main>{scripts}</body></html>"""
STYLE = "main{display:flex;height:100vh}#map{flex:1;min-width:0}#dock{width:500px}#dock.wide{width:900px}#dock.folded{width:0}"


def jpeg(shade: int, width: int = 320, height: int = 180) -> bytes:
    """A flat grey picture with a bright bar whose place tells the shade."""
    image = np.full((height, width, 3), shade, np.uint8)
    image[:, (shade * width // 256) : (shade * width // 256) + 12] = 255
    return cv2.imencode(".jpg", image)[1].tobytes()


def frame(wire: int, picture: bytes, at: float | None = None) -> bytes:
    return struct.pack(">Id", wire, at or time.time()) + picture


class Bench:
    """One web process and any number of gateway workers, all on free ports of this machine."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.changed = threading.Condition()
        self.refusals: dict[str, tuple[int, dict[str, str]]] = {}
        self.requests: list[dict[str, Any]] = []
        self.ended: list[str] = []
        self.viewings: dict[str, str] = {}  # ticket → camera code
        self.wires: dict[str, tuple[web.WebSocketResponse, int]] = {}  # camera code → where it plays
        self.numbers: dict[tuple[web.WebSocketResponse, int], str] = {}  # where it plays → viewing
        self.passive: list[str | None] = []
        self.sockets: set[web.WebSocketResponse] = set()
        self.silent: set[str] = set()  # cameras that send nothing by themselves
        self.away = False  # the gateway refuses every socket
        self.still_status = 200
        self.theme = "dark"
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.runner = self.run(self._start())
        self.run(self._pulse_begin())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/bench.css", self._style),
                web.static("/assets", ASSETS),
                web.post("/api/viewings", self._open),
                web.delete("/api/viewings/{id}", self._end),
                web.get("/api/cameras/{code}", self._camera),
                web.get("/snapshot/{ticket}", self._still),
                web.get("/wall", self._wall),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        self.hosts = [await self._listen(runner), await self._listen(runner)]
        self.worker = 1
        return runner

    async def _listen(self, runner: web.AppRunner) -> str:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"127.0.0.1:{site._server.sockets[0].getsockname()[1]}"

    async def _pulse_begin(self) -> None:
        self.pulse = asyncio.ensure_future(self._pulse())

    async def _pulse(self) -> None:
        shade = 0
        while True:
            shade = (shade + 9) % 250
            for code, (socket, wire) in list(self.wires.items()):
                if code not in self.silent and not socket.closed:
                    await socket.send_bytes(frame(wire, jpeg(shade)))
            await asyncio.sleep(0.05)

    @property
    def url(self) -> str:
        return f"http://{self.hosts[0]}"

    def note(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def wait(self, truth: Callable[[], Any], seconds: float = 10) -> Any:
        """Wait until `truth()` holds, woken by every request the browser makes."""
        with self.changed:
            assert self.changed.wait_for(truth, seconds), "the browser did not do it in time"
        return truth()

    async def _page(self, request: web.Request) -> web.Response:
        scripts = "".join(f'<script src="/assets/{name}"></script>' for name in SCRIPTS)
        gateway = " ".join(f"ws://{host} http://{host}" for host in self.hosts)
        answer = web.Response(
            text=PAGE.format(scripts=scripts, theme=self.theme, catalogue="{}"), content_type="text/html"
        )
        answer.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' {gateway}"
        )
        answer.set_cookie("mj_csrf", "a-session-of-the-bench", samesite="Strict")
        return answer

    async def _style(self, _: web.Request) -> web.Response:
        return web.Response(text=STYLE, content_type="text/css")

    async def _open(self, request: web.Request) -> web.Response:
        asked = await request.json()
        asked["csrf"] = request.headers.get("X-CSRF-Token")
        self.requests.append(asked)
        self.passive.append(request.headers.get("X-Passive"))
        self.note()
        if asked["camera"] in self.refusals:
            status, error = self.refusals[asked["camera"]]
            return web.json_response(error, status=status)
        number = str(len(self.requests))
        ticket = f"ticket-{number}"
        self.viewings[ticket] = asked["camera"]
        host = self.hosts[self.worker]
        return web.json_response(
            {
                "id": number,
                "register_no": f"D{number}",
                "ticket": ticket,
                "snapshot": f"http://{host}/snapshot/{ticket}",
                "stream": f"ws://{host}/wall",
            },
            status=201,
        )

    async def _end(self, request: web.Request) -> web.Response:
        self.ended.append(request.match_info["id"])
        self.note()
        return web.Response(status=204)

    async def _camera(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"code": request.match_info["code"], "name": f"点位 {request.match_info['code'][-3:]}"}
        )

    async def _still(self, request: web.Request) -> web.Response:
        code = self.viewings.pop(request.match_info["ticket"], None)
        headers = {"Access-Control-Allow-Origin": self.url}
        if self.still_status == 0:
            request.transport.abort()
        if code is None or self.still_status != 200:
            error = {"code": "E-TICK-01", "article": "26", "rule": "ticket", "message": "凭证已用过。"}
            return web.json_response(error, status=403, headers=headers)
        return web.Response(body=jpeg(120, 640, 360), content_type="image/jpeg", headers=headers)

    async def _wall(self, request: web.Request) -> web.StreamResponse:
        if self.away:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.add(socket)
        self.note()
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                await self._heard(socket, json.loads(message.data))
        self.sockets.discard(socket)
        self.note()
        return socket

    async def _heard(self, socket: web.WebSocketResponse, message: dict[str, Any]) -> None:
        if "open" in message:
            code = self.viewings.pop(message["open"]["ticket"])
            wire = message["open"]["pane"]
            self.numbers[socket, wire] = message["open"]["ticket"].removeprefix("ticket-")
            await socket.send_json({"pane": wire, "state": "connecting"})
            self.wires[code] = (socket, wire)
            if code not in self.silent:
                await socket.send_json({"pane": wire, "state": "playing", "since": time.time()})
        elif "close" in message:
            self.ended.append(self.numbers[socket, message["close"]])
            self.wires = {
                code: place for code, place in self.wires.items() if place != (socket, message["close"])
            }
        self.note()

    # ── what a test does ──────────────────────────────────────────────────────────────────────────────────

    def tell(self, camera: str, state: str, /, **more: Any) -> None:
        """Send a state of the camera's pane."""
        socket, wire = self.wires[camera]
        self.run(socket.send_json({"pane": wire, "state": state, **more}))

    def send(self, code: str, data: bytes) -> None:
        """Send bytes as a frame of the camera's pane."""
        socket, wire = self.wires[code]
        self.run(socket.send_bytes(frame(wire, data)))

    def send_many(self, code: str, pictures: list[bytes]) -> None:
        """Send frames back to back, in one go."""
        socket, wire = self.wires[code]

        async def burst() -> None:
            for picture in pictures:
                await socket.send_bytes(frame(wire, picture))

        self.run(burst())

    def cut(self) -> None:
        """Every socket breaks, as when a worker dies."""
        self.wires.clear()
        for socket in list(self.sockets):
            self.loop.call_soon_threadsafe(socket._req.transport.abort)

    def close(self) -> None:
        async def stop() -> None:
            self.pulse.cancel()
            await self.runner.cleanup()

        self.run(stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()
