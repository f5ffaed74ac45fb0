"""Whether a camera's coordinates can be believed: numbers first, then the city.

Belongs here: the verdict on each place of a list (swapped, metres for degrees, 0/0, outside), townships by place.
Does not belong here: the declared system of the whole list (guard.py), the way to WGS-84 (coordinates.py).
Outlines are shapely geometries in WGS-84 degrees; nothing here asks a database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from data.catalogue.coordinates import CoordinateSystem, Numbers

EDGE_DEGREES: Final = 1e-7
_METRES_A_DEGREE: Final = 111_320.0
_ZERO: Final = 1e-6
_PLAUSIBLE_DEGREES: Final = 400.0
_NUMBER = re.compile(r"[+-]?(\d{1,9}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_SEXAGESIMAL = re.compile(
    r"([NSEW东西南北经纬]*)\s*(\d{1,3})\s*[°度d:]\s*(\d{1,2}(?:\.\d+)?)\s*['′’分m:]?\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"″”秒s]|''|′′)?)?\s*([NSEW东西南北经纬]*)",
    re.IGNORECASE | re.ASCII,
)

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class City:
    """The city whose catalogue this is: its code, its outline, its townships and roads (line geometries), in WGS-84."""

    code: str
    outline: Any
    townships: Sequence[tuple[str, Any]] = ()
    roads: Sequence[Any] = ()
    edge: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        edge = shapely.buffer(self.outline, EDGE_DEGREES)
        shapely.prepare(edge)
        object.__setattr__(self, "edge", edge)

    def covers(self, lon: Numbers, lat: Numbers) -> Flags:
        """Which points lie in the city; its edge counts (about a centimetre is allowed for arithmetic)."""
        return np.asarray(shapely.intersects_xy(self.edge, _finite(lon), _finite(lat)), dtype=np.bool_)

    def township_of(self, lon: Numbers, lat: Numbers) -> list[str | None]:
        """The township's code for each point, or None."""
        codes: list[str | None] = [None] * len(lon)
        for code, outline in self.townships:
            shapely.prepare(outline)
            for at in np.flatnonzero(shapely.intersects_xy(outline, _finite(lon), _finite(lat))):
                codes[at] = codes[at] or code
        return codes

    def metres_from(self, lon: float, lat: float) -> float:
        """About how far a point lies from the outline, in metres (equirectangular about the point)."""
        scale = np.array([np.cos(np.radians(lat)), 1.0]) * _METRES_A_DEGREE
        near = shapely.transform(self.outline, lambda xy: (xy - [lon, lat]) * scale)
        return float(shapely.distance(near, shapely.Point(0.0, 0.0)))


@dataclass(frozen=True)
class Places:
    """The verdicts on all rows: WGS-84 degrees, and for each row a message code or "" where the place is good."""

    lon: Numbers
    lat: Numbers
    codes: list[str]


def read_number(text: str) -> float:
    """Degrees or metres from a cell: a decimal number, or degrees, minutes and seconds; NaN when it is neither."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    if _NUMBER.fullmatch(plain):
        return float(plain)
    found = _SEXAGESIMAL.fullmatch(plain)
    if not found:
        return float("nan")
    before, degrees, minutes, seconds, after = found.groups()
    value = float(degrees) + float(minutes) / 60.0 + float(seconds or 0.0) / 3600.0
    return -value if set((before + after).upper()) & set("SW南西") else value


def judge_places(x: Numbers, y: Numbers, system: CoordinateSystem, city: City) -> Places:
    """Bring a list to WGS-84 and say of each row what is wrong with its place, the most telling reason first.

    `x`, `y`: longitude and latitude, or easting and northing of a plane system; NaN where the cell held no number.
    """
    with np.errstate(all="ignore"):
        lon, lat = system.to_wgs84(x, y)
        turned_lon, turned_lat = system.to_wgs84(y, x)
    inside = city.covers(lon, lat)
    turned = city.covers(turned_lon, turned_lat) & ~inside
    codes = np.full(len(x), "", dtype=object)
    codes[~inside] = "coord-outside"
    if system.degrees:
        codes[(np.abs(x) > 180.0) | (np.abs(y) > 90.0)] = "coord-range"  # noqa: PLR2004 - the globe
        codes[(np.abs(x) > _PLAUSIBLE_DEGREES) | (np.abs(y) > _PLAUSIBLE_DEGREES)] = "coord-metres"
    else:
        codes[~inside & (np.abs(x) <= 180.0) & (np.abs(y) <= 180.0)] = "coord-degrees"  # noqa: PLR2004 - as above
    codes[turned] = "coord-swapped"
    codes[(np.abs(x) < _ZERO) & (np.abs(y) < _ZERO)] = "coord-zero"
    codes[~np.isfinite(x) | ~np.isfinite(y)] = "coord-number"
    return Places(lon, lat, [str(code) for code in codes])


def _finite(values: Numbers) -> Numbers:
    """Infinity where there is no number: no outline holds it, and shapely does not warn."""
    return np.where(np.isfinite(values), values, 1e9)
