"""One ingest per camera, whoever watches: it starts with the first viewer and stops five seconds after the last.

Belongs here: the thread that keeps a camera connected, its states, and who gets its pictures. Does not belong here: what a
connection is (decoding), who may watch (leases), how it looks (mark).
"""

from __future__ import annotations

import asyncio
import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from feeds.decoding import Decoded, decode
from feeds.faults import NO_PICTURE, REFUSED, CameraFault, Kind, State
from feeds.mask import Mask, whole_frame
from feeds.sources import Address

LINGER = 5.0  # s after the last viewer
FIRST_WAIT, LONGEST_WAIT, REFUSED_WAIT = 0.5, 30.0, 20.0  # s between attempts

log = logging.getLogger("feeds.ingest")


@dataclass(frozen=True, slots=True)
class Status:
    """What a camera's source does, since when (unix seconds), and the fault behind it."""

    state: State
    since: float
    fault: Kind | None = None


class Sink(Protocol):
    """Who watches a camera. Called on the event loop; must not block."""

    def on_frame(self, frame: Decoded) -> None:
        """The newest picture; the sink keeps at most one."""

    def on_status(self, status: Status) -> None:
        """The source's state has changed."""


class Backoff:
    """Waits that double from half a second to thirty, with jitter; never under twenty after a refusal (lock-out of the camera)."""

    def __init__(self) -> None:
        self._wait = FIRST_WAIT

    def reset(self) -> None:
        """A picture has come."""
        self._wait = FIRST_WAIT

    def next(self, kind: Kind) -> float:
        """Seconds until the next attempt after a fault of this kind."""
        wait = self._wait * random.uniform(0.75, 1.25)  # noqa: S311 - spreads attempts, no secret
        self._wait = min(self._wait * 2, LONGEST_WAIT)
        return max(wait, REFUSED_WAIT) if kind is REFUSED else min(wait, LONGEST_WAIT)


class Ingest:
    """Keeps one camera's stream decoded while it has sinks. Made and used on the event loop; decodes in a thread of its own."""

    def __init__(self, camera_id: int, address: Address, mask: Mask, on_status: Callable[[int, Status], None]) -> None:
        self.camera_id = camera_id
        self.sinks: set[Sink] = set()
        self.status = Status(State.CONNECTING, time.time())
        self.newest: Decoded | None = None
        self._address, self._mask, self._on_status = address, mask, on_status
        self._loop = asyncio.get_running_loop()
        self._stop, self._wake = threading.Event(), threading.Event()
        self._told = True
        self._thread = threading.Thread(target=self._run, name=f"camera {camera_id}", daemon=True)
        self._thread.start()

    def add(self, sink: Sink) -> None:
        """Somebody begins to watch; a pending retry is brought forward, except after a refusal."""
        self.sinks.add(sink)
        self._wake.set()

    def stop(self) -> None:
        """Nobody watches any more: the thread ends by itself, at the latest with its time-out."""
        self._stop.set()
        self._wake.set()

    def join(self, seconds: float) -> None:
        """Wait for the thread; for the worker's end and for tests."""
        self._thread.join(seconds)

    @property
    def alive(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.is_alive()

    def _run(self) -> None:
        backoff = Backoff()
        while not self._stop.is_set():
            kind = self._play(backoff)
            if kind is None or self._stop.is_set():
                return
            self._tell(Status(kind.state, time.time(), kind))
            self._rest(backoff.next(kind), patient=kind is REFUSED)

    def _rest(self, seconds: float, *, patient: bool) -> None:
        if patient:
            self._stop.wait(seconds)
            return
        self._wake.clear()
        if not self._stop.is_set():
            self._wake.wait(seconds)

    def _play(self, backoff: Backoff) -> Kind | None:
        try:
            for frame in decode(self._address, self._stop.is_set, self._mask):
                self._give(frame)
                backoff.reset()
        except CameraFault as fault:
            return fault.kind
        except Exception as error:  # noqa: BLE001 - whatever a picture does to a library, the camera is tried again
            log.error("ingest failed", extra={"camera": self.camera_id, "error": type(error).__name__})  # noqa: TRY400 - no text
            return NO_PICTURE
        return None

    def _give(self, frame: Decoded) -> None:
        if self.status.state is not State.PLAYING:
            self._tell(Status(State.PLAYING, frame.at))
        self.newest = frame
        if self._told:  # one frame between thread and loop: a busy loop loses frames, it does not queue them
            self._told = False
            self._call(self._spread)

    def _spread(self) -> None:
        self._told = True
        if self.newest is not None and not self._stop.is_set():
            for sink in tuple(self.sinks):
                sink.on_frame(self.newest)

    def _tell(self, status: Status) -> None:
        if status.state is self.status.state and status.fault is self.status.fault:
            return
        if status.state is not State.PLAYING:
            self.newest = None
            if self.status.state is State.NO_SIGNAL and status.state is State.NO_SIGNAL:
                status = Status(status.state, self.status.since, status.fault)  # still the same outage
        self.status = status
        log.info("camera state", extra={"camera": self.camera_id, "state": status.state, "fault": status.fault and status.fault.name})
        self._call(self._spread_status, status)

    def _spread_status(self, status: Status) -> None:
        self._on_status(self.camera_id, status)
        for sink in tuple(self.sinks):
            sink.on_status(status)

    def _call(self, function: Callable[..., None], *args: object) -> None:
        try:
            self._loop.call_soon_threadsafe(function, *args)
        except RuntimeError:  # the loop has ended, and with it everybody who could watch
            self._stop.set()


class Ingests:
    """All ingests of a worker, one for each camera and address."""

    def __init__(self, on_status: Callable[[int, Status], None], mask: Mask = whole_frame, linger: float = LINGER) -> None:
        self._on_status, self._mask, self._linger = on_status, mask, linger
        self._running: dict[tuple[int, Address], Ingest] = {}
        self._ending: dict[tuple[int, Address], asyncio.TimerHandle] = {}

    def watch(self, camera_id: int, address: Address, sink: Sink) -> Ingest:
        """Give `sink` the pictures of a camera; the camera is opened if nobody watches it yet."""
        key = (camera_id, address)
        if timer := self._ending.pop(key, None):
            timer.cancel()
        ingest = self._running.get(key)
        if ingest is None:
            ingest = self._running[key] = Ingest(camera_id, address, self._mask, self._on_status)
        ingest.add(sink)
        return ingest

    def leave(self, ingest: Ingest, sink: Sink) -> None:
        """`sink` watches no more."""
        ingest.sinks.discard(sink)
        key = next((key for key, running in self._running.items() if running is ingest), None)
        if key and not ingest.sinks and key not in self._ending:
            self._ending[key] = asyncio.get_running_loop().call_later(self._linger, self._end, key)

    def _end(self, key: tuple[int, Address]) -> None:
        self._ending.pop(key, None)
        self._running.pop(key).stop()

    def __len__(self) -> int:
        return len(self._running)

    def running(self) -> list[Ingest]:
        """The cameras that are open now."""
        return list(self._running.values())

    def close(self) -> None:
        """Stop all, waiting for none longer than its time-out."""
        for timer in self._ending.values():
            timer.cancel()
        for ingest in self._running.values():
            ingest.stop()
        self._ending.clear()
        self._running.clear()
