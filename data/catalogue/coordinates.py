"""Coordinate systems a camera list may be declared in, and the way from each to WGS-84 (EPSG:4326).

Belongs here: GCJ-02 and BD-09 with their inverses, CGCS2000, EPSG codes by pyproj; all vectorised, pure numbers.
Does not belong here: judging whether a list was declared rightly (guard.py), the city outline, the database.

Everything is degrees, longitude first, except the plane coordinates handed to an EPSG system (its own unit, easting first).
Offsets of GCJ-02 (300 to 600 m in Jiyuan) move a camera across a lawful boundary, hence the exact inverse (Article 25).
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import pyproj

from data.errors import InvalidInput

Numbers = npt.NDArray[np.float64]


class Forward(Protocol):
    """A map of points to points, degrees to degrees."""

    def __call__(self, lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
        """Longitudes and latitudes to longitudes and latitudes."""
        ...


WGS84: Final = "wgs84"
CGCS2000: Final = "cgcs2000"
GCJ02: Final = "gcj02"
BD09: Final = "bd09"
NAMED: Final = (WGS84, GCJ02, BD09, CGCS2000)

_SEMI_MAJOR = 6378245.0  # Krasovsky 1940, metres
_ECCENTRICITY_2 = 0.00669342162296594323
_CHINA = (72.004, 137.8347, 0.8293, 55.8271)  # where the offset applies: west, east, south, north
_BD_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 30
_SETTLED = 5e-15
_PLANE_AXES = 2
_CGCS2000_EPSG = 4490


@dataclass(frozen=True, slots=True)
class CoordinateSystem:
    """A declared system: its name as stored in `catalogue.camera.src_crs`, and whether it counts in degrees."""

    name: str
    epsg: int | None = None
    degrees: bool = True

    def to_wgs84(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Longitudes and latitudes (degrees, WGS-84) of x/y in this system; NaN or infinity where there is no answer."""
        if self.name == GCJ02:
            return wgs84_from_gcj02(x, y)
        if self.name == BD09:
            return wgs84_from_bd09(x, y)
        if self.epsg is None:
            return np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)
        lon, lat = _transformer(self.epsg).transform(x, y)
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def system_named(declared: str) -> CoordinateSystem:
    """Read `wgs84 | gcj02 | bd09 | cgcs2000 | EPSG:n`; case, blanks and dashes do not matter.

    Raises:
        InvalidInput: crs-unknown, crs-not-horizontal (not two axes on the ground), or crs-inexact (no way to WGS-84
            that respects its datum).
    """
    plain = re.sub(r"[\s_\-]+", "", declared).casefold()
    if plain in {"wgs84", "epsg:4326", "crs84", "ogc:crs84"}:
        return CoordinateSystem(WGS84)
    if plain in {"cgcs2000", "epsg:4490"}:
        return CoordinateSystem(CGCS2000, epsg=_CGCS2000_EPSG)
    if plain in {"gcj02", "gcj", "火星坐标", "火星坐标系"}:
        return CoordinateSystem(GCJ02)
    if plain in {"bd09", "bd09ll", "百度坐标", "百度坐标系"}:
        return CoordinateSystem(BD09)
    found = re.fullmatch(r"epsg:(\d{1,6})", plain)
    if found is None:
        raise InvalidInput("crs", "crs-unknown", declared=declared)
    return _epsg_system(declared, int(found.group(1)))


def gcj02_from_wgs84(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """The published GCJ-02 formula; outside its rectangle around China a point stays where it is."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    x, y = lon - 105.0, lat - 35.0
    east, north = _gcj_series(x, y)
    sine = np.sin(np.radians(lat))
    magic = 1.0 - _ECCENTRICITY_2 * sine * sine
    root = np.sqrt(magic)
    north_deg = north * 180.0 / (_SEMI_MAJOR * (1.0 - _ECCENTRICITY_2) / (magic * root) * np.pi)
    east_deg = east * 180.0 / (_SEMI_MAJOR / root * np.cos(np.radians(lat)) * np.pi)
    inside = _offset_applies(lon, lat)
    return np.where(inside, lon + east_deg, lon), np.where(inside, lat + north_deg, lat)


def bd09_from_gcj02(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """The published BD-09 formula on top of GCJ-02 (degrees)."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def wgs84_from_gcj02(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Exact inverse of `gcj02_from_wgs84` by fixed point, to 1e-13 degree (the offset contracts by about 1 in 100 a round)."""
    return _invert(gcj02_from_wgs84, lon, lat)


def gcj02_from_bd09(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Exact inverse of `bd09_from_gcj02` by fixed point, to 1e-13 degree."""
    return _invert(bd09_from_gcj02, lon, lat)


def bd09_from_wgs84(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """WGS-84 to BD-09 by way of GCJ-02."""
    return bd09_from_gcj02(*gcj02_from_wgs84(lon, lat))


def wgs84_from_bd09(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """BD-09 to WGS-84 by way of GCJ-02."""
    return wgs84_from_gcj02(*gcj02_from_bd09(lon, lat))


def _gcj_series(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """East and north offset in metres; x, y are degrees from 105° E, 35° N."""
    root, pi = np.sqrt(np.abs(x)), np.pi
    ripple = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east += (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north += (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y / 30.0 * pi)) * 2.0 / 3.0
    return east, north


def _offset_applies(lon: Numbers, lat: Numbers) -> npt.NDArray[np.bool_]:
    west, east, south, north = _CHINA
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _invert(forward: Forward, lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Solve forward(p) = (lon, lat): walk by the remaining error until it no longer shrinks."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        seen_lon, seen_lat = forward(guess_lon, guess_lat)
        error_lon, error_lat = lon - seen_lon, lat - seen_lat
        guess_lon, guess_lat = guess_lon + error_lon, guess_lat + error_lat
        if not np.any(np.abs(error_lon) + np.abs(error_lat) > _SETTLED):
            break
    return guess_lon, guess_lat


def _epsg_system(declared: str, code: int) -> CoordinateSystem:
    try:
        crs = pyproj.CRS.from_epsg(code)
    except pyproj.exceptions.CRSError:
        raise InvalidInput("crs", "crs-unknown", declared=declared) from None
    if not (crs.is_geographic or crs.is_projected) or len(crs.axis_info) != _PLANE_AXES:
        raise InvalidInput("crs", "crs-not-horizontal", declared=declared)
    try:
        _transformer(code)
    except pyproj.exceptions.ProjError:
        raise InvalidInput("crs", "crs-inexact", declared=declared) from None
    return CoordinateSystem(f"EPSG:{code}", epsg=code, degrees=bool(crs.is_geographic))


def _transformer(epsg: int) -> pyproj.Transformer:
    """The way to WGS-84.

    One that ignores the datum is allowed for CGCS2000 alone, which agrees with WGS-84 to centimetres: for any other
    system the answer could be 100 m off and nobody would see it.
    """
    crs = pyproj.CRS.from_epsg(epsg)
    agrees = crs.geodetic_crs is not None and crs.geodetic_crs.to_epsg() == _CGCS2000_EPSG
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a grid for another country is not installed
        return pyproj.Transformer.from_crs(crs, 4326, always_xy=True, allow_ballpark=agrees)
