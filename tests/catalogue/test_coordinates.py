"""Coordinates (R-02): every declared system reaches WGS-84 exactly or is refused. An offset of GCJ-02 crosses a boundary.

The reference points are computed by hand-written scalar forms of the published formulas, not by the code under test.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import coordinates as c
from data.errors import InvalidInput

EXACT = 1e-13
_lon = st.floats(73.0, 135.0).filter(lambda lon: abs(lon - 105.0) > 1e-3)  # its root term has no slope at 105 itself
_lat = st.floats(3.0, 54.0)


def scalar_gcj(lon, lat):
    """The published formula, one point at a time."""
    x, y, pi = lon - 105.0, lat - 35.0, math.pi
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (20 * math.sin(6 * x * pi) + 20 * math.sin(2 * x * pi)) * 2 / 3
    north += (20 * math.sin(y * pi) + 40 * math.sin(y / 3 * pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * pi) + 320 * math.sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (20 * math.sin(6 * x * pi) + 20 * math.sin(2 * x * pi)) * 2 / 3
    east += (20 * math.sin(x * pi) + 40 * math.sin(x / 3 * pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * pi) + 300 * math.sin(x / 30 * pi)) * 2 / 3
    a, ee = 6378245.0, 0.00669342162296594323
    magic = 1 - ee * math.sin(lat / 180 * pi) ** 2
    root = math.sqrt(magic)
    north = north * 180 / ((a * (1 - ee)) / (magic * root) * pi)
    east = east * 180 / (a / root * math.cos(lat / 180 * pi) * pi)
    return lon + east, lat + north


def scalar_bd(lon, lat):
    z = math.sqrt(lon * lon + lat * lat) + 0.00002 * math.sin(lat * math.pi * 3000 / 180)
    theta = math.atan2(lat, lon) + 0.000003 * math.cos(lon * math.pi * 3000 / 180)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


@given(lon=_lon, lat=_lat)
def test_the_forward_formulas_are_the_published_ones(lon, lat):
    assert np.allclose(c.gcj02_from_wgs84(lon, lat), scalar_gcj(lon, lat), rtol=0, atol=1e-12)
    assert np.allclose(c.bd09_from_gcj02(lon, lat), scalar_bd(lon, lat), rtol=0, atol=1e-12)


@given(lon=_lon, lat=_lat)
def test_the_inverse_is_exact_both_ways(lon, lat):
    for forward, inverse in ((c.gcj02_from_wgs84, c.wgs84_from_gcj02), (c.bd09_from_wgs84, c.wgs84_from_bd09)):
        assert np.max(np.abs(np.subtract(inverse(*forward(lon, lat)), (lon, lat)))) <= EXACT
        assert np.max(np.abs(np.subtract(forward(*inverse(lon, lat)), (lon, lat)))) <= EXACT


def test_the_inverse_is_exact_for_a_hundred_thousand_points_at_once():
    chance = np.random.default_rng(419001)
    lon, lat = chance.uniform(111.9, 112.9, 100_000), chance.uniform(34.7, 35.4, 100_000)
    for forward, inverse in (
        (c.gcj02_from_wgs84, c.wgs84_from_gcj02),
        (c.bd09_from_gcj02, c.gcj02_from_bd09),
        (c.bd09_from_wgs84, c.wgs84_from_bd09),
    ):
        back = inverse(*forward(lon, lat))
        assert np.abs(back[0] - lon).max() <= EXACT
        assert np.abs(back[1] - lat).max() <= EXACT


def test_the_offset_in_jiyuan_is_hundreds_of_metres():
    lon, lat = c.gcj02_from_wgs84(112.6, 35.08)
    metres = math.hypot((lon - 112.6) * 91_100, (lat - 35.08) * 110_950)
    assert 300 < metres < 800


@given(st.floats(104.999, 105.001), _lat)
def test_beside_105_degrees_where_the_formula_has_a_kink_it_is_exact_to_a_micrometre(lon, lat):
    assert np.max(np.abs(np.subtract(c.wgs84_from_gcj02(*c.gcj02_from_wgs84(lon, lat)), (lon, lat)))) <= 1e-11


def test_outside_china_nothing_is_moved():
    lon, lat = np.array([-74.0, 8.5]), np.array([40.7, 47.4])
    assert np.array_equal(c.gcj02_from_wgs84(lon, lat), (lon, lat))
    assert np.array_equal(c.wgs84_from_gcj02(lon, lat), (lon, lat))


def test_a_missing_coordinate_stays_missing_and_spoils_no_other():
    lon, lat = c.wgs84_from_bd09(np.array([112.6, np.nan]), np.array([35.0, 35.0]))
    assert np.isnan(lon[1])
    assert abs(c.bd09_from_wgs84(lon[0], lat[0])[0] - 112.6) <= EXACT


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("wgs84", "wgs84"), (" WGS-84 ", "wgs84"), ("EPSG:4326", "wgs84"), ("GCJ02", "gcj02"), ("gcj-02", "gcj02"),
        ("bd09", "bd09"), ("BD-09", "bd09"), ("CGCS2000", "cgcs2000"), ("epsg:4490", "cgcs2000"),
        ("EPSG:4547", "EPSG:4547"), ("epsg:32649", "EPSG:32649"),
    ],
)  # fmt: skip
def test_a_system_is_known_by_its_names(declared, name):
    assert c.system_named(declared).name == name


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ("", "crs-unknown"), ("mars", "crs-unknown"), ("EPSG:", "crs-unknown"), ("EPSG:999999", "crs-unknown"),
        ("EPSG:4326; DROP", "crs-unknown"), ("EPSG:4978", "crs-not-horizontal"), ("EPSG:5773", "crs-not-horizontal"),
        ("EPSG:4610", "crs-inexact"), ("EPSG:2333", "crs-inexact"),
    ],
)  # fmt: skip
def test_a_system_without_a_sound_way_is_refused(declared, why):
    with pytest.raises(InvalidInput) as refused:
        c.system_named(declared)
    assert refused.value.code == why


def test_cgcs2000_agrees_with_wgs84():
    lon, lat = c.system_named("cgcs2000").to_wgs84(np.array([112.6]), np.array([35.08]))
    assert (abs(lon[0] - 112.6), abs(lat[0] - 35.08)) <= (1e-9, 1e-9)


@pytest.mark.parametrize(
    ("declared", "x", "y"),
    [("EPSG:4547", 377_251.0, 3_884_000.0), ("EPSG:4526", 38_377_251.0, 3_884_000.0), ("EPSG:32649", 646_000.0, 3_884_000.0)],
)
def test_surveyed_planes_land_where_their_formula_says(declared, x, y):
    """Against the meridian arc: the northing of these planes is the length of the meridian plus a little."""
    lon, lat = c.system_named(declared).to_wgs84(np.array([x]), np.array([y]))
    assert 34.9 < lat[0] < 35.3
    centre = {"EPSG:4547": 114.0, "EPSG:4526": 114.0, "EPSG:32649": 111.0}[declared]
    east = {"EPSG:4547": x - 500_000, "EPSG:4526": x - 38_500_000, "EPSG:32649": (x - 500_000) / 0.9996}[declared]
    radius = 6_378_137 / math.sqrt(1 - 0.00669438 * math.sin(math.radians(lat[0])) ** 2)
    assert abs(lon[0] - centre - math.degrees(east / (radius * math.cos(math.radians(lat[0]))))) < 0.01
