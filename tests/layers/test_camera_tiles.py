"""Every camera is in exactly one tile of each zoom, with what the whole blob says of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.camera_tiles import CameraStore
from layers.cameras import decode_cameras, encode_cameras, project
from tests.layers.test_camera_blob import pack

places = st.lists(st.tuples(st.floats(-179.9, 179.9), st.floats(-84, 84)), min_size=1, max_size=40)


def city(points):
    rows = [(lon, lat, n + 1, 1 + n % 3, math.nan, math.nan, math.nan, n % 6, 3, 1, n % 2 == 0, False) for n, (lon, lat) in enumerate(points)]
    return encode_cameras(pack(rows), 77)


def tile_of(lon, lat, z):
    """Where the scheme puts a point of the blob: its whole-numbered place, halved `z` times from the north-west corner."""
    x, y = project(np.array([lon]), np.array([lat]))
    return (int(x[0]) + 2**31) >> (32 - z), (2**31 - int(y[0])) >> (32 - z)


def test_the_scheme_is_the_one_of_all_web_maps():
    lon, lat, z = 112.6, 35.05, 14
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    assert tile_of(lon, lat, z) == (math.floor((lon + 180) / 360 * 2**z), math.floor(y * 2**z))


@settings(deadline=None)  # a busy machine is no fault
@given(places, st.integers(0, 14))
def test_each_camera_is_in_the_tile_where_it_stands(points, z):
    blob = city(points)
    whole, store = decode_cameras(blob), CameraStore(blob)
    seen = []
    for x, y in {tile_of(lon, lat, z) for lon, lat in zip(whole["lon"], whole["lat"], strict=True)}:
        part = decode_cameras(store.tile(z, x, y))
        for n, number in enumerate(part["id"]):
            at = int(np.flatnonzero(whole["id"] == number)[0])
            seen.append(int(number))
            assert all(part[name][n] == whole[name][at] for name in whole)
    assert sorted(seen) == whole["id"].tolist()


def test_a_tile_tells_when_its_states_were_read_and_an_empty_one_is_a_header():
    store = CameraStore(city([(112.6, 35.05)]))
    assert decode_cameras(store.tile(10, 0, 0))["id"].size == 0
    assert store.tile(10, 0, 0)[12:16] == (77).to_bytes(4, "little")


@pytest.mark.parametrize("tile", [(23, 0, 0), (-1, 0, 0), (2, 4, 0), (2, 0, -1)])
def test_there_is_no_tile_outside_the_scheme(tile):
    with pytest.raises(ValueError, match="no tile"):
        CameraStore(city([(0.0, 0.0)])).tile(*tile)


def test_other_bytes_are_refused():
    with pytest.raises(ValueError, match="not a camera blob"):
        CameraStore(b"nothing")
