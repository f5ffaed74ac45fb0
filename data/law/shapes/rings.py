"""Raw rings to areas in WGS-84, with the faults that keep a ring from being one.

Belongs here: finite, in range, closed, enough vertices. Does not belong here: validity of the area (checking.py). A ring with a fault
is not mended in place: the feature keeps no geometry, only lines to look at and an offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from data.law.shapes import measuring
from data.law.shapes.model import Numbers, Place, Raw
from data.law.shapes.positions import SHOWN, Faults
from data.law.shapes.systems import System

Truths = npt.NDArray[np.bool_]
_LEAST: Final = 3
_LEAST_CLOSED: Final = 4
_AREAS: Final = frozenset({"Polygon", "MultiPolygon"})


@dataclass(slots=True)
class Built:
    """What became of a raw geometry (see `model.Feature`)."""

    geometry: BaseGeometry | None
    faults: Faults
    mended: BaseGeometry | None = None
    sketch: BaseGeometry | None = None


@dataclass(slots=True)
class _Bench:
    """The rings of one geometry at work: as they are, and as they could be."""

    faults: Faults
    whole: bool = True
    lines: list[Numbers] = field(default_factory=list)


def build(raw: Raw, system: System) -> Built:
    """The area of a raw geometry in WGS-84, or None with its faults."""
    faults = Faults()
    if raw.heights:
        faults.add("E-GEOM-23")
    if len(raw.others) or (raw.kind not in _AREAS and not raw.parts):
        _judge_others(raw, system, faults)
    elif not raw.vertices:
        faults.add("E-GEOM-12")
        return Built(None, faults)
    bench = _Bench(faults)
    before = [[_ring(ring, system, bench) for ring in part] for part in raw.parts]
    if not raw.parts:
        return Built(None, faults)
    if bench.whole:
        return Built(_areas([[as_is for as_is, _ in part] for part in before], raw.kind), faults)
    sketch = shapely.MultiLineString([line for line in bench.lines if len(line) > 1])
    return Built(None, faults, _mended([[offer for _, offer in part] for part in before]), sketch)


def _judge_others(raw: Raw, system: System, faults: Faults) -> None:
    """Points and lines are no area; their places are judged all the same."""
    seen, _, _ = _placed(raw.others, system, faults)
    first = seen[0] if len(seen) else None
    faults.add("E-GEOM-13", (float(first[0]), float(first[1])) if first is not None else None, kind=raw.kind)


def _ring(ring: Numbers, system: System, bench: _Bench) -> tuple[Numbers, Numbers]:
    """The ring in degrees, and what could be made of it."""
    degrees, kept, sound = _placed(ring, system, bench.faults)
    bench.lines.append(kept)
    if not sound:  # an open end is then no fault of its own
        bench.whole = False
        return degrees, kept if not len(kept) or np.array_equal(kept[0], kept[-1]) else np.concatenate([kept, kept[:1]])
    if len(kept) and not np.array_equal(kept[0], kept[-1]):
        gap = measuring.distance_m(_pair(kept[0]), _pair(kept[-1]))
        bench.faults.add("E-GEOM-03", _pair(kept[-1]), metres=round(gap, 1))
        kept, sound = np.concatenate([kept, kept[:1]]), False
    distinct = len(np.unique(kept, axis=0)) if len(kept) <= _LEAST_CLOSED else _LEAST
    if distinct < _LEAST or len(kept) < _LEAST_CLOSED:
        bench.faults.add("E-GEOM-04", _pair(kept[0]) if len(kept) else None, count=distinct)
        sound = False
    bench.whole &= sound
    return degrees, kept


def _placed(ring: Numbers, system: System, faults: Faults) -> tuple[Numbers, Numbers, bool]:
    """Vertices in degrees, those that have a place on earth, and whether all have."""
    finite: Truths = np.all(np.isfinite(ring), axis=1)
    degrees = np.full_like(ring, np.nan)
    degrees[finite] = system.to_wgs84(ring[finite])
    inside = np.zeros(len(ring), dtype=bool)
    inside[finite] = _on_earth(degrees[finite])
    if system.degrees:
        inside[finite] &= _on_earth(ring[finite])
    bad = np.flatnonzero(~inside)
    faults.add_more(max(len(bad) - SHOWN, 0))
    for index in bad[:SHOWN]:
        near = _nearest(degrees, inside, int(index))
        if finite[index]:
            faults.add("E-GEOM-14", near, x=float(ring[index, 0]), y=float(ring[index, 1]))
            if system.degrees and _on_earth(ring[index : index + 1, ::-1]).all():
                faults.add("E-GEOM-20", near)
        else:
            faults.add("E-GEOM-15", near, vertex=int(index) + 1)
    return degrees, degrees[inside], bool(inside.all())


def _on_earth(degrees: Numbers) -> Truths:
    with np.errstate(invalid="ignore"):
        on_earth: Truths = np.all(np.isfinite(degrees), axis=1) & np.all(np.abs(degrees) <= np.array([180.0, 90.0]), axis=1)
    return on_earth


def _nearest(degrees: Numbers, inside: Truths, index: int) -> Place | None:
    """The place of the last sound vertex before a bad one, else of the first after it."""
    sound = np.flatnonzero(inside)
    if not len(sound):
        return None
    before = sound[: int(np.searchsorted(sound, index))]
    return _pair(degrees[before[-1] if len(before) else sound[0]])


def _pair(vertex: Numbers) -> Place:
    return float(vertex[0]), float(vertex[1])


def _areas(parts: Sequence[Sequence[Numbers]], kind: str) -> BaseGeometry:
    polygons = [shapely.Polygon(part[0], part[1:]) for part in parts if part]
    return polygons[0] if kind == "Polygon" and len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _mended(parts: Sequence[Sequence[Numbers]]) -> BaseGeometry | None:
    """Rings closed, impossible vertices and short rings left out; None where no outer ring remains."""
    kept = []
    for part in parts:
        good = [ring for ring in part if len(ring) >= _LEAST_CLOSED]
        if part and len(part[0]) >= _LEAST_CLOSED:
            kept.append(good)
    return _areas(kept, "MultiPolygon") if kept else None
