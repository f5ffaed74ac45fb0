"""The smallest PMTiles file (version 3): one vector tile of the whole world, nothing compressed."""

from __future__ import annotations

import struct

HEADER = 127
PLAIN, VECTOR = 1, 1


def world_file(tile: bytes) -> bytes:
    """A file whose only tile 0/0/0 is `tile` (MVT)."""
    directory = bytes([1, 0, 1]) + varint(len(tile)) + bytes([1])  # one entry: id 0, run 1, its length, offset 0 (+1)
    metadata = b"{}"
    at = [HEADER, HEADER + len(directory), HEADER + len(directory) + len(metadata)]
    sizes = struct.pack("<11Q", at[0], len(directory), at[1], len(metadata), 0, 0, at[2], len(tile), 1, 1, 1)
    kinds = bytes([1, PLAIN, PLAIN, VECTOR, 0, 0])
    bounds = struct.pack("<4iB2i", -1800000000, -850000000, 1800000000, 850000000, 0, 0, 0)
    header = b"PMTiles\x03" + sizes + kinds + bounds
    assert len(header) == HEADER
    return header + directory + metadata + tile


def varint(number: int) -> bytes:
    """Base 128, least significant group first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])
