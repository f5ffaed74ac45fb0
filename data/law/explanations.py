"""Why somebody may or may not look: the walk through the decision, who could see a camera, what a version would show.

Belongs here: the domain's side of api.explain, api.who_sees and api.simulate. Does not belong here: any rule; the answers are those of
the decision itself (sql/functions/law_decide.sql). Nothing is opened by asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from data.catalogue.asking import ask
from data.db import Queries
from data.errors import NotFound
from data.law.actions import Action
from data.law.people import Viewer

MOST_CAMERAS = 5000
LARGEST_ID = 2**31 - 1
Outcome = Literal["pass", "fail", "open"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the decision.

    Attributes:
        n: its place in the order, from 1.
        step: account, terminal, letter, role, department, camera-known, authorisation, jurisdiction, camera-state.
        outcome: `pass`, `fail` (this step refused), `open` (not asked any more).
        code: the rule that refused.
        article: the article that it serves.
        facts: what the step looked at.
    """

    n: int
    step: str
    outcome: Outcome
    code: str | None
    article: str | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody whose office looks, and whether they could: `code` None, by which authorisation, version or order; else the refusal."""

    person_id: int
    person_name: str
    staff_no: str
    department_code: str
    department_zh: str
    department_en: str
    code: str | None
    article: str | None
    authorisation_no: str | None
    version_no: int | None
    priority_order_id: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A camera that a version holds, WGS-84, and the refusal that would still stand, or None."""

    camera: str
    name: str
    resource_class: int
    lon: float
    lat: float
    code: str | None


def explain(
    db: Queries, viewer: Viewer, camera: str, person: str, *, at: datetime | None = None, action: Action = Action.VIEW_LIVE
) -> list[Step]:
    """Walk through the decision for a person (login or staff number) and a camera at an instant (None: now), as if signed in.

    Raises:
        Refused: the viewer's office does not explain.
        NotFound: E-CAM-01, no such camera or person, or none that the viewer may know of.
    """
    rows = ask(
        db,
        "SELECT * FROM api.explain(%(token)s, %(address)s::inet, %(camera)s, %(person)s, %(action)s, %(at)s::timestamptz)",
        token=viewer.token,
        address=viewer.address,
        camera=camera,
        person=person,
        action=action.value,
        at=at,
    )
    if not rows:
        raise NotFound("E-CAM-01")
    return [Step(**row) for row in rows]


def who_sees(
    db: Queries, viewer: Viewer, camera: str, *, at: datetime | None = None, action: Action = Action.VIEW_LIVE
) -> list[Watcher]:
    """Everybody whose office looks: first those who could see this camera at an instant and by what, then the others and why not.

    Raises:
        Refused: the viewer's office does not explain.
    """
    rows = ask(
        db,
        "SELECT * FROM api.who_sees(%(token)s, %(address)s::inet, %(camera)s, %(action)s, %(at)s::timestamptz)",
        token=viewer.token,
        address=viewer.address,
        camera=camera,
        action=action.value,
        at=at,
    )
    return [Watcher(**row) for row in rows]


def simulate(db: Queries, viewer: Viewer, version: int, *, action: Action = Action.VIEW_LIVE) -> list[Seen]:
    """What the department of a version or draft could see, were it in force now; at most MOST_CAMERAS, the lawful ones first.

    Raises:
        Refused: the viewer's office may not read versions.
    """
    if not 0 < version <= LARGEST_ID:
        return []
    rows = ask(
        db,
        "SELECT * FROM api.simulate(%(token)s, %(address)s::inet, %(id)s, %(action)s, %(limit)s)",
        token=viewer.token,
        address=viewer.address,
        id=version,
        action=action.value,
        limit=MOST_CAMERAS,
    )
    return [Seen(**row) for row in rows]
