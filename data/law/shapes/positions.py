"""Positions of GeoJSON: nested lists of numbers to arrays, each fault with its path.

Belongs here: depth of nesting, number of numbers, their type. Does not belong here: rings as areas (rings.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import chain
from typing import Any, Final

import numpy as np

from data.errors import InvalidInput
from data.law.shapes.model import NOTES, Numbers, Place, Problem, Raw

NESTING: Final[Mapping[str, int]] = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
_PLANE, _SPACE = 2, 3
SHOWN: Final = 20
_FINE_DIGITS: Final = 9


class Faults:
    """The faults of one feature; the first twenty in full, then a count."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._more = 0
        self.grave = False

    def add(self, code: str, place: Place | None = None, **detail: object) -> None:
        """Note one."""
        self.grave |= code not in NOTES
        if len(self._found) < SHOWN:
            self._found.append(Problem(code, place, detail))
        else:
            self._more += 1

    def add_more(self, count: int) -> None:
        """Note that there are others of the kind."""
        self._more += count

    def listed(self) -> tuple[Problem, ...]:
        """All of them."""
        more = (Problem("E-GEOM-26", detail={"count": self._more}),) if self._more else ()
        return (*self._found, *more)


class Budget:
    """How many vertices may still come."""

    def __init__(self, most: int) -> None:
        self.most, self.left = most, most

    def take(self, count: int) -> None:
        """Spend `count`.

        Raises:
            InvalidInput: E-FILE-81.
        """
        self.left -= count
        if self.left < 0:
            raise InvalidInput("file", "E-FILE-81", most=self.most)


def is_number(value: object) -> bool:
    """A JSON number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def raw(kind: str, coordinates: Any, path: str, faults: Faults, budget: Budget) -> Raw | None:  # noqa: ANN401 - any JSON
    """The coordinates of a geometry, or None after faults."""
    lines = _Lines(faults, budget)
    nested = lines.nested(coordinates, NESTING[kind], path)
    if faults.grave or nested is None:
        return None
    if kind == "Polygon":
        parts: tuple[tuple[Numbers, ...], ...] = (tuple(nested),) if nested else ()
    elif kind == "MultiPolygon":
        parts = tuple(tuple(part) for part in nested)
    else:
        flat = _flat(nested)
        if "Line" in kind and any(len(line) < _PLANE for line in flat):
            faults.add("E-FILE-17", path=path)
        _note_precision(flat, faults)
        return Raw(kind, (), np.concatenate(flat) if flat else np.empty((0, 2)), lines.heights)
    _note_winding(parts, faults)
    _note_precision([ring for part in parts for ring in part], faults)
    return Raw(kind, parts, heights=lines.heights)


def _flat(nested: Any) -> list[Numbers]:  # noqa: ANN401 - lists of lists of arrays
    if isinstance(nested, np.ndarray):
        return [nested]
    return [array for item in nested for array in _flat(item)]


class _Lines:
    def __init__(self, faults: Faults, budget: Budget) -> None:
        self.faults, self.budget, self.heights = faults, budget, False

    def nested(self, value: Any, depth: int, path: str) -> Any:  # noqa: ANN401 - lists of lists of arrays
        """Arrays of positions at depth 1, lists of them above, one position at depth 0."""
        if depth == 0:
            return self._array([value], path, whole=True)
        if not isinstance(value, list):
            self.faults.add("E-FILE-21", path=path, kind="array")
            return None
        if depth == 1:
            return self._array(value, path)
        return [self.nested(item, depth - 1, f"{path}[{index}]") for index, item in enumerate(value)]

    def _array(self, value: list[Any], path: str, *, whole: bool = False) -> Numbers:
        self.budget.take(len(value))
        quick = _plain(value)
        if quick is not None:
            self.heights |= quick.shape[1] == _SPACE
            return quick[:, :_PLANE]
        places: list[Place] = []
        for index, position in enumerate(value):
            at = path if whole else f"{path}[{index}]"
            if self._is_position(position, at, places):
                places.append((float(position[0]), float(position[1])))
                self.heights |= len(position) == _SPACE
        return np.array(places, dtype=np.float64).reshape(-1, 2)

    def _is_position(self, position: Any, path: str, before: list[Place]) -> bool:  # noqa: ANN401 - any JSON
        near = before[-1] if before and max(map(abs, before[-1])) <= 180 else None  # noqa: PLR2004 - degrees
        if not isinstance(position, list):
            self.faults.add("E-FILE-21", near, path=path, kind="array")
        elif not all(is_number(number) for number in position):
            self.faults.add("E-FILE-24", near, path=path)
        elif len(position) not in {_PLANE, _SPACE}:
            self.faults.add("E-FILE-23", near, path=path, count=len(position))
        else:
            return True
        return False


def _plain(value: list[Any]) -> Numbers | None:
    """The array where every position is a list of two (or of three) numbers: most files, and fast."""
    if set(map(type, value)) != {list} or set(map(len, value)) not in ({_PLANE}, {_SPACE}):
        return None
    if not set(map(type, chain.from_iterable(value))) <= {int, float}:
        return None
    return np.array(value, dtype=np.float64)


def signed_area(ring: Numbers) -> float:
    """Twice the area on the plane of the numbers; positive when counter-clockwise."""
    if len(ring) < 3:  # noqa: PLR2004 - no area
        return 0.0
    x, y = (ring - ring[0]).T
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))


def _note_winding(parts: tuple[tuple[Numbers, ...], ...], faults: Faults) -> None:
    for part in parts:
        for number, ring in enumerate(part):
            area = signed_area(ring)
            if (area < 0) if number == 0 else (area > 0):
                faults.add("E-GEOM-18", _place(ring))
                return


def _note_precision(lines: list[Numbers], faults: Faults) -> None:
    """RFC 7946 §11.2: six decimals are 10 cm. Many more are what a computation left, no measurement."""
    some = [line[:50] for line in lines[:20]]
    numbers = np.concatenate(some).ravel() if some else np.empty(0)
    if len(numbers) and np.mean(np.abs(numbers - np.round(numbers, _FINE_DIGITS)) > 0) > 0.5:  # noqa: PLR2004 - most of them
        faults.add("E-GEOM-19", digits=_FINE_DIGITS)


def _place(ring: Numbers) -> Place | None:
    lon, lat = float(ring[0][0]), float(ring[0][1])
    return (lon, lat) if math.fabs(lon) <= 180 and math.fabs(lat) <= 90 else None  # noqa: PLR2004 - degrees
