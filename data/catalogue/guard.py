"""Was the coordinate system of a list declared rightly? Judged by the whole list, not by a camera (R-02).

Belongs here: the same numbers read under each candidate, compared by how many cameras fall into the city and beside a road.
Does not belong here: what is wrong with one row (places.py), whether to refuse (importing.py).

Cameras stand beside roads: read rightly they lie nearer to one than read wrongly (300 to 1,200 m away), where chance decides.
A candidate is more probable when it brings clearly more cameras nearer to a road, or into the city, than it takes away
(one-sided sign test, p < 0.02) and, for roads, when it halves the median distance: cameras anywhere raise no doubt.
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
MOST: Final = 3_000
FAR_M: Final = 100.0
TIE_M: Final = 2.0
GAIN: Final = 0.5
SIGNIFICANT: Final = 0.02
_METRES_A_DEGREE: Final = 111_320.0
_CANDIDATES: Final = (WGS84, GCJ02, BD09)


@dataclass(frozen=True, slots=True)
class Reading:
    """The list read under one system.

    Attributes:
        inside: share (0..1) of cameras inside the city.
        metres: median distance to the nearest road, at most 100; None where the map has no roads.
    """

    system: str
    inside: float
    metres: float | None


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
    usable = np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180.0) & (np.abs(y) <= 90.0)  # noqa: PLR2004 - degrees
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
    metres = _road_distances(places, city.roads)
    readings = tuple(
        Reading(name, float(inside[name].mean()), float(np.median(metres[name])) if metres else None) for name in systems
    )
    rivals = [name for name in systems if name != own and _beats(name, own, inside, metres)]
    merits = {reading.system: (reading.inside, -(reading.metres or 0.0)) for reading in readings}
    return Verdict(len(x), readings, max(rivals, key=lambda name: merits[name], default=""))


def _beats(rival: str, own: str, inside: dict[str, Flags], metres: dict[str, Numbers]) -> bool:
    """The city decides first: a rival that puts cameras outside it is none; then the roads."""
    if _significant(inside[own], inside[rival]):
        return False
    if _significant(inside[rival], inside[own]):
        return True
    if not metres:
        return False
    nearer, farther = metres[rival] + TIE_M < metres[own], metres[own] + TIE_M < metres[rival]
    return bool(np.median(metres[rival]) <= GAIN * np.median(metres[own])) and _significant(nearer, farther)


def _significant(better: Flags, worse: Flags) -> bool:
    """One-sided sign test on the cameras for which the two readings differ."""
    won, lost = int((better & ~worse).sum()), int((worse & ~better).sum())
    trials = won + lost
    if won <= lost:
        return False
    if trials > 1000:  # noqa: PLR2004 - beyond it the normal curve serves
        return (won - lost) / math.sqrt(trials) > 2.05  # noqa: PLR2004 - p = 0.02
    tail = sum(math.comb(trials, k) for k in range(won, trials + 1))
    return bool(tail < SIGNIFICANT * 2**trials)


def _road_distances(places: dict[str, tuple[Numbers, Numbers]], roads: Sequence[Any]) -> dict[str, Numbers]:
    """Metres from each camera to the nearest road, at most 100, under each reading; {} when the map has no roads."""
    if not len(roads):
        return {}
    middle = math.radians(float(np.mean([np.mean(lat) for _, lat in places.values()])))
    scale = np.array([math.cos(middle), 1.0]) * _METRES_A_DEGREE
    tree = shapely.STRtree(shapely.transform(np.asarray(roads, dtype=object), lambda xy: xy * scale))
    metres = {}
    for name, place in places.items():
        points = shapely.points(np.column_stack(place) * scale)
        found, distances = tree.query_nearest(points, max_distance=FAR_M, return_distance=True, all_matches=False)
        metres[name] = np.full(len(points), FAR_M)
        metres[name][found[0]] = distances
    return metres
