"""The coordinate guard (R-02): wrong places are told apart row by row; a wrongly declared system by the whole list."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from data.catalogue.coordinates import system_named
from data.catalogue.guard import check_declared
from data.catalogue.places import City, judge_places, read_number
from tests.catalogue.conftest import FROM_WGS84, beside, streets


def verdicts(pairs, system, city):
    x, y = np.array(pairs, dtype=float).T
    return judge_places(x, y, system_named(system), city).codes


@pytest.mark.parametrize("system", FROM_WGS84)
def test_a_place_in_the_city_is_good_in_every_system(system, city):
    x, y = FROM_WGS84[system](np.array([112.6]), np.array([35.08]))
    places = judge_places(x, y, system_named(system), city)
    assert places.codes == [""]
    assert abs(places.lon[0] - 112.6) < 1e-7
    assert abs(places.lat[0] - 35.08) < 1e-7


@pytest.mark.parametrize(
    ("place", "system", "code"),
    [
        ((35.08, 112.6), "wgs84", "coord-swapped"), ((0.0, 0.0), "wgs84", "coord-zero"), ((0.0, 0.0), "EPSG:4547", "coord-zero"),
        ((377_000.0, 3_884_000.0), "wgs84", "coord-metres"), ((12_534_000.0, 4_170_000.0), "gcj02", "coord-metres"),
        ((112.6, 35.08), "EPSG:4547", "coord-degrees"), ((200.0, 35.0), "wgs84", "coord-range"), ((112.6, 95.0), "wgs84", "coord-range"),
        ((113.6, 34.7), "wgs84", "coord-outside"), ((-74.0, 40.7), "wgs84", "coord-outside"), ((float("nan"), 35.0), "wgs84", "coord-number"),
        ((112.6, float("inf")), "wgs84", "coord-number"), ((500_000.0, 3_000_000.0), "EPSG:4547", "coord-outside"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_place_is_named(place, system, code, city):
    assert verdicts([place], system, city) == [code]


def test_a_surveyors_x_is_north_and_the_swap_is_noticed(city):
    east, north = FROM_WGS84["EPSG:4547"](112.6, 35.08)
    assert verdicts([(north, east), (east, north)], "EPSG:4547", city) == ["coord-swapped", ""]


def test_the_edge_of_the_city_is_inside_and_a_metre_beyond_is_not():
    square = City("419001", shapely.MultiPolygon([shapely.box(112.0, 35.0, 112.5, 35.5)]))
    corners = [(112.0, 35.0), (112.5, 35.25), (112.25, 35.5)]
    assert verdicts(corners, "wgs84", square) == ["", "", ""]
    assert verdicts([(112.0 - 1e-5, 35.2), (112.2, 35.5 + 1e-5)], "wgs84", square) == ["coord-outside"] * 2


def test_how_far_outside_is_reckoned_in_metres():
    square = City("419001", shapely.MultiPolygon([shapely.box(112.0, 35.0, 112.5, 35.5)]))
    assert square.metres_from(111.9, 35.25) == pytest.approx(0.1 * 111_320 * np.cos(np.radians(35.25)), rel=0.01)


def test_a_hole_in_the_city_is_outside():
    ring = shapely.box(112.0, 35.0, 112.5, 35.5).difference(shapely.box(112.2, 35.2, 112.3, 35.3))
    assert verdicts([(112.25, 35.25), (112.1, 35.1)], "wgs84", City("419001", shapely.MultiPolygon([ring]))) == ["coord-outside", ""]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("112.5", 112.5), (" -74.25 ", -74.25), ("１１２．５", 112.5), ("−12.5", -12.5), ("1.125e2", 112.5), (".5", 0.5), ("112.", 112.0),
        ("112°30′00″", 112.5), ("112°30'", 112.5), ("112度30分36秒", 112.51), ("""112°30'36"E""", 112.51), ("""35°30'00"S""", -35.5), ("N35°30'", 35.5), ("东经112°30′", 112.5),
    ],
)  # fmt: skip
def test_a_coordinate_is_read_as_decimal_or_degrees_minutes_seconds(text, value):
    assert read_number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "abc", "112,5", "1e999", "0x10", "112.5 35.0", "--1", "9" * 12, "nan", "inf", "١١٢"])
def test_what_is_no_coordinate_is_none(text):
    assert np.isnan(read_number(text))


@pytest.mark.parametrize("true", ["wgs84", "gcj02", "bd09"])
@pytest.mark.parametrize("declared", ["wgs84", "gcj02", "bd09", "cgcs2000"])
@pytest.mark.parametrize("many", [10, 15, 400])
def test_the_roads_tell_which_system_a_list_is_in(true, declared, many, city):
    lines = streets()
    town = City(city.code, city.outline, city.townships, lines)
    for seed in range(3):
        x, y = FROM_WGS84[true](*beside(lines, many, seed))
        verdict = check_declared(x, y, system_named(declared), town)
        right = declared == true or (declared == "cgcs2000" and true == "wgs84")
        assert verdict.likelier == ("" if right else true)


def test_cameras_anywhere_raise_no_doubt(city):
    town = City(city.code, city.outline, city.townships, streets())
    chance = np.random.default_rng(7)
    for many in (10, 50, 2000):
        x, y = chance.uniform(112.5, 112.7, many), chance.uniform(35.0, 35.15, many)
        assert check_declared(x, y, system_named("wgs84"), town).likelier == ""


def test_without_roads_the_outline_tells_when_cameras_would_fall_outside(city):
    west = shapely.box(112.3, 35.0, 112.6, 35.1)
    chance = np.random.default_rng(3)
    lon, lat = 112.6 - chance.uniform(0.0001, 0.004, 40), chance.uniform(35.01, 35.09, 40)
    verdict = check_declared(*FROM_WGS84["gcj02"](lon, lat), system_named("wgs84"), City(city.code, shapely.MultiPolygon([west])))
    assert verdict.likelier == "gcj02"


def test_fewer_than_ten_cameras_and_planes_get_no_verdict(city):
    lines = streets()
    town = City(city.code, city.outline, city.townships, lines)
    x, y = FROM_WGS84["gcj02"](*beside(lines, 9, 1))
    assert check_declared(x, y, system_named("wgs84"), town).readings == ()
    assert check_declared(x, y, system_named("EPSG:4547"), town).readings == ()


def test_the_township_of_a_place_is_found(city):
    assert city.township_of(np.array([112.6, 112.1, np.nan]), np.array([35.1, 35.1, 35.1])) == ["419001001", None, None]
