"""Repairs on offer, before and after.

Belongs here: what could be done. Does not belong here: doing it. Nobody calls these but for somebody who asked, and what comes back is
taken only by a further act of that person.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from data.law.shapes import checking, crossings, measuring
from data.law.shapes.checking import check
from data.law.shapes.model import Feature, Problem, Repair

_MENDS: Final = {"E-GEOM-03": "E-GEOM-31", "E-GEOM-04": "E-GEOM-32", "E-GEOM-14": "E-GEOM-37", "E-GEOM-15": "E-GEOM-37"}
_SHOWN: Final = 50


def repair(geometry: BaseGeometry, *, drop_slivers: bool = False) -> Repair:
    """What a valid area of this geometry would be; with `drop_slivers` without its splinters and gaps as well.

    Where lines cross too often, `after` is empty and `left` says so.
    """
    return _offered(geometry, geometry, [], drop_slivers=drop_slivers)


def repair_feature(feature: Feature, *, drop_slivers: bool = False) -> Repair | None:
    """The same for a feature that cannot stand as an area; None where nothing can be made of it."""
    if feature.geometry is not None:
        return repair(feature.geometry, drop_slivers=drop_slivers)
    if feature.mended is None or feature.sketch is None:
        return None
    codes = [_MENDS[problem.code] for problem in feature.problems if problem.code in _MENDS]
    notes = [Problem(code, detail={"count": codes.count(code)}) for code in dict.fromkeys(codes)]
    return _offered(feature.sketch, feature.mended, notes, drop_slivers=drop_slivers)


def join(geometries: Sequence[BaseGeometry]) -> tuple[BaseGeometry, list[Problem]]:
    """The chosen features as one area, with what the joining shows: features that overlap, gaps and splinters between them.

    All must be valid areas (repair them first).

    Raises:
        ValueError: one of them is not.
    """
    kept = [geometry for geometry in geometries if not geometry.is_empty]
    if not all(shapely.is_valid(geometry) and geometry.geom_type in {"Polygon", "MultiPolygon"} for geometry in kept):
        raise ValueError("only valid areas can be joined")
    problems = []
    for one, other in crossings.of_parts(kept, _SHOWN):
        shared = shapely.intersection(kept[one], kept[other])
        place = shapely.point_on_surface(shared)
        detail = {"first": one + 1, "second": other + 1, "area": float(f"{measuring.area_m2(shared):.3g}")}
        problems.append(Problem("E-GEOM-22", (place.x, place.y), detail))
    joined = shapely.union_all(np.array(kept, dtype=object)) if kept else shapely.MultiPolygon()
    return _multi(joined), problems + checking.slivers(joined)


def _offered(before: BaseGeometry, start: BaseGeometry, notes: list[Problem], *, drop_slivers: bool) -> Repair:
    valid = not checking.validity(start)
    if not valid and checking.tangled(start):
        return Repair(before, shapely.MultiPolygon(), None, tuple(notes), (Problem("E-GEOM-38"),))
    after = start
    if not valid:
        after = _sole_areas(shapely.make_valid(after, method="structure", keep_collapsed=True), notes)
    after = _single_vertices(after, notes)
    if drop_slivers:
        after = _without_slivers(after, notes)
    after = _multi(after)
    area = measuring.area_m2(after) - measuring.area_m2(before) if before is start else None
    return Repair(before, after, area, tuple(notes), tuple(check(after)))


def _sole_areas(geometry: BaseGeometry, notes: list[Problem]) -> BaseGeometry:
    """Only the areas of what make_valid leaves."""
    notes.append(Problem("E-GEOM-34"))
    pieces = [piece for part in shapely.get_parts(geometry) for piece in shapely.get_parts(part)]
    areas = [piece for piece in pieces if piece.geom_type == "Polygon" and not piece.is_empty]
    if len(areas) < len(pieces):
        notes.append(Problem("E-GEOM-35", detail={"count": len(pieces) - len(areas)}))
    return _multi(shapely.union_all(np.array(areas, dtype=object))) if areas else shapely.MultiPolygon()


def _single_vertices(geometry: BaseGeometry, notes: list[Problem]) -> BaseGeometry:
    double = [problem for problem in check(geometry) if problem.code == "E-GEOM-05"]
    if not double:
        return geometry
    notes.append(Problem("E-GEOM-33", double[0].place, {"count": double[0].detail["count"]}))
    return shapely.remove_repeated_points(geometry)


def _without_slivers(geometry: BaseGeometry, notes: list[Problem]) -> BaseGeometry:
    """Splinters taken away, thin gaps filled; their area stands in the note."""
    kept, gone = [], []
    for part in shapely.get_parts(geometry):
        shell, *holes = checking.rings_of(part)
        if checking.is_sliver(shell):
            gone.append(measuring.ring_area_m2(shell))
            continue
        thin = [hole for hole in holes if checking.is_sliver(hole)]
        gone += [measuring.ring_area_m2(hole) for hole in thin]
        kept.append(shapely.Polygon(shell, [hole for hole in holes if not checking.is_sliver(hole)]))
    if gone:
        notes.append(Problem("E-GEOM-36", detail={"count": len(gone), "area": float(f"{sum(gone):.3g}")}))
    return shapely.MultiPolygon(kept)


def _multi(geometry: BaseGeometry) -> BaseGeometry:
    """As a MultiPolygon, the form that the law keeps."""
    if geometry.geom_type == "MultiPolygon":
        return geometry
    return shapely.MultiPolygon([part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and not part.is_empty])
