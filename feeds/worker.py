"""One worker of the gateway: its own process, port and node name.

Belongs here: putting the parts together, the heartbeat, the end. Does not belong here: what the parts do.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import cv2
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from data.db import Database
from data.errors import Unavailable
from data.law.tickets import CameraStatus
from data.settings import Role, Settings
from feeds import mark
from feeds.app import create_app
from feeds.desk import Desk
from feeds.faults import State
from feeds.ingest import Ingests, Status
from feeds.leases import Leases
from feeds.looks import Looks

BEAT_EVERY = 2.0  # s
STATUS_OF: dict[State, CameraStatus] = {State.PLAYING: "online", State.NO_SIGNAL: "offline", State.REFUSED: "fault"}

log = logging.getLogger("feeds.worker")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker is reached: by browsers (`base_url`, `ws_url`) and its name among the nodes."""

    node: str
    base_url: str
    ws_url: str

    @classmethod
    def of(cls, settings: Settings, port: int) -> Place:
        """Behind a proxy `feeds_public_url` names the gateway, with `{port}` where workers differ; else the host of `public_url`."""
        if settings.feeds_public_url:
            base = settings.feeds_public_url.replace("{port}", str(port)).rstrip("/")
        else:
            host = urlsplit(settings.public_url).hostname or settings.feeds_host
            base = f"{'wss' if settings.secure else 'ws'}://{f'[{host}]' if ':' in host else host}:{port}"
        plain = base.replace("wss://", "https://", 1).replace("ws://", "http://", 1)
        return cls(f"{socket.gethostname()}:{port}", plain, f"{plain.replace('http', 'ws', 1)}/wall")


class Worker:
    """A running worker. `start`, then `stop`; tests use it in their own loop."""

    def __init__(self, settings: Settings, db: Database, node: str) -> None:
        self.settings = settings
        self.desk = Desk(db, node)
        self.leases = Leases(self.desk)
        self.ingests = Ingests(self._report)
        self.looks = Looks(self.desk, self.leases, self.ingests, settings.vault_key)
        self._runner = web.AppRunner(create_app(settings, self.looks), access_log=None, handle_signals=False, shutdown_timeout=1.0)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def start(self, wire: socket.socket) -> None:
        """Serve on a listening socket, keep leases, listen for changes of rights.

        Raises:
            NoFontError: nothing could be marked.
        """
        mark.warm()
        self._spawn(self.leases.run())
        self.desk.listen(self.leases.told)
        await self._runner.setup()
        await web.SockSite(self._runner, wire).start()

    async def beat(self, place: Place) -> None:
        """Say every two seconds that this worker is alive, first of all that it begins; until cancelled."""
        heard = True
        while True:
            try:
                await self.desk.settle()
                await self.desk.beat(place.base_url, place.ws_url)
                heard = _changed("database", heard, now=True)
            except Unavailable:
                heard = _changed("database", heard, now=False)
            await asyncio.sleep(BEAT_EVERY)

    async def stop(self) -> None:
        """End all looks and close their rows, then everything else. A second call does nothing."""
        if self._stopped:
            return
        self._stopped = True
        with contextlib.suppress(Unavailable):
            await self.desk.leave()
        await self.leases.stop()
        await self._runner.cleanup()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.ingests.close()
        self.looks.close()
        self.desk.close()

    def connections(self) -> list[RequestHandler[Any]]:
        """The open HTTP connections."""
        return self._runner.server.connections if self._runner.server else []

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("task failed", extra={"error": type(error).__name__}, exc_info=error)

    def _report(self, camera_id: int, status: Status) -> None:
        if found := STATUS_OF.get(status.state):
            self._spawn(self._report_status(camera_id, found, status.fault.name if status.fault else "playing"))

    async def _report_status(self, camera_id: int, status: CameraStatus, reason: str) -> None:
        with contextlib.suppress(Unavailable):  # the next change will tell; the catalogue is no condition of a look
            await self.desk.report_status(camera_id, status, reason)


def _changed(what: str, before: bool, *, now: bool) -> bool:
    if before is not now:
        log.warning("%s %s", what, "is back" if now else "cannot be asked")
    return now


async def serve(settings: Settings, number: int) -> None:
    """Run worker `number` until SIGTERM, SIGINT or the supervisor's end (its pipe on stdin closes)."""
    cv2.setNumThreads(1)  # one process a core
    port = settings.feeds_port + number
    place = Place.of(settings, port)
    db = Database(settings, Role.FEEDS)
    worker = Worker(settings, db, place.node)
    await worker.start(listening(settings.feeds_host, port))
    log.info("worker ready", extra={"node": place.node})
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number_of_signal in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number_of_signal, stopped.set)
    with contextlib.suppress(PermissionError, OSError):  # stdin may be a file, which never closes
        loop.add_reader(sys.stdin.fileno(), _ended, stopped)
    beating = asyncio.create_task(worker.beat(place))
    await stopped.wait()
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    await worker.stop()
    db.close()


def _ended(stopped: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1):
        stopped.set()
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())


def listening(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=256)
