"""The audit as the domain uses it: sealing, its state, and reading it, which is itself an act and stands in it (R-66).

Belongs here: calls of the audit's functions. Does not belong here: writing a leaf, which only the functions of the database do, in the
transaction of the act; the proof that nothing was changed (verification.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from data.catalogue.asking import ask
from data.db import Queries
from data.law.people import Viewer

SEAL_LEAVES = 10_000  # the most in one seal; a backlog is worked off seal by seal


@dataclass(frozen=True, slots=True)
class SealState:
    """How sealing stands. `alarm`: leaves have waited for their seal for more than ten seconds."""

    newest_seal: int | None
    newest_seal_age: timedelta | None
    oldest_unsealed: int | None
    oldest_unsealed_age: timedelta | None
    alarm: bool


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One leaf, with the names that its numbers stand for today."""

    seq: int
    at: datetime
    kind: str
    result: str
    rule: str | None
    person_id: int | None
    person_name: str | None
    login: str | None
    department_id: int | None
    department_zh: str | None
    department_en: str | None
    address: str | None
    terminal: str | None
    session_id: int | None
    object_type: str | None
    object_id: str | None
    detail: str | None


def seal_state(db: Queries) -> SealState:
    """How sealing stands, as any service's role may ask.

    Raises:
        Unavailable: the database cannot be reached.
    """
    row = db.row("SELECT * FROM api.seal_state()")
    assert row is not None
    return SealState(**row)


def seal(db: Queries) -> int:
    """Seal all that waits, unless another sealer is at work; as the worker's role.

    Returns:
        How many leaves were sealed.
    """
    sealed = 0
    while row := db.row("SELECT leaves FROM api.seal_leaves(%(limit)s)", limit=SEAL_LEAVES):
        sealed += row["leaves"]
        if row["leaves"] < SEAL_LEAVES:
            break
    return sealed


def list_leaves(
    db: Queries,
    viewer: Viewer,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    kind: str | None = None,
    limit: int = 200,
) -> list[AuditRow]:
    """The audit, newest first, at most 5,000 rows. The reading is written down before anything is read.

    Args:
        db: as the web role.
        viewer: who asks.
        since: from this instant on.
        until: before this instant.
        kind: only leaves of this kind.
        limit: the most rows.

    Raises:
        Refused: the viewer has no role that may read the audit.
    """
    rows = ask(
        db,
        "SELECT * FROM api.audit_leaves(%(token)s, %(address)s::inet, %(since)s::timestamptz, %(until)s::timestamptz, %(kind)s::text,"
        " %(limit)s::integer)",
        token=viewer.token,
        address=viewer.address,
        since=since,
        until=until,
        kind=kind,
        limit=limit,
    )
    return [AuditRow(**row) for row in rows]
