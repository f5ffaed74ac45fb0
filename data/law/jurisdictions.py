"""Jurisdictions: where a department may look (Article 25): the version in force, drafts, and their course to approval.

Belongs here: the domain's side of api.jurisdiction_* . Does not belong here: the test of a camera against a version, which is written
once in sql/functions/law_decide.sql, and the rules of the course (sql/functions/jurisdiction_act.sql). Areas are WGS-84, areas' sizes m².
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import psycopg

from data.catalogue.asking import ask
from data.db import Queries, Row
from data.errors import Conflict, InvalidInput, MingjieError, NotFound, Refused
from data.law.differences import Difference, difference  # noqa: F401 - part of what this module offers
from data.law.people import Viewer

Scope = Literal["own", "all", "waiting"]
Act = Literal["submit", "withdraw", "opinion", "review", "approve", "return", "suspend", "resume", "revoke"]
ACTS: tuple[Act, ...] = get_args(Act)
LONGEST_TEXT = 2000
LONGEST_ARTICLE = 100
MOST_EXCEPTIONS = 2000
SHA256 = re.compile(r"[0-9a-f]{64}")
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class InForce:
    """The version in force. `geojson` is a MultiPolygon in WGS-84, seven decimals; `area_m2` on the ellipsoid."""

    version_id: int
    version_no: int
    department_zh: str
    department_en: str
    approved_by: str | None
    approved_at: datetime
    since: datetime
    until: datetime | None
    basis: str
    area_m2: float
    geojson: str


def in_force(db: Queries, viewer: Viewer) -> InForce | None:
    """The viewer's own jurisdiction at this instant, or None where the department has none.

    Raises:
        Refused: the viewer may not read it.
    """
    rows = ask(
        db,
        "SELECT * FROM api.jurisdiction_in_force(%(token)s, %(address)s::inet)",
        token=viewer.token,
        address=viewer.address,
    )
    return InForce(**rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class Listed:
    """A version without its area. `status` as it is kept, `standing` as people name it now (`approved` waits for its day)."""

    id: int
    department_id: int
    department_code: str
    department_zh: str
    department_en: str
    version_no: int
    status: str
    standing: str
    revision: int
    area_m2: float | None
    vertices: int | None
    basis: str
    article: str
    since: datetime | None
    until: datetime | None
    drawn_by: str
    updated_by: str | None
    updated_at: datetime
    approved_by: str | None
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Version(Listed):
    """One version whole.

    Attributes:
        geojson: MultiPolygon in WGS-84, nine decimals, or None while nothing is drawn.
        city_share: of the city's area, 0 to 1.
        reason_needed: whether submission and approval ask for a written reason.
        content_sha256: what an opinion, review or approval must name: area, exceptions, basis, article and attachment.
        exceptions: `{"camera", "name", "kind": include|exclude, "reason"}`.
        acts: the history, oldest first: `{"act", "person", "at", "reason", "content_sha256"}`.
        acts_open: what the viewer may do with it now.
        problems: what forbids to submit it: `{"code", "place": [lon, lat] or null, "detail"}`.
    """

    geojson: str | None
    city_share: float | None
    reason_needed: bool | None
    attachment_sha256: str | None
    note: str
    content_sha256: str
    exceptions: list[dict[str, Any]]
    acts: list[dict[str, Any]]
    acts_open: list[str]
    problems: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the editor sends. `geometry` is a GeoJSON Polygon or MultiPolygon (WGS-84), or None; `attachment_sha256` 64 hexadecimal digits."""

    geometry: dict[str, Any] | None
    exceptions: list[dict[str, Any]]
    basis: str = ""
    article: str = ""
    attachment_sha256: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft that was saved, and what still forbids to submit it (as in `Version.problems`)."""

    id: int
    version_no: int
    revision: int
    updated_at: datetime
    content_sha256: str
    problems: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Done:
    """The state that an act led to; `effective_from` once it is approved."""

    status: str
    version_no: int
    effective_from: datetime | None
    content_sha256: str


def list_versions(db: Queries, viewer: Viewer, scope: Scope = "all") -> list[Listed]:
    """Versions and drafts of one's own department; for the bureau of all; `waiting`: those that wait for the viewer.

    Raises:
        Refused: the viewer's office may not read them.
    """
    rows = ask(
        db,
        "SELECT * FROM api.jurisdiction_list(%(token)s, %(address)s::inet, %(scope)s)",
        token=viewer.token,
        address=viewer.address,
        scope=scope,
    )
    return [Listed(**row) for row in rows]


def version(db: Queries, viewer: Viewer, number: int) -> Version:
    """One version or draft, by its id.

    Raises:
        Refused: the viewer's office may not read it.
        NotFound: E-DRAFT-03, there is none, or none that the viewer may know of.
    """
    rows = ask(
        db,
        "SELECT * FROM api.jurisdiction(%(token)s, %(address)s::inet, %(id)s)",
        token=viewer.token,
        address=viewer.address,
        id=_id(number),
    )
    if not rows:
        raise NotFound("E-DRAFT-03")
    return Version(**rows[0])


def save_draft(db: Queries, viewer: Viewer, number: int | None, revision: int | None, draft: Draft) -> Saved:
    """Save a new draft (`number` None) or the next revision of one. It gives nobody any right.

    Raises:
        Refused: the viewer's office does not draw.
        NotFound: E-DRAFT-03.
        Conflict: E-DRAFT-01, somebody else saved since `revision` (params: revision, updated_by); E-STATE-01, it is no draft any more.
        InvalidInput: a field is wrong.
    """
    _check_texts(draft)
    try:
        row = ask(
            db,
            """SELECT * FROM api.jurisdiction_save(%(token)s, %(address)s::inet, %(id)s::int, %(revision)s::int, %(geojson)s,
                   %(exceptions)s::jsonb, %(basis)s, %(article)s, decode(%(attachment)s, 'hex'), %(note)s)""",
            token=viewer.token,
            address=viewer.address,
            id=None if number is None else _id(number),
            revision=revision,
            geojson=None if draft.geometry is None else json.dumps(draft.geometry),
            exceptions=json.dumps(draft.exceptions),
            basis=draft.basis,
            article=draft.article,
            attachment=draft.attachment_sha256,
            note=draft.note,
        )[0]
    except psycopg.errors.CheckViolation as error:
        if error.diag.message_primary != "E-FORM-EXCEPTIONS":
            raise
        raise InvalidInput("exceptions", "E-FORM-EXCEPTIONS") from None
    if row["code"]:
        raise _problem(row)
    return Saved(**{name: row[name] for name in Saved.__dataclass_fields__})


def act(
    db: Queries,
    viewer: Viewer,
    number: int,
    what: Act,
    *,
    content_sha256: str | None = None,
    reason: str = "",
    effective_from: datetime | None = None,
) -> Done:
    """Take one step: decided, kept, audited and told in one transaction.

    Args:
        db: as the web role.
        viewer: who acts.
        number: the version's id.
        what: the act.
        content_sha256: what the person saw; needed for opinion, review and approval.
        reason: needed to return, suspend, resume, revoke, and where the area weighs (E-JUR-03).
        effective_from: for approval only; None or the past is now.

    Raises:
        Refused: E-ROLE-01, E-SOD-01 (the same person took another step), E-JUR-03.
        NotFound: E-DRAFT-03.
        Conflict: E-STATE-01, E-DRAFT-02 (the content is not what was seen).
        InvalidInput: E-DRAFT-04 no reason, E-DRAFT-05 not fit to be submitted.
    """
    row = ask(
        db,
        """SELECT * FROM api.jurisdiction_act(%(token)s, %(address)s::inet, %(id)s, %(act)s, %(content)s, %(reason)s,
               %(from)s::timestamptz)""",
        token=viewer.token,
        address=viewer.address,
        id=_id(number),
        act=what,
        content=content_sha256,
        reason=reason,
        **{"from": effective_from},
    )[0]
    if row["code"]:
        raise _problem(row)
    return Done(**{name: row[name] for name in Done.__dataclass_fields__})


def _id(number: int) -> int:
    if not 0 < number <= LARGEST_ID:
        raise NotFound("E-DRAFT-03")
    return number


def _problem(row: Row) -> MingjieError:
    """The domain's error for a code that the database answered."""
    code = row["code"]
    if code == "E-DRAFT-03":
        return NotFound(code)
    if code in ("E-DRAFT-01", "E-DRAFT-02", "E-STATE-01"):
        return Conflict(code, revision=row.get("revision"), updated_by=row.get("updated_by"))
    fields = {"E-DRAFT-04": "reason", "E-DRAFT-05": "geometry", "E-FORM-GEOJSON": "geometry"}
    return InvalidInput(fields[code], code) if code in fields else Refused(code)


def _check_texts(draft: Draft) -> None:
    """Lengths and forms, so that each fault is named at its field."""
    for name, most in (("basis", LONGEST_TEXT), ("note", LONGEST_TEXT), ("article", LONGEST_ARTICLE)):
        if len(getattr(draft, name)) > most:
            raise InvalidInput(name, "E-FORM-LONG", most=most)
    if draft.attachment_sha256 is not None and not SHA256.fullmatch(draft.attachment_sha256):
        raise InvalidInput("attachment_sha256", "E-FORM-SHA256")
    if len(draft.exceptions) > MOST_EXCEPTIONS:
        raise InvalidInput("exceptions", "E-FORM-LONG", most=MOST_EXCEPTIONS)
