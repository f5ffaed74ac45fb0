"""The ground under the map: its tiles, its frame, its places. Shows no camera.

Belongs here: asking the database for them. Does not belong here: the tile scheme (layers/basemap.py), paint (assets/).
"""

from __future__ import annotations

from dataclasses import dataclass

from data.catalogue.asking import ask, ask_one
from data.db import Queries
from data.law.people import Viewer


@dataclass(frozen=True, slots=True)
class Unit:
    """A department that manages cameras."""

    id: int
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the page is told once. Bounds in degrees (WGS-84), None before a city is entered; `basemap` counts its changes."""

    bounds: tuple[float, float, float, float] | None
    note_zh: str
    note_en: str
    basemap: int
    owners: list[Unit]


@dataclass(frozen=True, slots=True)
class Place:
    """A township or a place of the basemap, bounds in degrees (WGS-84)."""

    kind: str
    name_zh: str
    name_en: str | None
    west: float
    south: float
    east: float
    north: float


def tile(db: Queries, z: int, x: int, y: int) -> bytes:
    """A vector tile (XYZ, EPSG:3857); empty where nothing is drawn."""
    return bytes(ask_one(db, "SELECT api.basemap_tile(%(z)s, %(x)s, %(y)s) AS mvt", z=z, x=x, y=y)["mvt"])


def revision(db: Queries) -> int:
    """How often the ground has changed: the number under which its tiles may be kept."""
    return int(ask_one(db, "SELECT api.basemap_revision() AS n")["n"])


def frame(db: Queries, viewer: Viewer) -> Frame:
    """The frame of the viewer's map.

    Raises:
        Refused: the viewer may not read the catalogue.
    """
    row = ask_one(db, "SELECT * FROM api.map_frame(%(token)s, %(address)s::inet)", token=viewer.token, address=viewer.address)
    bounds = None if row["west"] is None else (row["west"], row["south"], row["east"], row["north"])
    owners = [Unit(owner["id"], owner["zh"], owner["en"]) for owner in row["owners"] or []]
    return Frame(bounds, row["note_zh"] or "", row["note_en"] or "", row["basemap"], owners)


def places(db: Queries, viewer: Viewer, words: str, limit: int = 4) -> list[Place]:
    """Townships and places whose name holds the words.

    Raises:
        Refused: the viewer may not read the catalogue.
    """
    rows = ask(
        db,
        "SELECT * FROM api.map_places(%(token)s, %(address)s::inet, %(words)s, %(limit)s)",
        token=viewer.token,
        address=viewer.address,
        words=words,
        limit=limit,
    )
    return [Place(**row) for row in rows]
