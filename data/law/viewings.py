"""Looks: opening, ending, and the use register of Article 24(3).

Belongs here: the domain's side of api.open_viewing and its kin. Does not belong here: the decision (sql/functions/law_decide.sql) and
the picture (feeds).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, LiteralString

from data.catalogue.asking import ask
from data.db import Queries, Row
from data.errors import Refused, Unavailable
from data.law.actions import Action
from data.law.people import Viewer

Scope = Literal["own", "department", "all"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A lawful look, registered. The ticket is for one redemption within half a minute; `base_url` and `ws_url` name its node."""

    id: int
    register_no: str
    ticket: str
    base_url: str
    ws_url: str
    camera_code: str
    camera_name: str
    action: str
    purpose: str
    authorisation_no: str | None
    version_no: int | None
    opened_at: datetime

    def __repr__(self) -> str:
        """Without the ticket."""
        return f"Opened({self.register_no})"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row of the use register: who looked at what, what for, by whose approval, when and through which medium."""

    id: int
    register_no: str
    purpose: str
    person_name: str
    staff_no: str
    approver_name: str
    camera_code: str
    camera_name: str
    content: str
    action: str
    medium: str
    department_zh: str
    department_en: str
    terminal: str
    address: str
    opened_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    application_no: str | None
    version_no: int | None
    priority_order_id: int | None


def open_viewing(db: Queries, viewer: Viewer, camera_code: str, action: Action, purpose: str) -> Opened:
    """Decide, register, record and hand out a ticket, in one transaction.

    Args:
        db: as the web role.
        viewer: who asks.
        camera_code: the 20 digits; a claim of the browser's.
        action: a `camera:` action.
        purpose: 2 to 200 characters, as the register will show it (Article 24).

    Raises:
        Refused: the law says no; `params` carry the camera's name, the version and the approver where the viewer may know them.
        Unavailable: E-FEED-01, no video node is alive.
    """
    row = db.row(
        "SELECT * FROM api.open_viewing(%(token)s, %(address)s::inet, %(camera)s, %(action)s, %(purpose)s)",
        token=viewer.token,
        address=viewer.address,
        camera=camera_code,
        action=action.value,
        purpose=purpose,
    )
    if row is None:
        raise Refused("E-SESS-01")
    if row["code"]:
        kind = Unavailable if row["code"] == "E-FEED-01" else Refused
        raise kind(
            row["code"],
            **{
                name: row[name]
                for name in ("camera_code", "camera_name", "version_no", "approved_by", "approved_at")
            },
        )
    return Opened(
        id=row["viewing_id"],
        action=action.value,
        purpose=purpose.strip(),
        **{
            name: row[name]
            for name in (
                "register_no",
                "ticket",
                "base_url",
                "ws_url",
                "camera_code",
                "camera_name",
                "authorisation_no",
                "version_no",
                "opened_at",
            )
        },
    )


def end_viewing(db: Queries, viewer: Viewer, viewing_id: int) -> bool:
    """End one's own look. False where there is none such that is open."""
    row = db.row(
        "SELECT ended FROM api.end_viewing(%(token)s, %(address)s::inet, %(id)s)",
        token=viewer.token,
        address=viewer.address,
        id=viewing_id,
    )
    return bool(row and row["ended"])


@dataclass(frozen=True, slots=True)
class Refusal:
    """A look that was asked for and refused, as the audit has it. `camera_name` is None where it may not be known."""

    seq: int
    at: datetime
    rule: str
    article: str | None
    action: str
    purpose: str | None
    person_name: str
    staff_no: str
    camera_code: str
    camera_name: str | None
    department_zh: str
    department_en: str
    terminal: str | None
    address: str


def refusals(
    db: Queries,
    viewer: Viewer,
    *,
    scope: Scope = "own",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 500,
) -> list[Refusal]:
    """Looks that were refused, newest first, at most 5,000, as far as the use register may be read.

    Raises:
        Refused: the viewer's roles do not reach that scope.
    """
    rows = _read(
        db,
        viewer,
        "SELECT * FROM api.refusals(%(token)s, %(address)s::inet, %(scope)s, %(since)s::timestamptz, %(until)s::timestamptz, %(limit)s::integer)",
        scope=scope,
        since=since,
        until=until,
        limit=limit,
    )
    return [Refusal(**row) for row in rows]


def register(
    db: Queries,
    viewer: Viewer,
    *,
    scope: Scope = "own",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 500,
) -> list[RegisterRow]:
    """The use register, newest first, at most 5,000 rows, for oneself, one's department or all.

    Raises:
        Refused: the viewer's roles do not reach that scope.
    """
    rows = _read(
        db,
        viewer,
        "SELECT * FROM api.register(%(token)s, %(address)s::inet, %(scope)s, %(since)s::timestamptz, %(until)s::timestamptz, %(limit)s::integer)",
        scope=scope,
        since=since,
        until=until,
        limit=limit,
    )
    return [RegisterRow(**row) for row in rows]


def _read(db: Queries, viewer: Viewer, sql: LiteralString, **asked: object) -> list[Row]:
    return ask(db, sql, token=viewer.token, address=viewer.address, **asked)
