"""What is wrong with an area is told in full, with its place, and agrees with the OGC rules as JTS states them."""

from __future__ import annotations

import time
from xml.etree.ElementTree import parse

import numpy as np
import pytest
import shapely

from data.law.shapes import checking, repairing
from data.law.shapes.checking import check, validity
from tests.law.shapes import samples
from tests.law.shapes.support import codes, read

CITY = shapely.box(112.0, 35.0, 113.0, 36.0)
VALID = {
    "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))": True,
    "POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))": False,
    "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (0 5, 5 5, 5 6, 0 5))": True,
    "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (20 20, 21 20, 21 21, 20 20))": False,
    "MULTIPOLYGON (((0 0, 10 0, 10 10, 0 10, 0 0)), ((10 10, 20 10, 20 20, 10 10)))": True,
    "MULTIPOLYGON (((0 0, 10 0, 10 10, 0 10, 0 0)), ((5 5, 20 5, 20 20, 5 5)))": False,
    "LINESTRING (0 0, 0 0)": False,
    "POINT (1 1)": True,
}


def circle(vertices, wave=0.0005):
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radius = 0.1 + wave * np.sin(angle * 500)
    return shapely.Polygon(np.column_stack([112.5 + radius * np.cos(angle), 35.3 + radius * np.sin(angle)]))


def jts_cases(folder):
    for path in sorted(folder.glob("*.xml")):
        for case in parse(path).getroot().iter("case"):
            for operation in case.iter("op"):
                if (operation.get("name") or "").casefold() == "isvalid":
                    text = (case.findtext("a") or "").strip()
                    geometry = shapely.from_wkt(text) if not text.startswith("0") else shapely.from_wkb(text)
                    yield geometry, (operation.text or "").strip() == "true"


def test_validity_agrees_with_jts(shared_data):
    cases = [(shapely.from_wkt(wkt), valid) for wkt, valid in VALID.items()]
    if shared_data is not None:
        cases += list(jts_cases(shared_data / "validation/jts"))
        assert len(cases) >= 755 + len(VALID)
    for geometry, valid in cases:
        problems = validity(geometry)
        assert (problems == []) == valid, geometry.wkt[:200]
        assert all(problem.blocks for problem in problems if problem.code != "E-GEOM-26")
        check(geometry, CITY)


@pytest.mark.parametrize(
    ("wkt", "code", "place"),
    [
        (f"POLYGON (({', '.join(f'{x} {y}' for x, y in samples.BOW_TIE)}))", "E-GEOM-01", (112.55, 35.15)),
        ("POLYGON ((112 35, 112.2 35, 112.2 35.2, 112.1 35, 112 35.2, 112 35))", "E-GEOM-02", (112.1, 35.0)),
        ("POLYGON ((112 35, 112.1 35, 112.1 35.1, 112.1 35.1, 112 35.1, 112 35))", "E-GEOM-05", (112.1, 35.1)),
        ("POLYGON ((112 35, 112.1 35, 112.1 35.000001, 112 35.000001, 112 35))", "E-GEOM-06", (112.0, 35.0)),
        ("POLYGON ((112 35, 112.3 35, 112.3 35.3, 112 35.3, 112 35), (112.4 35.4, 112.5 35.4, 112.5 35.5, 112.4 35.4))", "E-GEOM-08", (112.4, 35.4)),
        ("POLYGON ((112 35, 112.3 35, 112.3 35.3, 112 35.3, 112 35), (112.05 35.05, 112.25 35.05, 112.25 35.25, 112.05 35.25, 112.05 35.05), (112.1 35.1, 112.2 35.1, 112.2 35.2, 112.1 35.1))", "E-GEOM-09", (112.1, 35.1)),
        ("POLYGON ((112 35, 112.3 35, 112.3 35.3, 112 35.3, 112 35), (112 35.1, 112.3 35.2, 112.1 35.25, 112 35.1))", "E-GEOM-10", None),
        ("MULTIPOLYGON (((112 35, 112.3 35, 112.3 35.3, 112 35.3, 112 35)), ((112.2 35.2, 112.4 35.2, 112.4 35.4, 112.2 35.4, 112.2 35.2)))", "E-GEOM-07", (112.25, 35.25)),
        ("MULTIPOLYGON (((112 35, 112.3 35, 112.3 35.3, 112 35.3, 112 35)), ((112.1 35.1, 112.2 35.1, 112.2 35.2, 112.1 35.1)))", "E-GEOM-07", None),
        ("POLYGON ((112 35, 112.3 35, 112.3 35.3, 112 35.3, 112 35), (112.1 35.1, 112.2 35.1, 112.2 35.1000001, 112.1 35.1))", "E-GEOM-25", (112.1, 35.1)),
        ("POLYGON ((112 35, 112.1 35, 112 35, 112 35))", "E-GEOM-04", None),
        ("LINESTRING (112 35, 113 36)", "E-GEOM-13", (112.0, 35.0)),
        ("POLYGON EMPTY", "E-GEOM-12", None),
        ("POLYGON ((112 35, 1120 35, 112 36, 112 35))", "E-GEOM-14", None),
    ],
)
def test_a_fault_is_named_with_its_place(wkt, code, place):
    problems = [problem for problem in check(shapely.from_wkt(wkt)) if problem.code == code]
    assert problems
    if place is not None:
        assert problems[0].place == pytest.approx(place, abs=1e-6)


def test_every_crossing_is_told_not_only_the_first():
    zigzag = [(112 + n / 100, 35 + (n % 2) / 100) for n in range(11)]
    back = [(112 + n / 100, 35 + 1 / 100 - (n % 2) / 100) for n in reversed(range(11))]
    places = {problem.place for problem in check(shapely.Polygon([*zigzag, *back])) if problem.code == "E-GEOM-01"}
    assert len(places) >= 10


def test_infinite_coordinates_are_told():
    with np.errstate(invalid="ignore"):
        shape = shapely.Polygon([(112, 35), (113, float("nan")), (113, 36), (112, 35)])
    assert codes(check(shape)) == {"E-GEOM-15"}


def test_ground_beyond_the_city_is_told_in_square_metres():
    assert check(shapely.box(112.1, 35.1, 112.2, 35.2), CITY) == []
    assert check(CITY, CITY) == []
    assert check(shapely.box(112.0 - 5e-8, 35.1, 112.2, 35.2), CITY) == []
    (problem,) = check(shapely.box(112.9, 35.1, 113.1, 35.2), CITY)
    assert problem.code == "E-GEOM-11"
    assert problem.blocks
    assert problem.detail["area"] == pytest.approx(0.1 * 91_100 * 0.1 * 110_950, rel=0.01)
    assert problem.place == pytest.approx((113.05, 35.15), abs=0.01)


def test_too_many_vertices_are_told():
    (problem,) = check(circle(300), most_vertices=200)
    assert (problem.code, problem.detail) == ("E-GEOM-16", {"count": 301, "most": 200})


def seconds_of(work):
    started = time.process_time()
    work()
    return time.process_time() - started


def test_twenty_thousand_vertices_are_checked_within_a_second():
    shape, outline = circle(20_000), circle(5_000, 0)
    assert seconds_of(lambda: check(shape)) < 1
    assert seconds_of(lambda: check(shape, outline)) < 1


def test_a_tangle_costs_no_more_than_it_may():
    y = np.random.default_rng(1).uniform(35, 35.5, 20_000)
    tangle = shapely.Polygon(np.column_stack([np.where(np.arange(20_000) % 2, 112.0, 113.0), y]))
    assert seconds_of(lambda: check(tangle, CITY)) < 5
    assert codes(repairing.repair(tangle).left) == {"E-GEOM-38"}
    stack = shapely.MultiPolygon([shapely.box(112, 35, 112.5 + n / 1e4, 35.5) for n in range(2_000)])
    assert seconds_of(lambda: check(stack, CITY)) < 5
    nest = [shapely.box(112 + n / 1e5, 35 + n / 1e5, 113 - n / 1e5, 36 - n / 1e5) for n in range(4_000)]
    holes = shapely.Polygon(shapely.box(111, 34, 114, 37).exterior, [shape.exterior for shape in nest])
    for shape, code in ((shapely.MultiPolygon(nest), "E-GEOM-07"), (holes, "E-GEOM-09")):
        assert seconds_of(lambda shape=shape: check(shape, CITY)) < 5
        assert code in codes(check(shape))
        assert codes(repairing.repair(shape).left) == {"E-GEOM-38"}


def test_new_york_comes_with_its_known_faults(shared_data):
    if shared_data is None:
        return
    for name, features, code, holes in (("nyc_police_precincts", 76, "E-GEOM-04", 1), ("nyc_school_districts", 33, "E-GEOM-02", 516)):
        layer = read((shared_data / "boundaries" / f"{name}.geojson").read_bytes()).layers[0]
        invalid = [feature for feature in layer.features if any(problem.blocks for problem in feature.problems)]
        assert (len(layer.features), layer.crs, len(invalid)) == (features, "wgs84", 1)
        assert code in codes(invalid[0].problems)
        repaired = repairing.repair_feature(invalid[0])
        assert not any(problem.blocks for problem in repaired.left)
        areas = [feature.geometry if feature not in invalid else repaired.after for feature in layer.features]
        joined, problems = repairing.join(areas)
        assert sum(checking.is_sliver(shapely.get_coordinates(ring)) for part in joined.geoms for ring in part.interiors) == holes
        gaps = sum(problem.code == "E-GEOM-25" for problem in problems)
        more = sum(problem.detail["count"] for problem in problems if problem.code == "E-GEOM-26")
        assert gaps + more == holes


def test_the_boundaries_of_a_real_city_are_read(shared_data):
    if shared_data is not None:
        for name in ("datav_419001.json", "gmap_419001.json", "datav_410800_full.json"):
            layer = read((shared_data / "boundaries" / name).read_bytes(), crs="gcj02").layers[0]
            assert not any(problem.blocks for feature in layer.features for problem in feature.problems)
