"""Where a ring meets itself: every place, bounded.

Belongs here: pairs of segments, pairs of parts. Does not belong here: sentences about them (checking.py). The work is cut into
batches and ends as soon as enough is found, so that a tangle of 20,000 segments costs no more than an honest boundary.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from data.law.shapes.model import Numbers, Place

_FIRST_BATCH: Final = 8
_LARGEST_BATCH: Final = 2048
_SAME_PLACE: Final = 9
"""Decimals of a degree (0.1 mm) within which two meetings are one place."""
Pairs = npt.NDArray[np.int64]


def of_lines(rings: list[Numbers], most: int) -> list[tuple[Place, bool]]:
    """Places where segments that are not neighbours meet, the first `most`, and whether they cross (else they touch)."""
    segments, ring_of, order, counts = _segments(rings)
    found: dict[Place, bool] = {}
    for one, other in _meeting(segments, _strangers(ring_of, order, counts)):
        for place, crosses in _places(segments, one[: 4 * most], other[: 4 * most]):
            key = round(place[0], _SAME_PLACE), round(place[1], _SAME_PLACE)
            found[key] = found.get(key, False) or crosses
        if len(found) >= most:
            break
    return list(found.items())[:most]


def count(rings: list[Numbers], most: int) -> int:
    """How many pairs of segments meet, counted up to `most` and a batch."""
    segments, ring_of, order, counts = _segments(rings)
    total = 0
    for one, _ in _meeting(segments, _strangers(ring_of, order, counts)):
        total += len(one)
        if total >= most:
            break
    return total


def of_parts(parts: list[BaseGeometry], most: int) -> list[tuple[int, int]]:
    """Pairs of areas whose bounding boxes meet and which share more than a boundary; the first `most`."""
    array = np.array(parts, dtype=object)
    found: list[tuple[int, int]] = []
    for one, other in _meeting(array, lambda a, b: a < b):
        for start in range(0, len(one), most):
            some, others = one[start : start + most], other[start : start + most]
            shared = shapely.relate_pattern(array[some], array[others], "T********")
            found += [(int(a), int(b)) for a, b in zip(some[shared], others[shared], strict=True)]
            if len(found) >= most:
                return found[:most]
    return found


def heaped(shapes: list[BaseGeometry], most: int) -> bool:
    """Whether at least `most` pairs of areas lie on each other, a vertex of one within the other."""
    array = np.array(shapes, dtype=object)
    shapely.prepare(array)
    vertices = shapely.points(np.array([shapely.get_coordinates(shape)[0] for shape in shapes]).reshape(-1, 2))
    total = 0
    for one, other in _meeting(array, np.not_equal):
        total += int(shapely.contains(array[one], vertices[other]).sum())
        if total >= most:
            return True
    return False


def _segments(rings: list[Numbers]) -> tuple[npt.NDArray[np.object_], Pairs, Pairs, Pairs]:
    """Segments of all rings; of each the ring, its order in the ring, and how many that ring has. Of no length: left out."""
    ends, ring_of, order, counts = [], [], [], []
    for number, ring in enumerate(rings):
        clean = ring[np.concatenate([[True], np.any(np.diff(ring, axis=0) != 0, axis=1)])]
        size = max(len(clean) - 1, 0)
        ends.append(np.stack([clean[:-1], clean[1:]], axis=1))
        ring_of.append(np.full(size, number))
        order.append(np.arange(size))
        counts.append(np.full(size, size))
    if not ends:
        nothing = np.empty(0, dtype=np.int64)
        return np.empty(0, dtype=object), nothing, nothing, nothing
    return shapely.linestrings(np.concatenate(ends)), np.concatenate(ring_of), np.concatenate(order), np.concatenate(counts)


class _strangers:  # noqa: N801 - used as a function
    """Whether two segments, by index, are no neighbours in one ring; each pair once."""

    def __init__(self, ring_of: Pairs, order: Pairs, counts: Pairs) -> None:
        self.ring_of, self.order, self.counts = ring_of, order, counts

    def __call__(self, one: Pairs, other: Pairs) -> npt.NDArray[np.bool_]:
        gap = np.abs(self.order[one] - self.order[other])
        near = (self.ring_of[one] == self.ring_of[other]) & ((gap <= 1) | (gap == self.counts[one] - 1))
        kept: npt.NDArray[np.bool_] = (one < other) & ~near
        return kept


def _meeting(array: npt.NDArray[np.object_], keep: object) -> Iterator[tuple[Pairs, Pairs]]:
    """Pairs of indices whose geometries intersect, batch by batch."""
    tree = shapely.STRtree(array)
    start, size = 0, _FIRST_BATCH
    while start < len(array):
        one, other = tree.query(array[start : start + size])
        one = one + start
        start, size = start + size, min(2 * size, _LARGEST_BATCH)
        wanted = keep(one, other)  # type: ignore[operator]
        one, other = one[wanted], other[wanted]
        meets = shapely.intersects(array[one], array[other])
        if meets.any():
            yield one[meets], other[meets]


def _places(segments: npt.NDArray[np.object_], one: Pairs, other: Pairs) -> Iterator[tuple[Place, bool]]:
    first, second = segments[one], segments[other]
    meetings = shapely.intersection(first, second)
    crosses = shapely.relate_pattern(first, second, "0********") | shapely.relate_pattern(first, second, "1********")
    for meeting, crossing in zip(meetings, crosses, strict=True):
        if not meeting.is_empty:
            lon, lat = shapely.get_coordinates(meeting)[0]
            yield (float(lon), float(lat)), bool(crossing)
