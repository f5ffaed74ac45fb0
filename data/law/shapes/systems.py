"""The coordinate system of a layer: stated, read, fixed by the format, or missing. Always named, never guessed.

Belongs here: names that files use, WKT of .prj files, the way to WGS-84. Does not belong here: GCJ-02, BD-09 and EPSG themselves
(data/catalogue/coordinates.py).
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyproj

from data.catalogue import coordinates
from data.errors import InvalidInput
from data.law.shapes.model import Numbers, Problem, RawLayer

_SENTENCES: Final = {"crs-unknown": "E-FILE-32", "crs-not-horizontal": "E-FILE-33", "crs-inexact": "E-FILE-34"}
_LONGEST_WKT: Final = 20_000
_REACHING_OUT: Final = re.compile(r"EXTENSION|PARAMETERFILE|nadgrids|geoidgrids|\+proj", re.IGNORECASE)
_CONFIDENCE: Final = 70


@dataclass(frozen=True, slots=True)
class System:
    """A system with a name and a way to WGS-84."""

    name: str
    degrees: bool
    known: coordinates.CoordinateSystem | None = None
    custom: pyproj.Transformer | None = None

    def to_wgs84(self, ring: Numbers) -> Numbers:
        """(n, 2) vertices in degrees; what has no answer is infinite."""
        if not len(ring):
            return ring
        x, y = np.ascontiguousarray(ring[:, 0]), np.ascontiguousarray(ring[:, 1])
        if self.custom is not None:
            lon, lat = self.custom.transform(x, y)
        elif self.known is not None:
            lon, lat = self.known.to_wgs84(x, y)
        else:
            lon, lat = x, y
        return np.column_stack([lon, lat])


def named(declared: str) -> System:
    """A system by name (`coordinates.system_named`, URNs too) or by WKT.

    Raises:
        InvalidInput: field crs; E-FILE-32 to 34.
    """
    plain = re.sub(r"^urn:(?:x-)?ogc:def:crs:(OGC|EPSG):[\d.]*:(\w+)$", r"\1:\2", declared.strip(), flags=re.IGNORECASE)
    if plain.upper() in {"OGC:CRS84", "OGC:CRS84H"}:
        plain = "wgs84"
    if "[" in plain:
        return _of_wkt(plain)
    try:
        known = coordinates.system_named(plain)
    except InvalidInput as error:
        raise InvalidInput("crs", _SENTENCES.get(error.code, "E-FILE-32"), declared=declared[:80]) from None
    return System(known.name, known.degrees, known=known)


def chosen(layer: RawLayer, stated: str | None) -> tuple[System | None, str, list[Problem]]:
    """The system of a layer, where it comes from, and what should be said of it. What a person states goes first."""
    if stated:
        system = named(stated)
        if layer.said and not _same(layer, system):
            return system, "stated", [Problem("E-FILE-30", detail={"said": layer.said[:80], "stated": system.name})]
        return system, "stated", []
    if layer.fixed and not layer.system:
        return named("wgs84"), "format", []
    if not layer.system:
        return None, "missing", [Problem("E-FILE-31")]
    try:
        return named(layer.system), "file", []
    except InvalidInput as error:
        return None, "missing", [Problem(error.code, detail={"declared": error.params["declared"]}), Problem("E-FILE-31")]


def _same(layer: RawLayer, system: System) -> bool:
    try:
        return named(layer.system).name == system.name
    except InvalidInput:
        return False


def _of_wkt(wkt: str) -> System:
    """A .prj: by its EPSG code where it has one, else by its own parameters; GCJ-02 and BD-09 by name."""
    title = (re.search(r'"([^"]{1,80})"', wkt) or ["", wkt[:40]])[1]
    if re.search(r"GCJ.?02|BD.?09", title, re.IGNORECASE):
        return named("gcj02" if "GCJ" in title.upper() else "bd09")
    unknown = InvalidInput("crs", "E-FILE-32", declared=title)
    if len(wkt) > _LONGEST_WKT:
        raise unknown
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            crs = pyproj.CRS.from_wkt(wkt)
        except pyproj.exceptions.CRSError:
            raise unknown from None
        code = crs.to_epsg(min_confidence=_CONFIDENCE)
        if code is not None:
            return named(f"EPSG:{code}")
        if _REACHING_OUT.search(wkt) or not (crs.is_geographic or crs.is_projected):
            raise unknown
        return _custom(crs, title)


def _custom(crs: pyproj.CRS, title: str) -> System:
    try:
        way = pyproj.Transformer.from_crs(crs, 4326, always_xy=True, allow_ballpark=_agrees(crs))
    except pyproj.exceptions.ProjError:
        raise InvalidInput("crs", "E-FILE-34", declared=title) from None
    return System(title, bool(crs.is_geographic), custom=way)


def _agrees(crs: pyproj.CRS) -> bool:
    """Whether the datum is WGS-84 or CGCS2000, which agree to centimetres."""
    base = crs.geodetic_crs
    return base is not None and base.to_epsg(min_confidence=_CONFIDENCE) in {4326, 4490}
