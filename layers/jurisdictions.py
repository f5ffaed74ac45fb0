"""A department's own jurisdiction on the map: its outline, and the mask that dims all the rest (Article 25).

Belongs here: turning the polygon in force into what is drawn. Not here: which polygon is in force (data/law/jurisdictions.py).
"""

from __future__ import annotations

from typing import Any, Final

Ring = list[list[float]]
WORLD: Final[Ring] = [[-180.0, -85.0], [180.0, -85.0], [180.0, 85.0], [-180.0, 85.0], [-180.0, -85.0]]


def dim_outside(polygon: dict[str, Any]) -> dict[str, Any]:
    """The MultiPolygon of everything outside a jurisdiction: the world less its outer rings, plus its holes.

    Parameters: a GeoJSON Polygon or MultiPolygon in degrees (EPSG:4326) whose parts do not overlap. Raises ValueError for any
    other geometry.
    """
    parts = polygon_parts(polygon)
    outside: list[list[Ring]] = [[WORLD, *(part[0] for part in parts)]]
    outside += [[hole] for part in parts for hole in part[1:]]
    return {"type": "MultiPolygon", "coordinates": outside}


def polygon_parts(polygon: dict[str, Any]) -> list[list[Ring]]:
    """The parts of a GeoJSON Polygon or MultiPolygon, each a list of rings, the outer one first."""
    kind, coordinates = polygon.get("type"), polygon.get("coordinates")
    if kind == "Polygon" and coordinates:
        return [coordinates]
    if kind == "MultiPolygon" and coordinates:
        return list(coordinates)
    raise ValueError(f"a jurisdiction is a polygon, not {kind!r}")


def bounds(polygon: dict[str, Any]) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees (EPSG:4326) of a GeoJSON Polygon or MultiPolygon."""
    points = [point for part in polygon_parts(polygon) for point in part[0]]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return min(lons), min(lats), max(lons), max(lats)
