"""The camera blob says what the catalogue says, byte for byte what its docstring promises, and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import cameras

degrees_or_unknown = st.one_of(st.just(math.nan), st.floats(0, 359.5, width=32))
a_camera = st.tuples(
    st.floats(-179.9, 179.9),
    st.floats(-85, 85),
    st.integers(1, 2**31 - 1),
    st.integers(1, 70_000),
    degrees_or_unknown,
    st.one_of(st.just(math.nan), st.floats(1, 360, width=32)),
    st.one_of(st.just(math.nan), st.floats(1, 20_000, width=32)),
    st.integers(0, 5),
    st.integers(1, 7),
    st.sampled_from([1, 2, 3, 9]),
    st.booleans(),
    st.booleans(),
)


def pack(rows: list[tuple[float, ...]]) -> bytes:
    records = []
    for lon, lat, number, owner, azimuth, hfov, reach, status, kind, grade, live, still in rows:
        flags = int(status) | int(kind) << 4 | int(grade) << 8 | int(live) << 12 | int(still) << 13
        records.append((0, 1, lon, lat, number, owner, azimuth, hfov, reach, flags))
    return np.array(records, dtype=cameras.WIRE).tobytes()


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(a_camera, max_size=30, unique_by=lambda row: row[2]))
def test_blob_gives_back_every_camera(rows: list[tuple[float, ...]]) -> None:
    blob = cameras.encode_cameras(pack(rows))
    back = cameras.decode_cameras(blob)
    owners = {row[3] for row in rows}
    assert len(blob) == 16 + 4 * len(owners) + 18 * len(rows)
    rows = sorted(rows, key=lambda row: row[2])
    for n, (lon, lat, number, owner, azimuth, hfov, reach, status, kind, grade, live, still) in enumerate(rows):
        assert back["lon"][n] == pytest.approx(lon, abs=1e-7)
        assert back["lat"][n] == pytest.approx(lat, abs=1e-7)
        assert (back["id"][n], back["owner"][n]) == (number, owner)
        assert (back["status"][n], back["type"][n], back["class"][n]) == (status, kind, 0 if grade == 9 else grade)
        assert (back["live_locked"][n], back["snapshot_locked"][n]) == (live, still)
        assert_angle(back["azimuth"][n], azimuth, unknown=cameras.AZIMUTH_UNKNOWN)
        assert_angle(back["hfov"][n], hfov, unknown=0)
        assert (back["reach"][n] == 0) == math.isnan(reach)


def assert_angle(got: int, wanted: float, *, unknown: int) -> None:
    if math.isnan(wanted):
        assert got == unknown
    else:
        apart = abs(float(got) - wanted) % 360
        assert min(apart, 360 - apart) <= 0.5


def test_reach_is_within_a_step() -> None:
    metres = np.array([10, 13.5, 50, 120, 600, 9000, math.nan])
    steps = cameras.reach_steps(metres)
    assert steps.tolist()[0] == 1
    assert steps.tolist()[-2:] == [15, 0]
    back = cameras.REACH_BASE_M * cameras.REACH_STEP ** (steps[:5].astype(float) - 1)
    assert np.all(np.abs(np.log(back / metres[:5])) <= math.log(cameras.REACH_STEP) / 2 + 1e-9)


def test_empty_city_is_a_header() -> None:
    blob = cameras.encode_cameras(b"")
    assert blob == b"MJC1" + bytes(12)
    assert cameras.decode_cameras(blob)["id"].size == 0


@pytest.mark.parametrize("bad", [b"x", b"MJC0" + bytes(12), b"MJC1\x01" + bytes(11)])
def test_decoder_refuses_other_bytes(bad: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a camera blob|cut short"):
        cameras.decode_cameras(bad)


def test_encoder_refuses_half_records_and_other_shapes() -> None:
    with pytest.raises(ValueError, match="whole number"):
        cameras.encode_cameras(b"\0" * 44)
    with pytest.raises(ValueError, match="WKB point"):
        cameras.encode_cameras(b"\1" + b"\0" * 44)


def test_too_many_owners_are_refused_not_folded() -> None:
    rows = [(112.5, 35.0, n + 1, n + 1, math.nan, math.nan, math.nan, 0, 1, 1, False, False) for n in range(2**16 + 1)]
    with pytest.raises(ValueError, match="owners"):
        cameras.encode_cameras(pack(rows))
