"""Was the coordinate system of a list declared rightly? Judged by the whole list, not by a camera (R-02).

Belongs here: the same numbers read under each candidate, compared by how many cameras fall into the city and how near to roads.
Does not belong here: what is wrong with one row (places.py), whether to refuse (importing.py).

The city first: a system that brings clearly more cameras into it than it takes out (one-sided sign test, p < 0.02) is likelier.
Then the roads. Cameras stand beside them: read rightly, most lie within 25 m; read wrongly (300 to 1,200 m away), chance decides,
and what chance gives hereabouts is measured by moving the same cameras 400 to 1,600 m about. A reading scores the sum of
log(p(distance | beside roads) / p(distance | chance)); a rival is likelier when it beats chance and is six times as probable as
the declared reading. Cameras that stand anywhere score below chance under every reading and raise no doubt.
Fewer than 10 cameras: no verdict.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from data.catalogue.coordinates import BD09, CGCS2000, GCJ02, WGS84, CoordinateSystem, Numbers
from data.catalogue.places import City, Flags

FEWEST: Final = 10
MOST: Final = 1_000
FAR_M: Final = 100.0
SIGNIFICANT: Final = 0.02
CLEAR: Final = math.log(6.0)
_EDGES_M: Final = (10.0, 25.0, 50.0, 99.9)
_BESIDE: Final = np.array([0.35, 0.25, 0.15, 0.08, 0.17])
"""How far cameras stand from the middle of the nearest road: shares up to 10, 25, 50 and 100 m, and beyond."""
_ABOUT: Final = [(m * math.sin(a), m * math.cos(a)) for m in (400.0, 800.0, 1_600.0) for a in np.arange(0.3, 6.5, math.pi / 2)]
_METRES_A_DEGREE: Final = 111_320.0
_CANDIDATES: Final = (WGS84, GCJ02, BD09)


@dataclass(frozen=True, slots=True)
class Reading:
    """The list read under one system.

    Attributes:
        inside: share (0..1) of cameras inside the city.
        metres: median distance to the nearest road, at most 100; None where the map has no roads.
        score: the evidence of the roads for this reading; 0 is chance.
    """

    system: str
    inside: float
    metres: float | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard found.

    Attributes:
        cameras: how many were looked at.
        readings: one for each candidate; empty when there was nothing to compare.
        likelier: the system that is more probable than the declared one, or "".
    """

    cameras: int
    readings: tuple[Reading, ...] = ()
    likelier: str = ""


def check_declared(x: Numbers, y: Numbers, declared: CoordinateSystem, city: City) -> Verdict:
    """Compare the declared system with WGS-84, GCJ-02 and BD-09. CGCS2000 counts as WGS-84; plane systems have no rival."""
    usable = np.isfinite(declared.to_wgs84(x, y)[0]) & (np.abs(x) <= 180.0) & (np.abs(y) <= 90.0)  # noqa: PLR2004 - degrees
    x, y = x[usable], y[usable]
    if len(x) > MOST:
        step = np.linspace(0, len(x) - 1, MOST).astype(int)
        x, y = x[step], y[step]
    if len(x) < FEWEST or not declared.degrees:
        return Verdict(len(x))
    own = WGS84 if declared.name in {WGS84, CGCS2000} else declared.name
    systems = {own: declared} | {name: CoordinateSystem(name) for name in _CANDIDATES if name != own}
    places = {name: system.to_wgs84(x, y) for name, system in systems.items()}
    inside = {name: city.covers(*place) for name, place in places.items()}
    readings = {name: Reading(name, float(inside[name].mean())) for name in systems}
    if len(city.roads):
        readings = _beside_roads(places, own, readings, city.roads)
    rivals = [name for name in systems if name != own and _beats(readings[name], readings[own], inside)]
    likelier = max(rivals, key=lambda name: (readings[name].inside, readings[name].score), default="")
    return Verdict(len(x), tuple(readings.values()), likelier)


def _beats(rival: Reading, own: Reading, inside: dict[str, Flags]) -> bool:
    """The city decides first: a rival that puts cameras outside it is none; then the roads."""
    if _significant(inside[own.system], inside[rival.system]):
        return False
    if _significant(inside[rival.system], inside[own.system]):
        return True
    return rival.score >= 0.0 and rival.score - own.score >= CLEAR


def _significant(better: Flags, worse: Flags) -> bool:
    """One-sided sign test on the cameras for which the two readings differ."""
    won, lost = int((better & ~worse).sum()), int((worse & ~better).sum())
    trials = won + lost
    if won <= lost:
        return False
    tail = sum(math.comb(trials, k) for k in range(won, trials + 1))
    return bool(tail < SIGNIFICANT * 2**trials)


def _beside_roads(
    places: dict[str, tuple[Numbers, Numbers]], own: str, readings: dict[str, Reading], roads: Sequence[Any]
) -> dict[str, Reading]:
    """Each reading with its median distance to a road and its score."""
    middle = math.radians(float(np.mean(places[own][1])))
    scale = np.array([math.cos(middle), 1.0]) * _METRES_A_DEGREE
    tree = shapely.STRtree(_pieces(roads, scale))
    here = np.column_stack(places[own]) * scale
    chance = _shares(np.concatenate([_metres(tree, here + step) for step in _ABOUT]))
    weights = np.log(_BESIDE / chance)
    scored = {}
    for name, reading in readings.items():
        metres = _metres(tree, np.column_stack(places[name]) * scale)
        score = float(weights[np.searchsorted(_EDGES_M, metres)].sum())
        scored[name] = Reading(name, reading.inside, float(np.median(metres)), score)
    return scored


def _pieces(roads: Sequence[Any], scale: Numbers) -> Any:  # noqa: ANN401 - shapely has no types
    """The straight pieces of all roads, in metres: a tree of short pieces answers far quicker than one of long roads."""
    lines = shapely.get_parts(np.asarray(roads, dtype=object))
    ends, line = shapely.get_coordinates(lines, return_index=True)
    same = np.flatnonzero(line[1:] == line[:-1])
    return shapely.linestrings(np.stack([ends[same], ends[same + 1]], axis=1) * scale)


def _shares(metres: Numbers) -> Numbers:
    """The share of distances in each band, none of them nothing (one is added to each)."""
    counts = np.bincount(np.searchsorted(_EDGES_M, metres), minlength=len(_BESIDE)) + 1.0
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def _metres(tree: shapely.STRtree, places: Numbers) -> Numbers:
    """Metres to the nearest road, at most 100."""
    found, distances = tree.query_nearest(
        shapely.points(places), max_distance=FAR_M, return_distance=True, all_matches=False
    )
    metres = np.full(len(places), FAR_M)
    metres[found[0]] = distances
    return metres
