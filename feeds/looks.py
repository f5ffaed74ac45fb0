"""A look, from ticket to picture: what the wall and the snapshot have in common, so that there is one road to the pixels.

Belongs here: redeeming, opening the source, watching, the first picture's entry in the register, marking. Does not belong here:
sockets and HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from data import vault
from data.errors import Refused, Unavailable
from data.law.actions import Action
from feeds.decoding import Decoded
from feeds.desk import Desk
from feeds.endings import UNASKED, Ending, of_rule
from feeds.faults import NO_SOURCE, CameraFault, State
from feeds.ingest import Ingest, Ingests, Sink, Status
from feeds.leases import Leases, Viewing
from feeds.mark import Marker, Viewer
from feeds.sources import NoSourceError, address_of

TICKET = re.compile(r"[0-9A-Za-z_-]{1,200}")

log = logging.getLogger("feeds.looks")


class Look:
    """One viewer's look at one camera. `started` before any picture leaves."""

    def __init__(self, viewing: Viewing, marker: Marker) -> None:
        self.viewing = viewing
        self.marker = marker
        self.ingest: Ingest | None = None
        self.started = False

    @property
    def may_show(self) -> bool:
        """Whether a picture may leave at this instant."""
        return self.started and self.viewing.lawful


class Looks:
    """Makes looks of tickets. One a worker."""

    def __init__(self, desk: Desk, leases: Leases, ingests: Ingests, vault_key: bytes) -> None:
        self.desk, self.leases, self.ingests = desk, leases, ingests
        self._vault_key = vault_key
        self._pictures = ThreadPoolExecutor(2, thread_name_prefix="picture")

    async def redeem(self, ticket: object, address: str, action: Action, on_end: Callable[[Ending], None]) -> Look:
        """Use up a ticket for `action`.

        Raises:
            Refused: by the law, or because the ticket is for another action.
            Unavailable: the database cannot be asked.
        """
        if not isinstance(ticket, str) or not TICKET.fullmatch(ticket):
            raise Refused("E-TICK-01")
        redeemed = await self.desk.redeem(ticket, address)
        viewing = self.leases.admit(redeemed, on_end)
        if redeemed.action is not action:
            viewing.end(of_rule("E-TICK-01", reason="refused"))
            raise Refused("E-TICK-01")
        return Look(viewing, Marker(Viewer.of(redeemed)))

    def watch(self, look: Look, sink: Sink, *, small: bool) -> Status:
        """Begin to watch the look's camera; the answer is its present state.

        Raises:
            CameraFault: the camera has no source that could be opened.
        """
        redeemed = look.viewing.redeemed
        try:
            source = vault.open_source(self._vault_key, redeemed.camera_id, redeemed.cipher or b"")
            address = address_of(source, small=small)
        except (vault.VaultError, NoSourceError) as error:
            log.warning("no source", extra={"camera": redeemed.camera_id, "error": type(error).__name__})
            raise CameraFault(NO_SOURCE) from None
        look.ingest = self.ingests.watch(redeemed.camera_id, address, sink)
        return look.ingest.status

    def leave(self, look: Look, sink: Sink) -> None:
        """Stop watching; harmless when it never began."""
        if look.ingest is not None:
            self.ingests.leave(look.ingest, sink)
            look.ingest = None

    async def start(self, look: Look) -> bool:
        """Enter the start in the register, before the first picture. False: the look has ended instead."""
        try:
            await self.desk.mark_started(look.viewing.id)
        except Unavailable:
            look.viewing.end(UNASKED)
            return False
        look.started = True
        return look.viewing.ended is None

    async def jpegs(self, wanted: Sequence[tuple[Look, Decoded]]) -> list[bytes]:
        """The pictures, each marked for its own viewer, made in a thread (OpenCV gives the interpreter's lock back)."""
        return await asyncio.get_running_loop().run_in_executor(self._pictures, _marked, wanted)

    def close(self) -> None:
        """Give the threads back."""
        self._pictures.shutdown(wait=False, cancel_futures=True)


def _marked(wanted: Sequence[tuple[Look, Decoded]]) -> list[bytes]:
    return [look.marker.jpeg(frame.pixels, frame.at) for look, frame in wanted]


def is_fault(status: Status) -> bool:
    """Whether the source gives no picture at present."""
    return status.state in (State.NO_SIGNAL, State.REFUSED)
