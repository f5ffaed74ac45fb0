"""A real gateway worker beside a running web application: a thread with a loop of its own, and real cameras behind it."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

from data import vault
from data.db import Database
from data.settings import Role, Settings
from feeds.worker import Place, Worker, listening
from tests.support.postgres import TestDatabase

NODE = "node-1"


class Gateway:
    """One worker on `wire`, whose port is `settings.feeds_port`. `close` ends it as a stop of the service does."""

    def __init__(self, settings: Settings, database: TestDatabase, wire: socket.socket) -> None:
        self.settings, self.database = settings, database
        self.owner: Database = database.open(Role.OWNER)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.start(wire)

    def start(self, wire: socket.socket) -> None:
        """Serve, and be alive among the nodes."""
        port = wire.getsockname()[1]
        self.worker = Worker(self.settings, self.database.open(Role.FEEDS), NODE)
        self._run(self.worker.start(wire))
        self._run(self._begin(Place(NODE, f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}/wall")))

    def stop(self) -> None:
        """The worker stops: its looks end, its rows are closed."""
        self.loop.call_soon_threadsafe(self.beating.cancel)
        self._run(self.worker.stop())

    def restart(self) -> None:
        """A worker again, at the same place."""
        self.start(listening("127.0.0.1", self.settings.feeds_port))

    def set_source(self, camera: str, source: vault.Source) -> None:
        """Give a camera its sealed source."""
        row = self.owner.row("SELECT id FROM catalogue.camera WHERE gb_code = %(c)s", c=camera)
        assert row is not None
        self.owner.row(
            "INSERT INTO secret.camera_source (camera_id, cipher) VALUES (%(id)s, %(x)s)",
            id=row["id"],
            x=vault.seal_source(self.settings.vault_key, row["id"], source),
        )

    def close(self) -> None:
        self.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def _begin(self, place: Place) -> None:
        await self.worker.desk.beat(place.base_url, place.ws_url)
        self.beating = asyncio.ensure_future(self.worker.beat(place))

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)
