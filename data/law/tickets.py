"""Tickets and leases: what the video process asks the law, and what it reports back.

Belongs here: the domain's side of api.redeem, api.recheck and their kin, for the feeds role. Does not belong here: the decision
(sql/functions), pictures and timers (feeds). A ticket is a row, redeemed once, and redeeming decides again (Articles 24 to 26).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from data.db import Database, Queries
from data.errors import Refused
from data.law.actions import Action

RIGHTS_CHANNEL = "mj_rights"
CameraStatus = Literal["online", "offline", "fault"]


@dataclass(frozen=True, slots=True, repr=False)
class Redeemed:
    """A look that is lawful now. `cipher` opens with data.vault; `asks_at` is when the law itself must be asked again."""

    viewing_id: int
    register_no: str
    session_id: int
    department_id: int
    camera_id: int
    camera_code: str
    camera_name: str
    action: Action
    cipher: bytes | None
    department_zh: str
    person_name: str
    staff_no: str
    address: str
    purpose: str
    opened_at: datetime
    asks_at: datetime | None

    def __repr__(self) -> str:
        """Without the source."""
        return f"Redeemed({self.register_no})"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one running look is still lawful: `code` None means yes, until `asks_at` at most."""

    viewing_id: int
    code: str | None
    article: str | None
    asks_at: datetime | None


def redeem(db: Queries, ticket: str, address: str, node: str) -> Redeemed:
    """Use a ticket up; the look is decided again.

    Args:
        db: as the feeds role.
        ticket: the opaque text that api.open_viewing handed out.
        address: the IP address that asks.
        node: the name of this worker; a ticket for another one is void.

    Raises:
        Refused: E-TICK-01 for a ticket that is unknown, used, expired, or not for this node or address; else the rule that fails now.
        Unavailable: the database cannot be asked.
    """
    row = db.row("SELECT * FROM api.redeem(%(ticket)s, %(address)s::inet, %(node)s)", ticket=ticket, address=address, node=node)
    code = row.pop("code") if row else "E-TICK-01"
    if row is None or code:
        raise Refused(code, article=row and row["article"])
    del row["article"]
    cipher = row.pop("cipher")
    return Redeemed(**{**row, "action": Action(row["action"])}, cipher=None if cipher is None else bytes(cipher))


def recheck(db: Queries, node: str, viewing_ids: Sequence[int]) -> list[Verdict]:
    """Decide all these running looks of a node again, in one call.

    Raises:
        Unavailable: the database cannot be asked; then no lease is extended.
    """
    rows = db.rows("SELECT * FROM api.recheck(%(node)s, %(ids)s::bigint[])", node=node, ids=list(viewing_ids))
    return [Verdict(row["viewing_id"], row["code"], row["article"], row["asks_at"]) for row in rows]


def mark_started(db: Queries, node: str, viewing_id: int) -> None:
    """The first picture is about to be shown: the register says so beforehand (Article 24(3))."""
    db.row("SELECT api.viewing_started(%(node)s, %(id)s)", node=node, id=viewing_id)


def close(db: Queries, node: str, viewing_id: int, reason: str, rule: str | None) -> None:
    """Close the register row of a look; `rule` is the code that ended it, if one did. Closing twice does nothing."""
    db.row("SELECT api.close_viewing(%(node)s, %(id)s, %(reason)s, %(rule)s)", node=node, id=viewing_id, reason=reason, rule=rule)


def arrive(db: Queries, node: str) -> int:
    """This worker begins; the looks that a killed predecessor of its name left open are closed. How many there were."""
    row = db.row("SELECT ended FROM api.arrive(%(node)s)", node=node)
    return int(row["ended"]) if row else 0


def beat(db: Queries, node: str, base_url: str, ws_url: str) -> None:
    """This worker is alive and is reached at these addresses (`base_url` http, `ws_url` the wall's socket)."""
    db.row("SELECT api.beat(%(node)s, 'feeds', %(base)s, %(ws)s)", node=node, base=base_url, ws=ws_url)


def leave(db: Queries, node: str) -> None:
    """This worker takes no more looks."""
    db.row("SELECT api.leave(%(node)s)", node=node)


def report_status(db: Queries, node: str, camera_id: int, status: CameraStatus, reason: str) -> None:
    """What the source of a camera does, for the catalogue; blocked or retired cameras keep their state."""
    db.row(
        "SELECT api.report_status(%(node)s, %(camera)s, %(status)s, %(reason)s)",
        node=node, camera=camera_id, status=status, reason=reason,
    )


def changes_of_rights(db: Database, stop: threading.Event) -> Iterator[str]:
    """The payload (JSON text) of every change of rights told from now on; ends when `stop` is set.

    Raises:
        Unavailable: the connection was lost and changes may have been missed.
    """
    for notify in db.listen(RIGHTS_CHANNEL, stop=stop):
        yield notify.payload
