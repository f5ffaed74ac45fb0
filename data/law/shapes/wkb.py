"""Well-known binary (ISO and EWKB) to raw geometries, every count held against the bytes that are there.

Belongs here: bytes to rings. Does not belong here: GeoPackage's header around them (geopackage.py), validity.
"""

from __future__ import annotations

import struct
from typing import Final

import numpy as np

from data.law.shapes.geojson import gathered
from data.law.shapes.model import Numbers, Raw
from data.law.shapes.positions import Budget

_KINDS: Final = {
    1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon", 7: "GeometryCollection",
    8: "CircularString", 9: "CompoundCurve", 10: "CurvePolygon", 11: "MultiCurve", 12: "MultiSurface", 13: "Curve", 14: "Surface",
    15: "PolyhedralSurface", 16: "TIN", 17: "Triangle",
}  # fmt: skip
_DEEPEST: Final = 8
_POLYGON: Final = 3
_MULTIPOLYGON: Final = 6
_COLLECTION: Final = 7


class BrokenGeometryError(ValueError):
    """The bytes are no geometry."""


class CurvedError(ValueError):
    """A geometry with curves; the argument is its type."""


def read(blob: bytes, budget: Budget) -> Raw:
    """One geometry.

    Raises:
        BrokenGeometryError: the bytes end early or name no type.
        CurvedError: it has curves, which no boundary here may have.
        InvalidInput: E-FILE-81.
    """
    try:
        return _Reader(blob, budget).geometry(0)
    except struct.error:
        raise BrokenGeometryError from None


class _Reader:
    def __init__(self, blob: bytes, budget: Budget) -> None:
        self.blob, self.at, self.budget = blob, 0, budget

    def geometry(self, depth: int) -> Raw:
        order = "<" if self._take("<B") else ">"
        code = int(self._take(f"{order}I"))
        heights, measures = bool(code & 0x80000000), bool(code & 0x40000000)
        if code & 0x20000000:
            self._take(f"{order}I")
        code &= 0x0FFFFFFF
        heights, measures = heights or code // 1000 in {1, 3}, measures or code // 1000 in {2, 3}
        kind = code % 1000
        if kind not in _KINDS or depth > _DEEPEST:
            raise BrokenGeometryError
        if kind > _COLLECTION:
            raise CurvedError(_KINDS[kind])
        return self._body(kind, order, 2 + heights + measures, heights=heights, depth=depth)

    def _body(self, kind: int, order: str, width: int, *, heights: bool, depth: int) -> Raw:
        name = _KINDS[kind]
        if kind == 1:
            vertex = self._vertices(order, width, 1)
            return Raw(name, (), vertex if np.isfinite(vertex).any() else vertex[:0], heights)
        count = self._count(order, 4)
        if kind == 2:  # noqa: PLR2004 - LineString
            return Raw(name, (), self._vertices(order, width, count), heights)
        if kind == _POLYGON:
            rings = tuple(self._vertices(order, width, self._count(order, 8 * width)) for _ in range(count))
            return Raw(name, (rings,) if rings else (), heights=heights)
        members = [self.geometry(depth + 1) for _ in range(count)]
        together = gathered(iter(members))
        if kind == _MULTIPOLYGON and any(member.kind != "Polygon" for member in members):
            raise BrokenGeometryError
        return Raw(name, together.parts, together.others, heights or together.heights)

    def _take(self, form: str) -> int:
        value: int = struct.unpack_from(form, self.blob, self.at)[0]
        self.at += struct.calcsize(form)
        return value

    def _count(self, order: str, each: int) -> int:
        count = self._take(f"{order}I")
        if count * each > len(self.blob) - self.at:
            raise BrokenGeometryError
        return count

    def _vertices(self, order: str, width: int, count: int) -> Numbers:
        self.budget.take(count)
        size = 8 * width * count
        if size > len(self.blob) - self.at:
            raise BrokenGeometryError
        numbers = np.frombuffer(self.blob, dtype=f"{order}f8", count=width * count, offset=self.at)
        self.at += size
        return numbers.reshape(-1, width)[:, :2].astype(np.float64)
