"""The gateway's desk at the law: data.law.tickets, asked from the event loop, each question with a time limit.

Belongs here: threads and time-outs. A question that is not answered in time counts as unanswerable, never as yes.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from data.db import Database
from data.errors import MingjieError, Unavailable
from data.law import tickets
from data.law.tickets import CameraStatus, Redeemed, Verdict

ANSWER_WITHIN = 3.0  # s
LISTEN_AGAIN = 0.5  # s

Answer = TypeVar("Answer")
log = logging.getLogger("feeds.desk")


class Desk:
    """What one worker (`node`) asks and reports. All methods but `listen` are coroutines that raise Unavailable when unanswered."""

    def __init__(self, db: Database, node: str) -> None:
        self.node = node
        self._db = db
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="desk")
        self._lease_threads = ThreadPoolExecutor(2, thread_name_prefix="lease")  # never behind anything else
        self._stop = threading.Event()
        self._settling, self._settled = asyncio.Lock(), False

    async def _ask(self, function: Callable[..., Answer], *args: object, threads: ThreadPoolExecutor | None = None) -> Answer:
        answer = asyncio.get_running_loop().run_in_executor(threads or self._threads, function, self._db, *args)
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                return await asyncio.shield(answer)
        except TimeoutError:
            answer.add_done_callback(self._late)
            raise Unavailable from None
        except MingjieError:
            raise
        except Exception as error:  # noqa: BLE001 - an answer that is no answer is no yes; its text may hold what was asked
            log.error("question failed", extra={"question": function.__name__, "error": type(error).__name__})  # noqa: TRY400 - as above
            raise Unavailable from None

    def _late(self, answer: asyncio.Future[Any]) -> None:
        """An answer that nobody waits for: a ticket that was used up too late leaves no open row in the register."""
        if answer.cancelled() or answer.exception() is not None:
            return
        if isinstance(redeemed := answer.result(), Redeemed):
            task = asyncio.ensure_future(self.close_viewing(redeemed.viewing_id, "unavailable", None))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def redeem(self, ticket: str, address: str) -> Redeemed:
        """See tickets.redeem. What a killed predecessor left open is closed first."""
        await self.settle()
        return await self._ask(tickets.redeem, ticket, address, self.node)

    async def recheck(self, viewing_ids: Sequence[int]) -> list[Verdict]:
        """See tickets.recheck."""
        return await self._ask(tickets.recheck, self.node, viewing_ids, threads=self._lease_threads)

    async def mark_started(self, viewing_id: int) -> None:
        """See tickets.mark_started."""
        await self._ask(tickets.mark_started, self.node, viewing_id)

    async def close_viewing(self, viewing_id: int, reason: str, rule: str | None) -> None:
        """See tickets.close."""
        await self._ask(tickets.close, self.node, viewing_id, reason, rule)

    async def arrive(self) -> int:
        """See tickets.arrive."""
        lost = await self._ask(tickets.arrive, self.node)
        self._settled = True
        log.info("arrived", extra={"node": self.node, "lost": lost})
        return lost

    async def settle(self) -> None:
        """Arrive, once in the life of this worker."""
        async with self._settling:
            if not self._settled:
                await self.arrive()

    async def beat(self, base_url: str, ws_url: str) -> None:
        """See tickets.beat."""
        await self._ask(tickets.beat, self.node, base_url, ws_url)

    async def leave(self) -> None:
        """See tickets.leave."""
        await self._ask(tickets.leave, self.node)

    async def report_status(self, camera_id: int, status: CameraStatus, reason: str) -> None:
        """See tickets.report_status."""
        await self._ask(tickets.report_status, self.node, camera_id, status, reason)

    def listen(self, told: Callable[[str | None], None]) -> None:
        """Call `told` on the event loop with each change of rights; with None when changes may have been missed."""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(loop, told), name="listen", daemon=True).start()

    def _listen(self, loop: asyncio.AbstractEventLoop, told: Callable[[str | None], None]) -> None:
        while not self._stop.is_set():
            try:
                loop.call_soon_threadsafe(told, None)
                for payload in tickets.changes_of_rights(self._db, self._stop):
                    loop.call_soon_threadsafe(told, payload)
            except Unavailable:
                if self._stop.is_set():
                    return
                log.warning("not listening for changes of rights; leases go on")
                self._stop.wait(LISTEN_AGAIN)
            except RuntimeError:  # the loop has ended
                return

    def close(self) -> None:
        """Stop listening; answers that are still awaited are given up."""
        self._stop.set()
        for threads in (self._threads, self._lease_threads):
            threads.shutdown(wait=False, cancel_futures=True)
