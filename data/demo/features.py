"""One thing drawn on the basemap of the demonstration city, still on the drawing board.

Belongs here: the record `Feature` and the list of classes that the drawing modules may use.
Does not belong here: how they are drawn (routes, waters, land, town), how they are stored (data/demo/seeding.py).
"""

from __future__ import annotations

from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

CLASSES: dict[str, frozenset[str]] = {
    "outline": frozenset({"city"}),
    "township": frozenset({"subdistrict", "town"}),
    "road": frozenset({"motorway", "trunk", "primary", "secondary", "tertiary", "residential", "track", "rail"}),
    "water": frozenset({"river", "stream", "canal", "riverbank", "reservoir", "lake", "pond"}),
    "place": frozenset({
        "city", "town", "subdistrict", "village", "peak", "scenic", "school", "hospital", "government", "station", "park",
        "factory", "neighbour"}),
    "building": frozenset({"residential", "commercial", "public", "industrial", "rural"}),
    "landuse": frozenset({
        "relief", "forest", "farmland", "urban", "village", "park", "industrial", "school", "hospital", "scenic", "square"}),
}


class Feature(NamedTuple):
    """A shape in metres on the board with its layer, class, names, rank (1 first) and first zoom."""

    layer: str
    cls: str
    shape: BaseGeometry
    name_zh: str | None = None
    name_en: str | None = None
    rank: int = 0
    min_zoom: int = 0
