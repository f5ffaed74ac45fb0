"""Every camera of the city as one small binary blob for the browser's canvas layer.

Belongs here: the record the database packs (`WIRE`), the blob the browser reads (`encode_cameras`, `decode_cameras`) and what
its numbers mean. Not here: which cameras a viewer may know or open (the database decides), drawing (assets/), caching (data/).

The blob, little-endian, columns so that the browser lays typed arrays over it without copying::

    offset 0   4 bytes   b"MJC1"
           4   u32       N, number of cameras
           8   u32       M, number of owners
          12   u32       when the states were read, seconds since 1970 UTC (0 = not told)
          16   u32[M]    owner ids, ascending
               i32[N]    x     Web Mercator easting,  2**32 = once round the equator, 0 at longitude 0
               i32[N]    y     Web Mercator northing, same unit, 0 at the equator, north positive
               u32[N]    id    the camera's number in the catalogue, ascending
               u32[N]    look  bits, see below
               u16[N]    owner index into the owner ids

18 bytes a camera: no name, no code, no address. One unit of x or y is 9 mm at the equator. ``look``: bits 0-2 status, 3-5 camera
type, 6-7 resource class (0 = other), 8 live view locked, 9 snapshot locked, 10-18 azimuth in whole degrees from true north
(511 = unknown), 19-27 horizontal field of view in degrees (0 = unknown), 28-31 reach (0 = unknown, n = 10 m x 1.35**(n-1)).

"Locked" is for display only (Article 25): every look is decided again by the database.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

MAGIC: Final = b"MJC1"
HEADER_SIZE: Final = 16
STATUSES: Final = ("online", "offline", "fault", "repair", "disabled", "retired")
AZIMUTH_UNKNOWN: Final = 511
REACH_BASE_M: Final = 10.0
REACH_STEP: Final = 1.35
_TURN: Final = 2.0**32
_NUMBERED_CLASSES: Final = 3

# One record as api.map_cameras packs it: big-endian WKB point, then numbers. 45 bytes.
WIRE: Final = np.dtype(
    [
        ("order", "u1"),
        ("kind", ">u4"),
        ("lon", ">f8"),
        ("lat", ">f8"),
        ("id", ">i4"),
        ("owner", ">i4"),
        ("azimuth", ">f4"),
        ("hfov", ">f4"),
        ("reach", ">f4"),
        ("flags", ">i4"),
    ]
)

Columns = dict[str, npt.NDArray[Any]]


def encode_cameras(wire: bytes, read_at: int = 0) -> bytes:
    """The browser's blob of the cameras that the database packed.

    Parameters: `wire`, any number of `WIRE` records; longitude and latitude in degrees (EPSG:4326), azimuth and field of view in
    degrees (NaN = unknown), reach in metres (NaN = unknown), flags = status | type << 4 | class << 8 | live locked << 12 |
    snapshot locked << 13; `read_at`, whole seconds since 1970 UTC. Raises ValueError when the bytes are no whole number of records, are not points, or have more than
    65,536 owners.
    """
    if len(wire) % WIRE.itemsize:
        raise ValueError(f"{len(wire)} bytes are no whole number of {WIRE.itemsize}-byte records")
    rows = np.frombuffer(wire, dtype=WIRE)
    if rows.size and (rows["order"].any() or (rows["kind"] != 1).any()):
        raise ValueError("a record does not begin with a big-endian WKB point")
    if rows.size > 1 and (np.diff(rows["id"].astype(np.int64)) < 0).any():
        rows = rows[np.argsort(rows["id"], kind="stable")]
    owners, owner_index = np.unique(rows["owner"].astype(np.uint32), return_inverse=True)
    if owners.size > 2**16:
        raise ValueError(f"{owners.size} owners do not fit two bytes")
    header = MAGIC + np.array([rows.size, owners.size, read_at], dtype="<u4").tobytes()
    x, y = project(rows["lon"].astype(np.float64), rows["lat"].astype(np.float64))
    parts = (
        owners.astype("<u4"),
        x.astype("<i4"),
        y.astype("<i4"),
        rows["id"].astype("<u4"),
        pack_look(rows).astype("<u4"),
        owner_index.astype("<u2"),
    )
    return header + b"".join(part.tobytes() for part in parts)


def project(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Web Mercator (EPSG:3857) in 2**-32 of the equator; degrees in, latitudes beyond 85.06 are pulled to the map's edge."""
    sin = np.sin(np.radians(np.clip(lat, -85.0511287, 85.0511287)))
    x = np.rint(lon / 360.0 * _TURN)
    y = np.rint(np.log((1.0 + sin) / (1.0 - sin)) / (4.0 * np.pi) * _TURN)
    bound = 2.0**31 - 1
    return np.clip(x, -bound, bound).astype(np.int64), np.clip(y, -bound, bound).astype(np.int64)


def unproject(x: npt.NDArray[Any], y: npt.NDArray[Any]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Longitude and latitude in degrees (EPSG:4326) of blob coordinates; the inverse of `project`."""
    lon = np.asarray(x, dtype=np.float64) / _TURN * 360.0
    lat = np.degrees(np.arctan(np.sinh(np.asarray(y, dtype=np.float64) / _TURN * 2.0 * np.pi)))
    return lon, lat


def pack_look(rows: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    """The `look` bits of `WIRE` records, see the module's docstring."""
    flags = rows["flags"].astype(np.uint32)
    resource_class = (flags >> 8) & 15
    resource_class = np.where(resource_class > _NUMBERED_CLASSES, 0, resource_class)
    azimuth = _whole(rows["azimuth"], 360, unknown=AZIMUTH_UNKNOWN)
    hfov = _whole(np.clip(rows["hfov"], 1, 360), 361, unknown=0)
    look = (flags & 7) | ((flags >> 4) & 7) << 3 | resource_class << 6 | ((flags >> 12) & 3) << 8
    return np.asarray(look | azimuth << 10 | hfov << 19 | reach_steps(rows["reach"]) << 28, dtype=np.uint32)


def reach_steps(reach: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    """Four bits for how far a camera sees: metres in, 0 = unknown, else the nearest step of 10 m x 1.35**(n-1)."""
    known = np.isfinite(reach) & (reach > 0)
    metres = np.where(known, reach, REACH_BASE_M).astype(np.float64)
    step = np.clip(np.rint(np.log(metres / REACH_BASE_M) / np.log(REACH_STEP)) + 1, 1, 15)
    return np.asarray(np.where(known, step, 0), dtype=np.uint32)


def decode_cameras(blob: bytes) -> Columns:
    """The columns of a blob, for tests and tools: lon, lat, id, owner, status, type, class, locks, azimuth, hfov, reach step.

    Raises ValueError when the bytes are not such a blob.
    """
    if blob[:4] != MAGIC:
        raise ValueError("not a camera blob")
    count, owner_count = (int(n) for n in np.frombuffer(blob, "<u4", 2, 4))
    if len(blob) != HEADER_SIZE + 4 * owner_count + 18 * count:
        raise ValueError("the blob is cut short or too long")
    owners = np.frombuffer(blob, "<u4", owner_count, HEADER_SIZE)
    at = HEADER_SIZE + 4 * owner_count
    x, y = (np.frombuffer(blob, "<i4", count, at + 4 * count * n) for n in (0, 1))
    ids, look = (np.frombuffer(blob, "<u4", count, at + 4 * count * n) for n in (2, 3))
    index = np.frombuffer(blob, "<u2", count, at + 16 * count)
    lon, lat = unproject(x, y)
    return {"lon": lon, "lat": lat, "id": ids, "owner": owners[index] if count else owners[:0], **unpack_look(look)}


def unpack_look(look: npt.NDArray[np.uint32]) -> Columns:
    """The parts of `look`, see the module's docstring."""
    return {
        "status": look & 7,
        "type": look >> 3 & 7,
        "class": look >> 6 & 3,
        "live_locked": (look >> 8 & 1).astype(bool),
        "snapshot_locked": (look >> 9 & 1).astype(bool),
        "azimuth": look >> 10 & 511,
        "hfov": look >> 19 & 511,
        "reach": look >> 28,
    }


def _whole(values: npt.NDArray[Any], modulus: int, *, unknown: int) -> npt.NDArray[np.uint32]:
    """Rounded to whole degrees below `modulus`, `unknown` where not a number."""
    known = np.isfinite(values)
    whole = np.mod(np.rint(np.where(known, values, 0)), modulus)
    return np.asarray(np.where(known, whole, unknown), dtype=np.uint32)
