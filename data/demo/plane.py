"""The drawing board of the demonstration city: a local plane in metres, and the ways from it to WGS-84 and to the map.

Belongs here: the projection and small shape helpers every drawing module needs. The plane is equirectangular about
112.40° E, 35.08° N (x east, y north, metres; true to 0.2 % over the city): good enough to invent in, never to measure.
Does not belong here: what is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Shape = TypeVar("Shape", bound=BaseGeometry)

ORIGIN = (112.40, 35.08)
METRES = (111_320.0 * math.cos(math.radians(ORIGIN[1])), 110_945.0)
EARTH_RADIUS = 6_378_137.0  # of the map's plane, EPSG:3857


def to_plane(positions: Iterable[tuple[float, float]]) -> Floats:
    """Degrees (longitude, latitude) to metres on the board, shape (n, 2)."""
    return (np.asarray(list(positions), dtype=float) - ORIGIN) * METRES


def degrees(points: Floats) -> Floats:
    """Metres on the board to degrees, shape (n, 2)."""
    return points / METRES + ORIGIN


def mercator(points: Floats) -> Floats:
    """Metres on the board to the map's plane (EPSG:3857), shape (n, 2)."""
    lonlat = np.radians(degrees(points))
    return np.column_stack([lonlat[:, 0], np.log(np.tan(math.pi / 4 + lonlat[:, 1] / 2))]) * EARTH_RADIUS


def to_wgs84(shape: Shape) -> Shape:
    """A shape on the board as a shape in EPSG:4326."""
    moved: Shape = shapely.transform(shape, degrees)
    return moved


def to_mercator(shapes: Sequence[BaseGeometry]) -> NDArray[Any]:
    """Shapes on the board as an array of shapes in EPSG:3857."""
    return np.asarray(shapely.transform(np.asarray(shapes, dtype=object), mercator))


def curve(positions: Iterable[tuple[float, float]], step: float = 120.0) -> Floats:
    """A smooth line (Catmull–Rom) through hand-drawn positions in degrees; a point about each `step` metres."""
    knots = to_plane(positions)
    padded = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    pieces = [_span(padded[i : i + 4], step) for i in range(len(knots) - 1)]
    return np.vstack([*pieces, knots[-1:]])


def _span(p: Floats, step: float) -> Floats:
    count = max(2, int(np.hypot(*(p[2] - p[1])) / step))
    t = np.linspace(0.0, 1.0, count, endpoint=False)[:, None]
    cubic = (
        2 * p[1] + (p[2] - p[0]) * t + (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3]) * t**2
        + (3 * p[1] - p[0] - 3 * p[2] + p[3]) * t**3
    )
    return np.asarray(0.5 * cubic)


def soften(points: Floats, times: int = 2) -> Floats:
    """Cut the corners of a line (Chaikin) and keep its ends; a closed line stays closed."""
    for _round in range(times):
        if len(points) < 3:
            return points
        a, b = points[:-1], points[1:]
        cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], cut[1:-1], points[-1:]])
    return points


def roughen(points: Floats, rng: np.random.Generator, share: float, shortest: float) -> Floats:
    """Break a line at its middles again and again, each aside by up to `share` of its length, down to `shortest` metres."""
    while True:
        steps = np.diff(points, axis=0)
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        long = lengths > shortest
        if not long.any():
            return points
        aside = np.column_stack([-steps[:, 1], steps[:, 0]]) * rng.uniform(-share, share, (len(steps), 1))
        middles = (points[:-1] + points[1:]) / 2 + aside
        out = np.empty((2 * len(steps), 2))
        out[0::2], out[1::2] = points[:-1], middles
        keep = np.ones(len(out), dtype=bool)
        keep[1::2] = long
        points = np.vstack([out[keep], points[-1:]])


def blob(centre: Floats, radius: float, rng: np.random.Generator, stretch: float = 1.6, rough: float = 0.35) -> Polygon:
    """A round-about natural shape: a few harmonics on an ellipse lying in a random direction."""
    angle = np.linspace(0.0, 2 * math.pi, 48, endpoint=False)
    reach = np.ones_like(angle)
    for order in (2, 3, 4, 5, 7):
        reach += rough / order * rng.normal() * np.cos(order * angle + rng.uniform(0, 2 * math.pi))
    reach = np.clip(reach, 0.35, 1.8) * radius
    flat = np.column_stack([np.cos(angle) * reach * math.sqrt(stretch), np.sin(angle) * reach / math.sqrt(stretch)])
    turn = rng.uniform(0, math.pi)
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    return polygonal(Polygon(flat @ spin + centre)).geoms[0]


def polygonal(shape: BaseGeometry) -> MultiPolygon:
    """Only the areas of a shape, valid, as a MultiPolygon (perhaps empty)."""
    parts = shapely.get_parts(shapely.make_valid(shape))
    nested = [p for part in parts for p in shapely.get_parts(part) if isinstance(p, Polygon) and p.area > 0]
    return MultiPolygon(nested)


def lines_of(shape: BaseGeometry) -> list[LineString]:
    """Only the lines of a shape."""
    return [part for part in shapely.get_parts(shape) if isinstance(part, LineString) and part.length > 0]
