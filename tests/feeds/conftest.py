"""Fixtures of the gateway's tests: real cameras (GStreamer), a real database of the test's own, a real worker, a browser's socket.

`play(scenario)` runs an async scenario with a worker that serves on a free port and beats as the city's node.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest

from tests.feeds import clips
from tests.feeds.cameras import RtspServer
from tests.feeds.stage import Stage
from tests.support.postgres import TestDatabase

Scenario = Callable[[Stage], Awaitable[None]]


@pytest.fixture(scope="session")
def rtsp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RtspServer]:
    """A camera server with digest authentication; any path is a camera."""
    folder = tmp_path_factory.mktemp("cameras")
    clips.make(folder / "scenes")
    server = RtspServer(folder / "scenes", folder / "secret")
    yield server
    server.close()


@pytest.fixture
def play(database: TestDatabase, rtsp: RtspServer) -> Callable[[Scenario], None]:
    """Run a scenario on a stage of its own."""

    def run(scenario: Scenario) -> None:
        async def performance() -> None:
            async with Stage(database, rtsp) as stage:
                await scenario(stage)

        asyncio.run(performance())

    return run
