"""Leases: every running look is asked about at least every two seconds and dies after five without a yes.

Belongs here: timers and who is concerned by a change of rights. Does not belong here: the decision (api.recheck). A look lives only
from one yes of the database to the next: at once on NOTIFY, at its expiry by a timer, and never past a lease when nobody answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from data.errors import Unavailable
from data.law.tickets import Redeemed, Verdict
from feeds.desk import ANSWER_WITHIN, Desk
from feeds.endings import UNASKED, WORKER_STOPPED, Ending, of_verdict

LEASE = 5.0  # s a yes is good for
ASK_EVERY = 2.0  # s
SKEW = 0.25  # s between our clock and the database's

log = logging.getLogger("feeds.leases")


class Viewing:
    """One running look. `lawful` is asked before each picture leaves; `end` may come from anywhere and happens once."""

    def __init__(self, redeemed: Redeemed, on_end: Callable[[Ending], None], leases: Leases) -> None:
        self.redeemed = redeemed
        self.id = redeemed.viewing_id
        self.ended: Ending | None = None
        self._on_end, self._leases = on_end, leases
        self.renew(time.monotonic(), redeemed.asks_at)

    @property
    def lawful(self) -> bool:
        """Whether a picture may leave at this instant."""
        return self.ended is None and time.monotonic() < self._until

    def renew(self, asked: float, asks_at: datetime | None) -> None:
        """A yes, asked for at `asked` (monotonic seconds), good for a lease or until the law must be asked again."""
        now = time.monotonic()
        expiry = now + seconds_to(asks_at) if asks_at else asked + LEASE
        self.due = min(now + ASK_EVERY, max(expiry, now + SKEW))  # when to ask again
        self._until = min(asked + LEASE, max(expiry, now + 2 * SKEW))
        self._grace = ANSWER_WITHIN if asks_at and expiry < asked + LEASE else 0.0

    def dead(self, now: float) -> bool:
        """Whether no yes came in time. At an expiry the picture stops at once and the look waits for the rule's name."""
        return now >= self._until + self._grace

    def end(self, ending: Ending) -> None:
        """No picture leaves any more; the pane is told and the register row closed."""
        if self.ended is None:
            self.ended = ending
            self._leases.ended(self, ending)
            self._on_end(ending)


def seconds_to(moment: datetime) -> float:
    """Seconds from now, negative once past."""
    return (moment - datetime.now(UTC)).total_seconds()


class Leases:
    """The running looks of a worker."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._running: dict[int, Viewing] = {}
        self._closing: dict[int, Ending] = {}
        self._urgent: set[int] = set()
        self._poke, self._close_poke = asyncio.Event(), asyncio.Event()

    def admit(self, redeemed: Redeemed, on_end: Callable[[Ending], None]) -> Viewing:
        """A redeemed ticket becomes a running look."""
        viewing = Viewing(redeemed, on_end, self)
        self._running[viewing.id] = viewing
        self._poke.set()  # the timer may have to ring earlier
        return viewing

    def __len__(self) -> int:
        return len(self._running)

    def ended(self, viewing: Viewing, ending: Ending) -> None:
        """Called by the look itself: forget it and close its register row as soon as the database answers."""
        self._running.pop(viewing.id, None)
        self._closing[viewing.id] = ending
        self._close_poke.set()

    def told(self, payload: str | None) -> None:
        """A change of rights: ask at once about the looks it concerns. None or unreadable: about all."""
        self._urgent |= concerned(payload, self._running.values())
        if self._urgent:
            self._poke.set()

    async def run(self) -> None:
        """Ask, renew, end; until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._ask_for_ever())
            tasks.create_task(self._reap_for_ever())
            tasks.create_task(self._close_for_ever())

    async def stop(self, within: float = 2.0) -> None:
        """End every look because the worker ends, and close their rows."""
        for viewing in tuple(self._running.values()):
            viewing.end(WORKER_STOPPED)
        with contextlib.suppress(TimeoutError, Unavailable):
            async with asyncio.timeout(within):
                await self._close_rows()

    async def _ask_for_ever(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._until_due()):
                    await self._poke.wait()
            self._poke.clear()
            soon = time.monotonic() + SKEW
            ids, self._urgent = self._urgent & self._running.keys(), set()
            if self._until_due() <= 0:
                ids |= {viewing.id for viewing in self._running.values() if viewing.due <= soon}
            if ids:
                await self._ask(ids)

    def _until_due(self) -> float:
        return min((viewing.due for viewing in self._running.values()), default=time.monotonic() + ASK_EVERY) - time.monotonic()

    async def _ask(self, ids: set[int]) -> None:
        asked = time.monotonic()
        for viewing_id in ids:
            self._running[viewing_id].due = asked + ASK_EVERY / 2  # should there be no answer
        try:
            verdicts = await self._desk.recheck(sorted(ids))
        except Unavailable:
            log.warning("rights could not be asked", extra={"viewings": len(ids)})
            return
        for verdict in verdicts:
            self._heed(verdict, asked)

    def _heed(self, verdict: Verdict, asked: float) -> None:
        viewing = self._running.get(verdict.viewing_id)
        if viewing is None:
            return
        if verdict.code is None:
            viewing.renew(asked, verdict.asks_at)
        else:
            log.info("look ended", extra={"viewing": viewing.id, "code": verdict.code})
            viewing.end(of_verdict(verdict))

    async def _reap_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SKEW)
            now = time.monotonic()
            for viewing in tuple(self._running.values()):
                if viewing.dead(now):
                    viewing.end(UNASKED)

    async def _close_for_ever(self) -> None:
        while True:
            await self._close_poke.wait()
            self._close_poke.clear()
            try:
                await self._close_rows()
            except Unavailable:
                await asyncio.sleep(ASK_EVERY)
                self._close_poke.set()

    async def _close_rows(self) -> None:
        for viewing_id, ending in tuple(self._closing.items()):
            await self._desk.close_viewing(viewing_id, ending.reason, ending.code)
            self._closing.pop(viewing_id, None)


def concerned(payload: str | None, viewings: Iterable[Viewing]) -> set[int]:
    """The looks that a change of rights may touch: a field that is absent or null holds for all."""
    try:
        told = json.loads(payload or "{}")
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    fields = (("viewing", "viewing_id"), ("camera", "camera_id"), ("session", "session_id"), ("department", "department_id"))
    wanted = [(name, told[key]) for key, name in fields if told.get(key) is not None]
    return {viewing.id for viewing in viewings if all(getattr(viewing.redeemed, name) == value for name, value in wanted)}
