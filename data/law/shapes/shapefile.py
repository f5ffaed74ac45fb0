"""Shapefiles in a zip (.shp, .dbf, .prj, .cpg), read by ourselves, the index unneeded.

Belongs here: records and rings. Does not belong here: the attribute table (dbf.py), systems (systems.py). Outer rings run clockwise
here, holes the other way; a hole belongs to the smallest outer ring around it. What runs the wrong way is said, never turned.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final

import numpy as np
import shapely

from data.errors import InvalidInput
from data.law.shapes import dbf, tidying
from data.law.shapes.limits import Limits
from data.law.shapes.model import Numbers, Problem, Raw, RawFeature, RawLayer
from data.law.shapes.positions import Budget, signed_area

SUFFIXES: Final = (".shp", ".dbf", ".prj", ".cpg")
_MAGIC: Final = 9994
_HEADER: Final = 100
_LEAST_RING: Final = 3
_AREAS: Final = {5, 15, 25}
_KINDS: Final = {
    1: "Point", 11: "Point", 21: "Point", 3: "MultiLineString", 13: "MultiLineString", 23: "MultiLineString",
    8: "MultiPoint", 18: "MultiPoint", 28: "MultiPoint", 31: "MultiPatch",
}  # fmt: skip
_POINTS: Final = {1: 4, 11: 4, 21: 4, 8: 40, 18: 40, 28: 40}
"""Where the coordinates of a record begin, for types without rings."""


def is_shapefile(blob: bytes) -> bool:
    """Whether the bytes begin as a .shp does."""
    return len(blob) >= _HEADER and struct.unpack_from(">i", blob)[0] == _MAGIC


def read(members: Mapping[str, bytes], encoding: str | None, limits: Limits) -> list[RawLayer]:
    """Each .shp of an archive as a layer.

    Raises:
        InvalidInput: E-FILE-50, 51, 56, 80, 81, 82.
    """
    by_name = {name.casefold(): blob for name, blob in members.items()}
    shapes = [name for name in members if name.casefold().endswith(".shp")]
    if len(shapes) > limits.layers:
        raise InvalidInput("file", "E-FILE-82", most=limits.layers)
    budget = Budget(limits.vertices)
    return [_layer(name, by_name, encoding, limits, budget) for name in shapes]


def _layer(name: str, members: Mapping[str, bytes], encoding: str | None, limits: Limits, budget: Budget) -> RawLayer:
    stem = name[:-4].casefold()
    records = _records(members[name.casefold()], limits, budget)
    title = tidying.text(PurePosixPath(name).stem, 200)
    prj = members.get(f"{stem}.prj", b"").decode("utf-8", "replace").strip("\ufeff \0\r\n\t")
    said = prj.split('"')[1] if prj.count('"') > 1 else prj[:80]
    if f"{stem}.dbf" not in members:
        features = tuple(RawFeature({}, *record) for record in records)
        return RawLayer(title, features, said, prj, problems=(Problem("E-FILE-53"),))
    cpg = members.get(f"{stem}.cpg", b"").decode("ascii", "replace")
    table = dbf.read(members[f"{stem}.dbf"], cpg, encoding, limits)
    problems = list(table.problems)
    if len(table.rows) != len(records):
        problems.append(Problem("E-FILE-54", detail={"shapes": len(records), "rows": len(table.rows)}))
    rows = [*table.rows, *({} for _ in range(len(records) - len(table.rows)))]
    features = tuple(RawFeature(row, *record) for row, record in zip(rows, records, strict=False) if row is not None)
    return RawLayer(title, features, said, prj, False, tuple(problems), table.encoding, table.encoding_source)


def _records(blob: bytes, limits: Limits, budget: Budget) -> list[tuple[Raw | None, tuple[Problem, ...]]]:
    if not is_shapefile(blob):
        raise InvalidInput("file", "E-FILE-50", record=1)
    found: list[tuple[Raw | None, tuple[Problem, ...]]] = []
    at = _HEADER
    while at + 12 <= len(blob):
        size = 2 * struct.unpack_from(">i", blob, at + 4)[0]
        body = blob[at + 8 : at + 8 + size] if size >= 4 else b""  # noqa: PLR2004 - a type at least
        number = len(found) + 1
        if not body or len(body) < size:
            raise InvalidInput("file", "E-FILE-50", record=number)
        if number > limits.features:
            raise InvalidInput("file", "E-FILE-80", most=limits.features)
        try:
            found.append(_record(body, budget))
        except (struct.error, ValueError):
            raise InvalidInput("file", "E-FILE-50", record=number) from None
        at += 8 + size
    return found


def _record(body: bytes, budget: Budget) -> tuple[Raw | None, tuple[Problem, ...]]:
    kind = struct.unpack_from("<i", body)[0]
    if kind == 0:
        return None, (Problem("E-GEOM-12"),)
    if kind in _AREAS:
        return _area(body, kind, budget)
    if kind not in _KINDS:
        raise ValueError("no such type of shape")
    start = _POINTS.get(kind)
    if start is None:
        start = 44 + 4 * _count(body, 36, 4)
        start += 4 * _count(body, 36, 4) if kind == 31 else 0  # noqa: PLR2004 - multipatch has types of parts
        size = _count(body, 40, 16)
    else:
        size = 1 if start == 4 else _count(body, 36, 16)  # noqa: PLR2004 - a single point
    budget.take(size)
    return Raw(_KINDS[kind], (), _vertices(body, start, size)), ()


def _area(body: bytes, kind: int, budget: Budget) -> tuple[Raw, tuple[Problem, ...]]:
    parts, points = _count(body, 36, 4), _count(body, 40, 16)
    budget.take(points)
    starts = [*struct.unpack_from(f"<{parts}i", body, 44), points]
    vertices = _vertices(body, 44 + 4 * parts, points)
    if starts[0] != 0 or any(one > other for one, other in pairwise(starts)):
        raise ValueError("parts out of order")
    rings = [vertices[one:other] for one, other in pairwise(starts)]
    grouped, turned = grouped_rings(rings)
    return Raw("MultiPolygon", grouped, heights=kind == 15), (Problem("E-GEOM-18"),) if turned else ()  # noqa: PLR2004 - PolygonZ


def _count(body: bytes, at: int, each: int) -> int:
    """A count that the record can hold."""
    count: int = struct.unpack_from("<i", body, at)[0]
    if count < 0 or count * each > len(body):
        raise ValueError("a count beyond the record")
    return count


def _vertices(body: bytes, start: int, count: int) -> Numbers:
    return np.frombuffer(body, dtype="<f8", count=2 * count, offset=start).reshape(-1, 2).astype(np.float64)


def grouped_rings(rings: list[Numbers]) -> tuple[tuple[tuple[Numbers, ...], ...], bool]:
    """Outer rings, each with its holes, and whether rings run the wrong way round (all of them, then they are all outer)."""
    areas = [signed_area(ring) if len(ring) and np.isfinite(ring).all() else -1.0 for ring in rings]
    outer = [index for index, area in enumerate(areas) if area <= 0]
    if not outer:
        return tuple((ring,) for ring in rings), bool(rings)
    parts = {index: [rings[index]] for index in outer}
    holes = [index for index, area in enumerate(areas) if area > 0]
    homes = _homes([rings[index] for index in outer], [rings[index] for index in holes]) if holes else []
    for hole, home in zip(holes, homes, strict=True):
        parts[outer[home]].append(rings[hole])
    return tuple(tuple(part) for part in parts.values()), False


def _homes(outer: list[Numbers], holes: list[Numbers]) -> list[int]:
    """For each hole the smallest outer ring that holds its first vertex; the first ring where none does (then the check says so)."""
    boxes = [shapely.Polygon(ring) if len(ring) > _LEAST_RING else shapely.Polygon() for ring in outer]
    shapes = np.array(boxes, dtype=object)
    shapely.prepare(shapes)
    tree = shapely.STRtree(shapes)
    sizes = np.array([shape.area for shape in boxes])
    homes = []
    for hole in holes:
        around = tree.query(shapely.Point(hole[0]))
        inside = [index for index in around if shapely.intersects_xy(shapes[index], *hole[0])]
        homes.append(int(min(inside, key=lambda index: sizes[index])) if inside else 0)
    return homes
