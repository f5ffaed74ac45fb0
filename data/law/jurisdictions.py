"""Jurisdictions: where a department may look (Article 25).

Belongs here: the version in force as its own department sees it. Does not belong here: the test of a camera against it, which is
written once in sql/functions/law_decide.sql.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.catalogue.asking import ask
from data.db import Queries
from data.law.people import Viewer


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
