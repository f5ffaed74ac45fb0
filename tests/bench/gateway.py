"""The gateway: how soon a cold picture comes, how soon a fault is named, how soon a revocation stops the last frame.

Real RTSP with digest authentication, real PostGIS with the product's settings, real sockets. The floor of the snapshot is a bare PyAV
client on the same server in the same round, until its first decoded picture: connection, key frame and decoding, and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from data import cluster
from data.vault import Source
from feeds.decoding import TIMEOUTS, decode
from feeds.sources import address_of
from tests.bench.city import BenchServer
from tests.bench.figures import Figure, percentile, stated
from tests.feeds import clips
from tests.feeds.cameras import Bad, RtspServer
from tests.feeds.stage import SNAPSHOT, Browser, Stage
from tests.support.postgres import TestDatabase

SNAPSHOTS, REVOCATIONS, FAULTS = 40, 100, 5


@contextlib.asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """A stage on the bench cluster."""
    server = BenchServer()
    name = server.clone()
    with tempfile.TemporaryDirectory() as folder:
        clips.make(Path(folder) / "scenes")
        rtsp = RtspServer(Path(folder) / "scenes", Path(folder) / "secret")
        database = TestDatabase(name, server.settings(name, Path(folder) / "var"))
        try:
            async with Stage(database, rtsp) as stage:
                beating = asyncio.create_task(stage.worker.beat(stage.place))
                yield stage
                beating.cancel()
        finally:
            rtsp.close()
            database.close()
            server.drop(name)
            cluster.stop(server.place)


def figures() -> Iterator[Figure]:
    """All figures of the gateway."""
    yield from asyncio.run(measured())


async def measured() -> list[Figure]:
    """One stage for all of them."""
    async with staged() as stage:
        return [*await snapshots(stage), *await faults(stage), *await revocations(stage)]


async def snapshots(stage: Stage) -> list[Figure]:
    """Cold snapshots against a bare client, in turns; each camera is new."""
    ours, bare = [], []
    for number in range(SNAPSHOTS + 1):
        cold = stage.rtsp.source(f"floor-{number}")
        begun = time.perf_counter()
        await asyncio.to_thread(first_picture, cold)
        floor = time.perf_counter() - begun
        ticket = await asyncio.to_thread(lambda path: stage.ticket(stage.camera(stage.rtsp.source(path)), SNAPSHOT), f"cold-{number}")
        begun = time.perf_counter()
        answer = await stage.snapshot(ticket)
        took = time.perf_counter() - begun
        assert answer.status == 200, answer.body
        if number:
            ours.append(took * 1000)
            bare.append(floor * 1000)
    more = percentile(ours, 0.95) - percentile(bare, 0.95)
    return [
        stated("gateway: cold snapshot, p95", [percentile(ours, 0.95)], "ms", f"bare client p95 {percentile(bare, 0.95):.0f} ms"),
        stated("gateway: cold snapshot, p95 beyond the next key frame", [more], "ms", "bare client", "<= 300"),
    ]


def first_picture(source: Source) -> None:
    """Connect and decode one picture."""
    pictures = decode(address_of(source, small=False), lambda: False)
    next(pictures)
    pictures.close()  # type: ignore[attr-defined]


async def faults(stage: Stage) -> list[Figure]:
    """Seconds beyond its time-out until each fault is shown in the pane."""
    late: dict[str, list[float]] = {"refused": [], "not-found": [], "unreachable": [], "hangs at connect": [], "hangs in the stream": [], "drops": []}
    for _ in range(FAULTS):
        with Bad() as closed:
            port = closed.port
        late["refused"].append(await beyond(stage, stage.rtsp.source(password="wrong"), "refused-by-camera", 0))
        late["not-found"].append(await beyond(stage, stage.rtsp.source("no%20such"), "no-signal", 0))
        late["unreachable"].append(await beyond(stage, stage.rtsp.source(port=port), "no-signal", 0))
        with Bad() as silent:
            late["hangs at connect"].append(await beyond(stage, stage.rtsp.source(port=silent.port), "no-signal", TIMEOUTS[0]))
        with Bad(stage.rtsp.port) as wire:
            late["hangs in the stream"].append(await broken(stage, wire, wire.freeze) - TIMEOUTS[1])
        with Bad(stage.rtsp.port) as wire:
            late["drops"].append(await broken(stage, wire, wire.cut))
    return [
        stated(f"gateway: a source that {name if ' ' in name or name == 'drops' else 'is ' + name}, worst beyond its time-out", [max(values)], "s", f"{FAULTS} rounds", "<= 0.2")
        for name, values in late.items()
    ]


async def beyond(stage: Stage, source: Source, state: str, allowed: float) -> float:
    """Open a camera that fails; seconds beyond the `allowed` ones until its pane says so."""
    ticket = await asyncio.to_thread(lambda: stage.ticket(stage.camera(source)))
    browser = await stage.browser()
    begun = time.time()
    await browser.open(1, ticket)
    await browser.state(1, state)
    return time.time() - begun - allowed


async def broken(stage: Stage, wire: Bad, fault: object) -> float:
    """Watch, break the wire, and wait for the pane's state: seconds since the wire broke."""
    browser = await watching(stage, await asyncio.to_thread(lambda: stage.ticket(stage.camera(stage.rtsp.source(port=wire.port)))))
    await browser.frame(1, 3)
    begun = time.time()
    fault()  # type: ignore[operator]
    await browser.state(1, "no-signal")
    return time.time() - begun


async def watching(stage: Stage, ticket: str) -> Browser:
    """A browser that has its first picture."""
    browser = await stage.browser()
    await browser.open(1, ticket)
    await browser.frame(1)
    return browser


async def revocations(stage: Stage) -> list[Figure]:
    """Commit of a suspended jurisdiction → the last frame, and the pane's word, as the browser gets them."""
    last, told = [], []
    browser = await watching(stage, await asyncio.to_thread(stage.ticket))
    for number in range(REVOCATIONS):
        pane = number + 2
        await browser.open(pane, await asyncio.to_thread(stage.ticket))
        await browser.frame(pane)
        await asyncio.to_thread(stage.owner.rows, "UPDATE law.jurisdiction_version SET status = 'suspended' WHERE id = %(v)s", v=stage.city.version)
        committed = time.time()
        await browser.state(pane, "ended")
        told.append((time.time() - committed) * 1000)
        last.append(max(0.0, max(at for at, got in browser.received if got == pane) - committed) * 1000)
        await asyncio.to_thread(stage.owner.rows, "UPDATE law.jurisdiction_version SET status = 'in_force' WHERE id = %(v)s", v=stage.city.version)
    return [
        stated("gateway: commit of a revocation → last frame, p99", [percentile(last, 0.99)], "ms", f"{REVOCATIONS} revocations", "<= 1000"),
        stated("gateway: commit of a revocation → the pane says why, median", told, "ms", f"p99 {percentile(told, 0.99):.0f} ms"),
    ]
