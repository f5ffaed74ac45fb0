"""What is wrong with an area, each fault with its place (Article 25: a boundary of law must be beyond doubt).

Belongs here: validity, slivers, double vertices, the city's outline. Does not belong here: files, repairs. Validity itself is GEOS's
(the OGC rules); here it is told in full, for GEOS names only the first fault. Nothing is mended on the way.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from data.law.shapes import crossings, measuring
from data.law.shapes.limits import Limits
from data.law.shapes.model import Numbers, Place, Problem
from data.law.shapes.positions import signed_area

SHOWN: Final = 50
SLIVER_WIDTH_M: Final = 0.5
"""Mean width (twice the area by the length of the boundary) below which a part or a hole is no ground that anybody meant."""
TANGLE: Final = 5_000
"""Crossings beyond which nothing is computed from an invalid area."""
HEAP: Final = 300
"""Rings around others' vertices beyond which the same holds: GEOS takes minutes to take a heap of rings apart."""
OUTLINE_SLACK_DEG: Final = 1e-7
"""About 1 cm: seven decimals, to which a shape is stored, must not throw a shape out of the city whose outline it follows."""
_AREAS: Final = ("Polygon", "MultiPolygon")
_REASONS: Final = {
    "Self-intersection": "E-GEOM-01",
    "Ring Self-intersection": "E-GEOM-02",
    "Too few points in geometry component": "E-GEOM-04",
    "Hole lies outside shell": "E-GEOM-08",
    "Holes are nested": "E-GEOM-09",
    "Interior is disconnected": "E-GEOM-10",
    "Invalid Coordinate": "E-GEOM-15",
    "Duplicate Rings": "E-GEOM-21",
    "Nested shells": "E-GEOM-27",
}


def check(geometry: BaseGeometry | None, outline: BaseGeometry | None = None, *, most_vertices: int = Limits().shape_vertices) -> list[Problem]:
    """All that is wrong with an area in WGS-84 degrees, worst first.

    Args:
        geometry: what is to become a jurisdiction.
        outline: the city; what lies beyond it is reported in m². None: not compared.
        most_vertices: a shape with more is not looked at further.
    """
    if geometry is None or geometry.is_empty:
        return [Problem("E-GEOM-12")]
    place = _first(geometry)
    if geometry.geom_type not in _AREAS:
        return [Problem("E-GEOM-13", place, {"kind": geometry.geom_type})]
    size = int(shapely.get_num_coordinates(geometry))
    if size > most_vertices:
        return [Problem("E-GEOM-16", place, {"count": size, "most": most_vertices})]
    impossible = _impossible(geometry)
    if impossible:
        return impossible
    problems = validity(geometry)
    if not problems and not geometry.area > 0:
        problems = [Problem("E-GEOM-17", place)]
    problems += _outside(geometry, outline, valid=not problems) if outline is not None else []
    return [*problems, *_double_vertices(geometry), *slivers(geometry)]


def validity(geometry: BaseGeometry) -> list[Problem]:
    """The faults that make a geometry invalid by the OGC rules; empty exactly where GEOS finds it valid."""
    problems: list[Problem] = []
    parts = list(shapely.get_parts(geometry))
    for part in parts:
        if _holes_heaped(part):
            problems.append(Problem("E-GEOM-09", _first(shapely.get_interior_ring(part, 0))))
        elif not shapely.is_valid(part):
            problems += _reasoned(part)
            if len(problems) > 4 * SHOWN:
                break
            problems += _meetings(part, {_near(problem.place) for problem in problems})
    if geometry.geom_type == "MultiPolygon":
        problems += _overlaps(parts)
    if not problems and not shapely.is_valid(geometry):  # last, for GEOS takes the square of the parts' number
        problems = _reasoned(geometry)
    kept = problems[:SHOWN]
    return kept if len(problems) <= SHOWN else [*kept, Problem("E-GEOM-26", detail={"count": len(problems) - SHOWN})]


def _holes_heaped(part: BaseGeometry) -> bool:
    """Told before GEOS is asked, which takes the square of the number of holes that lie on each other."""
    if part.geom_type != "Polygon" or len(part.interiors) < HEAP:
        return False
    return crossings.heaped([shapely.Polygon(ring) for ring in part.interiors], HEAP)


def tangled(geometry: BaseGeometry) -> bool:
    """Whether an invalid area crosses itself too often for anything to be computed from it in bounded time."""
    if crossings.count(rings_of(geometry), TANGLE) >= TANGLE:
        return True
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    shells = [shapely.Polygon(part.exterior) for part in parts]
    holes = [shapely.Polygon(ring) for part in parts for ring in part.interiors]
    return any(crossings.heaped(rings, HEAP) for rings in (shells, holes))


def rings_of(geometry: BaseGeometry) -> list[Numbers]:
    """The rings of an area as (n, 2) vertices."""
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(geometry))]


def slivers(geometry: BaseGeometry) -> list[Problem]:
    """Parts and holes that are all edge and no ground, the first fifty."""
    found = []
    for part in shapely.get_parts(geometry):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        for number, ring in enumerate(shapely.get_rings(part)):
            thin = _thin(shapely.get_coordinates(ring))
            if thin is not None:
                found.append(Problem("E-GEOM-25" if number else "E-GEOM-06", *thin))
    more = [Problem("E-GEOM-26", detail={"count": len(found) - SHOWN})] if len(found) > SHOWN else []
    return found[:SHOWN] + more


def is_sliver(ring: Numbers) -> bool:
    """Whether a ring encloses hardly anything for its length."""
    return _thin(ring) is not None


def _thin(ring: Numbers) -> tuple[Place, dict[str, float]] | None:
    area = measuring.ring_area_m2(ring) if _maybe_thin(ring) else None
    if area is None:
        return None
    _, length = measuring.ring_measures(ring)
    width = 2 * area / length if length else 0.0
    place = float(ring[0, 0]), float(ring[0, 1])
    return (place, {"area": _figures(area), "width": _figures(width)}) if width < SLIVER_WIDTH_M else None


def _maybe_thin(ring: Numbers) -> bool:
    """On a plane and in microseconds: the ellipsoid is asked only where it may matter."""
    east, north = measuring.ground_scale(float(ring[0, 1]))
    metres = (ring - ring[0]) * (east, north)
    length = float(np.hypot(*np.diff(metres, axis=0).T).sum())
    return abs(signed_area(metres)) <= 2 * SLIVER_WIDTH_M * length


def _figures(value: float) -> float:
    return float(f"{value:.3g}")


def _first(geometry: BaseGeometry) -> Place | None:
    vertices = shapely.get_coordinates(geometry)
    return (float(vertices[0, 0]), float(vertices[0, 1])) if len(vertices) and np.isfinite(vertices[0]).all() else None


def _impossible(geometry: BaseGeometry) -> list[Problem]:
    vertices = shapely.get_coordinates(geometry)
    infinite = np.flatnonzero(~np.isfinite(vertices).all(axis=1))
    if len(infinite):
        return [Problem("E-GEOM-15", None, {"vertex": int(index) + 1}) for index in infinite[:SHOWN]]
    beyond = np.flatnonzero((np.abs(vertices) > (180.0, 90.0)).any(axis=1))
    return [Problem("E-GEOM-14", None, {"x": float(vertices[index, 0]), "y": float(vertices[index, 1])}) for index in beyond[:SHOWN]]


def _reasoned(geometry: BaseGeometry) -> list[Problem]:
    """GEOS's own first fault."""
    said = str(shapely.is_valid_reason(geometry))
    found = re.match(r"([^\[]*)(?:\[(\S+) (\S+)\])?", said)
    words = (found[1] if found else said).strip()
    place = (float(found[2]), float(found[3])) if found and found[2] else None
    code = _REASONS.get(words, "E-GEOM-29")
    if code == "E-GEOM-04":
        return [Problem(code, place, {"count": _fewest(geometry)})]
    return [Problem(code, place, {"why": words} if code == "E-GEOM-29" else {})]


def _near(place: Place | None) -> Place | None:
    return place and (round(place[0], 9), round(place[1], 9))


def _fewest(geometry: BaseGeometry) -> int:
    rings = rings_of(geometry)
    return min((len(np.unique(ring, axis=0)) for ring in rings if len(ring)), default=0)


def _meetings(part: BaseGeometry, told: set[Place | None]) -> list[Problem]:
    """The other places where its rings cross or touch themselves."""
    if part.geom_type != "Polygon":
        return []
    found = []
    for ring in rings_of(part):
        for place, crosses in crossings.of_lines([ring], SHOWN + 1):
            if _near(place) not in told:
                found.append(Problem("E-GEOM-01" if crosses else "E-GEOM-02", place))
    return found


def _overlaps(parts: list[BaseGeometry]) -> list[Problem]:
    """Parts that share ground."""
    sound = [part for part in parts if part.geom_type == "Polygon" and shapely.is_valid(part)]
    found = []
    for one, other in crossings.of_parts(sound, SHOWN + 1):
        shared = shapely.intersection(sound[one], sound[other])
        place = shapely.point_on_surface(shared)
        found.append(Problem("E-GEOM-07", (place.x, place.y), {"area": _figures(measuring.area_m2(shared))}))
    return found


def _outside(geometry: BaseGeometry, outline: BaseGeometry, *, valid: bool) -> list[Problem]:
    """Ground beyond the city, its area and the middle of its largest piece."""
    shape = geometry
    if not valid:
        if tangled(geometry):
            return [Problem("E-GEOM-28")]
        shape = shapely.make_valid(geometry)  # to measure with only
    excess = shapely.difference(shape, shapely.buffer(outline, OUTLINE_SLACK_DEG))
    pieces = [piece for piece in shapely.get_parts(excess) if piece.geom_type == "Polygon" and not piece.is_empty]
    if not pieces:
        return []
    area = sum(measuring.area_m2(piece) for piece in pieces)
    middle = shapely.point_on_surface(max(pieces, key=lambda piece: piece.area))
    return [Problem("E-GEOM-11", (middle.x, middle.y), {"area": round(area, 1) if area >= 1 else _figures(area)})]


def _double_vertices(geometry: BaseGeometry) -> list[Problem]:
    """Vertices that repeat the one before; the count, at the first."""
    total, place = 0, None
    for ring in rings_of(geometry):
        again = np.flatnonzero((np.diff(ring, axis=0) == 0).all(axis=1))
        if len(again) and place is None:
            place = float(ring[again[0], 0]), float(ring[again[0], 1])
        total += len(again)
    return [Problem("E-GEOM-05", place, {"count": total})] if total else []
