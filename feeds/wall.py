"""The wall: one WebSocket a browser carries all its panes of this worker.

Client → text `{"open":{"pane":7,"ticket":"…"}}`, `{"close":7}`. Server → binary `[u32 pane][f64 unix seconds][jpeg]` (big endian) and
text `{"pane","state",…}`. Belongs here: panes and the socket's flow. A slow viewer loses pictures and delays nobody; one that
takes none is cut within fifteen seconds; after a revocation nothing that is still queued for the viewer is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import socket
import struct
import termios
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSMsgType, web

from data.errors import MingjieError
from data.law.actions import Action
from feeds.declares import declares
from feeds.decoding import Decoded
from feeds.endings import CLOSED, STALLED, TOO_MANY, Ending, of_error
from feeds.faults import CameraFault, State
from feeds.ingest import Status
from feeds.looks import Look, Looks

MOST_PANES = 64
AT_ONCE = 4  # pictures encoded together
MOST_PANE = 2**32 - 1
SEND_WITHIN = 8.0  # s for one message
HEARTBEAT = 8.0  # s between pings; half of it for the answer
HEARTBEAT_BYTES = 64  # of pings that are not counted
FLUSH_WITHIN = 0.5  # s after an ending
NOT_SENT = 64 * 1024  # bytes that the kernel may hold unsent: pictures in a queue are old pictures
TCP_NOTSENT_LOWAT = 25

log = logging.getLogger("feeds.wall")


class Pane:
    """One pane of a wall: the newest picture not yet sent, and its state. A sink of the camera's ingest."""

    def __init__(self, number: int, wall: Wall) -> None:
        self.number, self.wall = number, wall
        self.look: Look | None = None
        self.slot: Decoded | None = None
        self.served = 0  # the wall's turn at which it was last served
        self._starting: asyncio.Task[None] | None = None

    def on_frame(self, frame: Decoded) -> None:
        """The newest picture replaces the one that was not sent in time."""
        if self.look is None or self.look.viewing.ended:
            return
        self.slot = frame
        if self.look.started:
            self.wall.wake()
        elif self._starting is None:
            self._starting = asyncio.create_task(self._start(self.look))

    def on_status(self, status: Status) -> None:
        """The camera's state, as the pane shows it; "playing" is said when this viewer's first picture may leave."""
        if self.look is None or self.look.viewing.ended:
            return
        if status.state is not State.PLAYING:
            self.slot = None
        if status.state is not State.PLAYING or self.look.started:
            self.wall.tell(self.number, status.state, status.since, **_fault(status))

    def end(self, ending: Ending) -> None:
        """No picture of this pane leaves any more."""
        self.slot = None
        self.wall.ended(self, ending)

    async def _start(self, look: Look) -> None:
        if await self.wall.looks.start(look):
            self.wall.tell(self.number, State.PLAYING, time.time())
            self.wall.wake()


def _fault(status: Status) -> dict[str, object]:
    return {} if status.fault is None else {"reason": status.fault.name, "message": status.fault.message}


class Wall:
    """One browser's socket. `run` returns when it is closed, by whichever side."""

    def __init__(self, looks: Looks, ws: web.WebSocketResponse, transport: asyncio.Transport, address: str) -> None:
        self.looks, self.address = looks, address
        self.panes: dict[int, Pane] = {}
        self._ws, self._transport = ws, transport
        self._said: list[tuple[float, str]] = []  # when it was said (monotonic), what
        self._handed = 0  # bytes given to the transport
        self._turn = 0  # pictures taken for sending
        self._woken = asyncio.Event()
        self._opening: set[asyncio.Task[None]] = set()
        self._flushes: set[asyncio.TimerHandle] = set()
        self._ending = CLOSED
        _keep_short(transport)

    async def run(self) -> None:
        """Serve until the socket ends; then every look on it ends too."""
        writer = asyncio.create_task(self._write())
        try:
            await self._read()
        finally:
            writer.cancel()
            panes, self.panes = self.panes, {}
            for pane in panes.values():
                if pane.look:
                    pane.look.viewing.end(self._ending)
            for timer in self._flushes:
                timer.cancel()
            await asyncio.gather(writer, *self._opening, return_exceptions=True)

    def wake(self) -> None:
        """Something is to be sent."""
        self._woken.set()

    def tell(self, pane: int, state: State, since: float, **more: object) -> None:
        """Queue a state for a pane."""
        text = json.dumps({"pane": pane, "state": state.value, "since": since, **more}, ensure_ascii=False)
        self._said.append((time.monotonic(), text))
        self.wake()

    def ended(self, pane: Pane, ending: Ending) -> None:
        """A look has ended: tell the pane, and see to it that nothing older is still delivered."""
        if pane.look:
            self.looks.leave(pane.look, pane)
        if self.panes.get(pane.number) is pane:
            del self.panes[pane.number]
            self.tell(pane.number, State.ENDED, time.time(), **ending.fields())
            if pane.look and ending is not CLOSED:
                timer = asyncio.get_running_loop().call_later(FLUSH_WITHIN, self._demand_flush, self._handed)
                self._flushes.add(timer)

    @declares(Action.FEEDS_REDEEM)
    async def open_pane(self, given: object) -> None:
        """`{"pane": number, "ticket": text}`: use up the ticket and show its camera in the pane."""
        fields = given if isinstance(given, dict) else {}
        number = fields.get("pane")
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= MOST_PANE:
            raise ValueError("pane")
        self._drop(number)
        if len(self.panes) >= MOST_PANES:
            self.tell(number, State.ENDED, time.time(), **TOO_MANY.fields())
            return
        pane = self.panes[number] = Pane(number, self)
        self.tell(number, State.CONNECTING, time.time())
        task = asyncio.create_task(self._open(pane, fields.get("ticket")))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    @declares(Action.FEEDS_CLOSE)
    async def close_pane(self, given: object) -> None:
        """`number`: the viewer closes a pane of this socket."""
        if isinstance(given, int):
            self._drop(given)

    def _drop(self, number: int) -> None:
        pane = self.panes.pop(number, None)
        if pane and pane.look:
            pane.look.viewing.end(CLOSED)

    async def _open(self, pane: Pane, ticket: object) -> None:
        try:
            look = await self.looks.redeem(ticket, self.address, Action.VIEW_LIVE, pane.end)
        except MingjieError as error:
            pane.end(of_error(error))
            return
        pane.look = look
        if look.viewing.ended or self.panes.get(pane.number) is not pane:  # closed meanwhile
            look.viewing.end(CLOSED)
            return
        try:
            status = self.looks.watch(look, pane, small=True)
        except CameraFault as fault:
            pane.on_status(Status(fault.kind.state, time.time(), fault.kind))
            return
        if status.state is not State.CONNECTING:
            pane.on_status(status)
        if look.ingest and look.ingest.newest:
            pane.on_frame(look.ingest.newest)

    async def _read(self) -> None:
        async for message in self._ws:
            if message.type is not WSMsgType.TEXT:
                break
            try:
                await self._heed(json.loads(message.data))
            except (ValueError, RecursionError):
                await self._ws.close(code=1008, message=b"not a message of the wall")
                return
        if isinstance(self._ws.exception(), TimeoutError):
            self._ending = STALLED

    async def _heed(self, message: object) -> None:
        if not isinstance(message, dict):
            raise ValueError("message")  # noqa: TRY004 - it is the value that the other side sent
        for name, given in message.items():
            if name not in MESSAGES:
                raise ValueError("message")
            await MESSAGES[name](self, given)

    async def _write(self) -> None:
        try:
            while True:
                await self._woken.wait()
                self._woken.clear()
                await self._send_said()
                await self._send_pictures()
        except ConnectionError:
            self._abort(CLOSED)
        except TimeoutError:
            self._abort(STALLED)
        except Exception as error:  # noqa: BLE001 - a wall that cannot be written to is ended, not frozen
            log.error("wall failed", extra={"error": type(error).__name__})  # noqa: TRY400 - texts may hold addresses
            self._abort(CLOSED)

    async def _send_said(self) -> None:
        while self._said:
            await self._send(self._ws.send_str, self._said[0][1])
            self._said.pop(0)

    async def _send_pictures(self) -> None:
        """A few panes at a time, those first that have waited longest: a picture is encoded when it can go, so it is never old."""
        ready = [(pane, pane.look, pane.slot) for pane in self.panes.values() if pane.slot and pane.look and pane.look.started]
        wanted = sorted(ready, key=lambda one: one[0].served)[:AT_ONCE]
        for pane, _, _ in wanted:
            self._turn += 1
            pane.slot, pane.served = None, self._turn
        if len(ready) > len(wanted):
            self.wake()
        jpegs = await self.looks.jpegs([(look, frame) for _, look, frame in wanted]) if wanted else []
        for (pane, look, frame), jpeg in zip(wanted, jpegs, strict=True):
            if look.may_show and self.panes.get(pane.number) is pane:
                await self._send(self._ws.send_bytes, struct.pack(">Id", pane.number, frame.at) + jpeg)

    async def _send(self, send: Callable[[Any], Awaitable[None]], message: str | bytes) -> None:
        length = len(message if isinstance(message, bytes) else message.encode())
        self._handed += length + (2 if length < 126 else 4 if length < 65536 else 10)  # noqa: PLR2004 - RFC 6455, 5.2
        async with asyncio.timeout(SEND_WITHIN):
            await send(message)

    def _demand_flush(self, handed: int) -> None:
        """Half a second after an ending: is all that was handed over before it gone? Else the connection goes."""
        pending = self._transport.get_write_buffer_size() + _unacknowledged(self._transport)
        unsaid = bool(self._said) and time.monotonic() - self._said[0][0] > FLUSH_WITHIN / 2
        if unsaid or pending > self._handed - handed + HEARTBEAT_BYTES:
            self._abort(STALLED)

    def _abort(self, ending: Ending) -> None:
        self._ending = ending
        with contextlib.suppress(OSError, AttributeError):  # what the kernel still holds is thrown away with the connection
            linger = struct.pack("ii", 1, 0)
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._transport.abort()


MESSAGES: dict[str, Callable[[Wall, object], Awaitable[None]]] = {"open": Wall.open_pane, "close": Wall.close_pane}


def _keep_short(transport: asyncio.Transport) -> None:
    transport.set_write_buffer_limits(high=NOT_SENT // 4)
    wire = transport.get_extra_info("socket")
    if wire is not None and wire.family in (socket.AF_INET, socket.AF_INET6):
        wire.setsockopt(socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, NOT_SENT)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _unacknowledged(transport: asyncio.Transport) -> int:
    """Bytes the other side has not yet taken (SIOCOUTQ)."""
    try:
        answer = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
    except (OSError, AttributeError, ValueError):
        return 0
    return int(struct.unpack("i", answer)[0])
