"""Was the coordinate system of a list declared rightly? Judged by the whole list, not by a camera (R-02).

Belongs here: the same numbers read under each candidate, compared by how many cameras fall into the city and beside a road.
Does not belong here: what is wrong with one row (places.py), whether to refuse (importing.py).

Cameras stand beside roads: read rightly most lie within 25 m of one, read wrongly (300 to 1,200 m away) no more than chance
puts there. A candidate is more probable when it brings clearly more cameras to a road or into the city than it takes away
(one-sided sign test, p < 0.01) and, for roads, when the gain is a quarter of the list. Fewer than 10 cameras: no verdict.
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
NEAR_M: Final = 25.0
GAIN: Final = 0.25
SIGNIFICANT: Final = 0.01
_METRES_A_DEGREE: Final = 111_320.0
_CANDIDATES: Final = (WGS84, GCJ02, BD09)


@dataclass(frozen=True, slots=True)
class Reading:
    """The list read under one system: shares (0..1) of cameras inside the city and within 25 m of a road (None: no roads)."""

    system: str
    inside: float
    near: float | None


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
    near = _near_roads(places, city.roads)
    readings = tuple(
        Reading(name, float(inside[name].mean()), float(near[name].mean()) if near else None) for name in systems
    )
    rivals = [name for name in systems if name != own and _beats(name, own, inside, near)]
    likelier = max(rivals, key=lambda name: _merit(name, inside, near), default="")
    return Verdict(len(x), readings, likelier)


def _beats(rival: str, own: str, inside: dict[str, Flags], near: dict[str, Flags]) -> bool:
    """The city decides first: a rival that puts cameras outside it is none; then the roads."""
    if _significant(inside[own], inside[rival]):
        return False
    if _significant(inside[rival], inside[own]):
        return True
    if not near:
        return False
    gain = float(near[rival].mean() - near[own].mean())
    return gain >= GAIN and _significant(near[rival], near[own])


def _merit(name: str, inside: dict[str, Flags], near: dict[str, Flags]) -> tuple[float, float]:
    return float(inside[name].mean()), float(near[name].mean()) if near else 0.0


def _significant(better: Flags, worse: Flags) -> bool:
    """One-sided sign test on the cameras for which the two readings differ."""
    won, lost = int((better & ~worse).sum()), int((worse & ~better).sum())
    trials = won + lost
    if won <= lost:
        return False
    if trials > 1000:  # noqa: PLR2004 - beyond it the normal curve serves
        return (won - lost) / math.sqrt(trials) > 2.33  # noqa: PLR2004 - p = 0.01
    tail = sum(math.comb(trials, k) for k in range(won, trials + 1))
    return bool(tail < SIGNIFICANT * 2**trials)


def _near_roads(places: dict[str, tuple[Numbers, Numbers]], roads: Sequence[Any]) -> dict[str, Flags]:
    """Which cameras lie within 25 m of a road under each reading; {} when the city has no roads on its map."""
    if not len(roads):
        return {}
    lat = float(np.mean([np.mean(place[1]) for place in places.values()]))
    scale = np.array([math.cos(math.radians(lat)), 1.0]) * _METRES_A_DEGREE
    tree = shapely.STRtree(shapely.transform(np.asarray(roads, dtype=object), lambda xy: xy * scale))
    near = {}
    for name, (lon, east_lat) in places.items():
        points = shapely.points(np.column_stack([lon, east_lat]) * scale)
        hits = tree.query(points, predicate="dwithin", distance=NEAR_M)[0]
        near[name] = np.isin(np.arange(len(lon)), hits)
    return near
