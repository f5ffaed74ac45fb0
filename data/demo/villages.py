"""Villages of the demonstration city and the small roads that tie them to the long ones.

Belongs here: where villages lie, their lanes, the country roads between them.
Does not belong here: houses (data/demo/buildings.py), names (data/demo/names.py).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from data.demo.features import Feature
from data.demo.names import village_names
from data.demo.plane import Floats, polygonal, roughen, soften
from data.demo.relief import Lattice
from data.demo.routes import road

_COUNT = 440


class Villages(NamedTuple):
    """Villages in one order: centres (n, 2), names, built-up areas; and all their roads."""

    centres: Floats
    names: list[tuple[str, str]]
    areas: list[Polygon]
    roads: list[Feature]


def draw_villages(
    seed: int, outline: Polygon, kept_free: BaseGeometry, relief: Lattice, long_roads: list[Feature]
) -> Villages:
    """Scatter villages outside `kept_free` (town, water), join each to the nearest road, give each a few lanes."""
    rng = np.random.default_rng(seed + 51)
    centres = _scatter(outline, kept_free, relief, rng)
    radii = rng.uniform(110, 260, len(centres)) * np.where(relief.at(centres) > 300, 0.75, 1.25)
    lanes, areas = [], []
    for centre, radius in zip(centres, radii, strict=True):
        area, found = _lanes(centre, float(radius), rng)
        areas.append(area)
        lanes += found
    network = _samples([f.shape for f in long_roads if f.cls not in {"motorway", "rail"}])
    ways = [road("tertiary" if high < 380 else "track", line) for line, high in _ways(centres, network, relief, rng)]
    return Villages(centres, village_names(len(centres), rng), areas, ways + lanes)


def _scatter(outline: Polygon, kept_free: BaseGeometry, relief: Lattice, rng: np.random.Generator) -> Floats:
    """Candidates thinned so that none lies within 800 m of another (1,400 m in the hills), fewer and lower in the hills."""
    west, south, east, north = outline.bounds
    tries = rng.uniform((west, south), (east, north), (9000, 2))
    free = shapely.contains_xy(outline.buffer(-400), tries) & ~shapely.contains_xy(kept_free.buffer(330), tries)
    likely = np.clip(1.25 - relief.at(tries) / 900.0, 0.05, 1.0)
    tries = tries[free & (rng.random(len(tries)) < likely)]
    return _thinned(tries, relief)


def _thinned(tries: Floats, relief: Lattice) -> Floats:
    apart = np.where(relief.at(tries) > 330, 1400.0, 800.0)
    kept: list[int] = []
    for i, place in enumerate(tries):
        if len(kept) == _COUNT:
            break
        if not kept or np.min(np.hypot(*(tries[kept] - place).T)) > apart[i]:
            kept.append(i)
    return tries[kept]


def _samples(lines: list[LineString]) -> Floats:
    return np.vstack([shapely.get_coordinates(shapely.segmentize(line, 150.0)) for line in lines])


def _ways(
    centres: Floats, network: Floats, relief: Lattice, rng: np.random.Generator
) -> list[tuple[LineString, float]]:
    """From the nearest village outwards: each joins the network as it stands, and in the plain one neighbour too."""
    found: list[tuple[LineString, float]] = []
    nearest = np.array([np.min(np.hypot(*(network - c).T)) for c in centres])
    for i in np.argsort(nearest):
        centre = centres[i]
        goals = [network[int(np.argmin(np.hypot(*(network - centre).T)))]]
        if relief.at(centre[None])[0] < 330:
            others = np.hypot(*(centres - centre).T)
            goals.append(centres[int(np.argsort(others)[1])])
        new = [_way(centre, goal, relief, rng) for goal in goals if np.hypot(*(goal - centre)) > 30]
        network = np.vstack([network, centre[None], *(_samples([line]) for line, _high in new)])
        found += new
    return found


def _way(start: Floats, end: Floats, relief: Lattice, rng: np.random.Generator) -> tuple[LineString, float]:
    high = float(relief.at(((start + end) / 2)[None])[0])
    share = 0.10 if high < 330 else 0.24
    return LineString(soften(roughen(np.vstack([start, end]), rng, share, 180.0), 2)).simplify(2.5), high


def _lanes(centre: Floats, radius: float, rng: np.random.Generator) -> tuple[Polygon, list[Feature]]:
    """A village: two to four lanes one way, one or two across, and the ground they stand on."""
    turn = rng.normal(0, 0.25)
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    along = np.linspace(-0.7, 0.7, int(rng.integers(2, 5))) * radius
    across = np.linspace(-0.4, 0.4, int(rng.integers(1, 3))) * radius
    lanes = [np.array([(-radius, at), (0, at + rng.normal(0, 6)), (radius, at)]) for at in along]
    lanes += [np.array([(at, -radius * 0.8), (at, radius * 0.8)]) for at in across]
    found = [road("residential", LineString(lane @ spin + centre))._replace(min_zoom=14) for lane in lanes]
    hull = MultiLineString([f.shape for f in found]).convex_hull.buffer(45)
    return polygonal(hull).geoms[0], found


def together(areas: list[Polygon]) -> MultiPolygon:
    """All the villages' ground as one shape."""
    return polygonal(shapely.union_all(areas))
