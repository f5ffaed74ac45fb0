"""The camera blob cut into tiles, for clients that want a window of a large city and not all of it.

Belongs here: a store sorted along the Morton curve, in which each tile (XYZ, EPSG:3857) is one run of rows. Not here: whose store it
is and when it is made anew (dashboard/api/map_tiles.py). A tile has the layout of layers/cameras.py.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from layers.cameras import HEADER_SIZE, MAGIC

MAX_ZOOM: Final = 22
_MASKS: Final = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


class CameraStore:
    """All cameras of one blob, ready to be cut. About 26 bytes a camera; not changed after it is made, so threads may share it.

    Args:
        blob: as `layers.cameras.encode_cameras` gives it.

    Raises:
        ValueError: the bytes are not such a blob.
    """

    def __init__(self, blob: bytes) -> None:
        if blob[:4] != MAGIC:
            raise ValueError("not a camera blob")
        count, owners, self.read_at = (int(n) for n in np.frombuffer(blob, "<u4", 3, 4))
        at = HEADER_SIZE + 4 * owners
        x, y = (np.frombuffer(blob, "<i4", count, at + 4 * count * n) for n in (0, 1))
        keys = morton(x.astype(np.int64) + 2**31, 2**31 - y.astype(np.int64))
        order = np.argsort(keys, kind="stable")
        self.keys = keys[order]
        self._owners = blob[HEADER_SIZE:at]
        words = [np.frombuffer(blob, "<u4", count, at + 4 * count * n) for n in range(4)]
        self._columns = [column[order] for column in (*words, np.frombuffer(blob, "<u2", count, at + 16 * count))]

    def tile(self, z: int, x: int, y: int) -> bytes:
        """The cameras of one tile, 18 bytes each. Raises ValueError where there is no such tile."""
        if not (0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
            raise ValueError(f"no tile {z}/{x}/{y}")
        span = 2 * (32 - z)
        first = (_spread_one(x) | _spread_one(y) << 1) << span
        last = first + (1 << span) - 1
        low = int(np.searchsorted(self.keys, np.uint64(first), side="left"))
        high = int(np.searchsorted(self.keys, np.uint64(last), side="right"))
        head = np.array([high - low, len(self._owners) // 4, self.read_at], dtype="<u4").tobytes()
        return b"".join((MAGIC, head, self._owners, *(column[low:high].tobytes() for column in self._columns)))


def morton(x: npt.NDArray[Any], y: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """The place of each point along the curve: the bits of x (0 to 2**32 - 1, east) and y (south) interleaved, y above x."""
    return np.asarray(_spread(x) | _spread(y) << np.uint64(1), dtype=np.uint64)


def _spread(values: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """A zero bit above each of the 32 bits."""
    spread = values.astype(np.uint64)
    for shift, mask in _MASKS:
        spread = (spread | spread << np.uint64(shift)) & np.uint64(mask)
    return spread


def _spread_one(value: int) -> int:
    """As `_spread`, one number."""
    for shift, mask in _MASKS:
        value = (value | value << shift) & mask
    return value
