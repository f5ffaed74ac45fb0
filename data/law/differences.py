"""What a version of a jurisdiction would change, for those who decide about it (R-30).

Belongs here: the domain's side of api.jurisdiction_difference. Does not belong here: the comparison itself (sql/functions).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data.catalogue.asking import ask
from data.db import Queries
from data.errors import InvalidInput, NotFound
from data.law.people import Viewer

MOST_CAMERAS = 2000
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Difference:
    """A version beside the one before it. Areas are m² on the ellipsoid, shapes GeoJSON in WGS-84 with seven decimals.

    Attributes:
        before_id: the version before, or None.
        before_no: its number.
        areas: before_m2, after_m2, added_m2, taken_m2, added, taken (shapes), city_share (0 to 1).
        counts: for each class, cameras before, after, gained, lost.
        cameras: gained and lost: code, name, class, gained, place [lon, lat]; the lost ones first, at most MOST_CAMERAS.
        truncated: whether there are more.
        shared: other departments in force on the same ground, with m2.
        sensitive: places touched: kind, name.
        cut: looks open at this moment that would end.
    """

    before_id: int | None
    before_no: int | None
    areas: dict[str, Any]
    counts: dict[str, dict[str, int]]
    cameras: list[dict[str, Any]]
    truncated: bool
    shared: list[dict[str, Any]]
    sensitive: list[dict[str, Any]]
    cut: list[dict[str, Any]]


def difference(db: Queries, viewer: Viewer, number: int) -> Difference:
    """Compare a version or draft with the one in force; one that was approved with the one that it followed.

    Raises:
        Refused: the viewer's office may not read versions.
        NotFound: E-DRAFT-03.
        InvalidInput: E-DRAFT-05, the draft has no sound area yet.
    """
    if not 0 < number <= LARGEST_ID:
        raise NotFound("E-DRAFT-03")
    row = ask(
        db,
        "SELECT * FROM api.jurisdiction_difference(%(token)s, %(address)s::inet, %(id)s, %(limit)s)",
        token=viewer.token,
        address=viewer.address,
        id=number,
        limit=MOST_CAMERAS,
    )[0]
    code = row.pop("code")
    if code == "E-DRAFT-03":
        raise NotFound(code)
    if code:
        raise InvalidInput("geometry", code)
    return Difference(**row)
