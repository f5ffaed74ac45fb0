"""The catalogue as a viewer may know it (Articles 4, 7 and 25): cameras of a window, cards, search, and the map's packed whole.

Belongs here: asking the database, by the viewer's token. Does not belong here: any rule (sql/functions/law_decide.sql decides), the
blob's layout (layers/cameras.py), caching (dashboard/api/map.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data.catalogue.asking import ask, ask_one
from data.db import Queries
from data.law.people import Viewer

Box = tuple[float, float, float, float]
CARDS_MOST = 200


@dataclass(frozen=True, slots=True)
class Known:
    """A camera in a list. Degrees are WGS-84; a code is None where the look is lawful, else the rule that forbids it."""

    id: int
    code: str
    name: str
    status: str
    resource_class: int
    camera_type: int
    lon: float
    lat: float
    live_code: str | None
    snapshot_code: str | None


@dataclass(frozen=True, slots=True)
class Card(Known):
    """What the card says beside (R-32): never an address, a phone or a secret. Azimuth and field of view in degrees."""

    owner_zh: str
    owner_en: str
    township_zh: str | None
    township_en: str | None
    azimuth: float | None
    hfov: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """A hit of the search, nearest first."""

    id: int
    code: str
    name: str
    status: str
    camera_type: int
    township_zh: str | None
    township_en: str | None
    lon: float
    lat: float
    live_code: str | None


@dataclass(frozen=True, slots=True)
class MapVersion:
    """What a viewer's map depends on at this instant.

    Attributes:
        scope: whose blob it is; viewers with the same scope and `cameras` see the same.
        cameras: changes with the cameras, the jurisdiction in force, authorisations, letter, gate and day.
        states: counts changes of any camera, its state included.
        context: changes with the gate, the jurisdiction's outline, the basemap and the units' names.
        gate: the rule that forbids the viewer every live view, or None where it depends on the camera.
    """

    scope: str
    cameras: str
    states: int
    context: str
    gate: str | None


def in_box(db: Queries, viewer: Viewer, box: Box, limit: int) -> list[Known]:
    """The cameras in west, south, east, north (degrees, WGS-84), by number, at most `limit`.

    Raises:
        Refused: the viewer may not read the catalogue.
    """
    west, south, east, north = box
    rows = ask(
        db,
        """SELECT * FROM api.cameras(%(token)s, %(address)s::inet, %(west)s, %(south)s, %(east)s, %(north)s, %(limit)s)""",
        token=viewer.token,
        address=viewer.address,
        west=west,
        south=south,
        east=east,
        north=north,
        limit=limit,
    )
    return [Known(**row) for row in rows]


def cards(db: Queries, viewer: Viewer, *, ids: Sequence[int] = (), codes: Sequence[str] = ()) -> list[Card]:
    """The cameras with these numbers or codes that the viewer may know of, at most 200; others are silently absent.

    Raises:
        Refused: the viewer may not read the catalogue.
    """
    rows = ask(
        db,
        "SELECT * FROM api.camera_cards(%(token)s, %(address)s::inet, %(ids)s::integer[], %(codes)s::text[])",
        token=viewer.token,
        address=viewer.address,
        ids=list(ids),
        codes=list(codes),
    )
    return [Card(**row) for row in rows]


def one(db: Queries, viewer: Viewer, code: str) -> Card | None:
    """One camera by its 20 digits; None where there is none that the viewer may know of.

    Raises:
        Refused: the viewer may not read the catalogue.
    """
    found = cards(db, viewer, codes=[code])
    return found[0] if found else None


def search(db: Queries, viewer: Viewer, words: str, limit: int = 20) -> list[Found]:
    """Cameras whose code, name or township holds the words, nearest first; % and _ are plain signs.

    Raises:
        Refused: the viewer may not read the catalogue.
    """
    rows = ask(
        db,
        "SELECT * FROM api.map_search(%(token)s, %(address)s::inet, %(words)s, %(limit)s)",
        token=viewer.token,
        address=viewer.address,
        words=words,
        limit=limit,
    )
    return [Found(**row) for row in rows]


def permission_version(db: Queries, viewer: Viewer) -> MapVersion:
    """What the viewer's map depends on, read from what is in force now.

    Raises:
        Refused: the viewer may not read the catalogue.
    """
    row = ask_one(
        db,
        "SELECT * FROM api.map_version(%(token)s, %(address)s::inet)", token=viewer.token, address=viewer.address
    )
    return MapVersion(**row)


def wire(db: Queries, viewer: Viewer) -> tuple[bytes, datetime]:
    """Every camera that the viewer may know of, packed as `layers.cameras.WIRE`, and when it was read.

    Raises:
        Refused: the viewer may not read the catalogue.
    """
    row = ask_one(
        db,
        "SELECT * FROM api.map_cameras(%(token)s, %(address)s::inet)", token=viewer.token, address=viewer.address
    )
    return bytes(row["wire"] or b""), row["read_at"]


def states_since(db: Queries, viewer: Viewer, since: datetime) -> list[tuple[int, int]]:
    """Number and state (an index of `layers.cameras.STATUSES`) of every known camera whose state changed since a moment.

    Raises:
        Refused: the viewer may not read the catalogue.
    """
    rows = ask(
        db,
        "SELECT * FROM api.map_states(%(token)s, %(address)s::inet, %(since)s)",
        token=viewer.token,
        address=viewer.address,
        since=since,
    )
    return [(row["id"], row["status"]) for row in rows]
