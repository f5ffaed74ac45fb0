"""The drawn ground: a valid city of the right size, sixteen townships without gap or overlap, roads, water and buildings in place."""

from __future__ import annotations

import re

import pytest

from data.demo.features import CLASSES

NAMES = {
    "沁园街道": 1, "济水街道": 2, "北海街道": 3, "天坛街道": 4, "玉泉街道": 5, "克井镇": 100, "五龙口镇": 101, "轵城镇": 102, "承留镇": 103,
    "邵原镇": 104, "坡头镇": 105, "梨林镇": 106, "大峪镇": 107, "思礼镇": 108, "王屋镇": 109, "下冶镇": 110,
}


def one(demo, sql, **params):
    return next(iter(demo.owner.row(sql, **params).values()))


def test_the_city_lies_where_it_should_and_says_that_it_is_a_demonstration(demo):
    row = demo.owner.row(
        """SELECT note_zh, note_en, ST_Area(outline::geography) / 1e6 AS km2, ST_XMin(outline) AS w, ST_XMax(outline) AS e,
                  ST_YMin(outline) AS s, ST_YMax(outline) AS n, ST_NumGeometries(outline) AS parts FROM catalogue.city""")
    assert row["note_zh"].startswith("演示数据")
    assert row["note_en"].startswith("Demonstration data")
    assert row["km2"] == pytest.approx(1900, abs=40)
    assert (row["w"], row["s"], row["e"], row["n"]) == pytest.approx((112.02, 34.89, 112.77, 35.28), abs=0.01)
    assert row["parts"] == 1


def test_townships_bear_their_names_and_statistical_codes(demo):
    rows = demo.owner.rows("SELECT code, name_zh, name_en FROM catalogue.township")
    assert {row["name_zh"]: int(row["code"][-3:]) for row in rows} == NAMES
    assert {row["code"][:6] for row in rows} == {"419001"}


def test_townships_are_those_of_the_published_list(demo, shared_data):
    if shared_data:
        lines = (shared_data / "boundaries" / "jiyuan_townships_codes.csv").read_text(encoding="utf-8").splitlines()
        published = {f[7].strip('"')[:-1].rstrip("道").removesuffix("街"): f[0] for f in (line.split(",") for line in lines[2:])}
        ours = {name.removesuffix("街道").removesuffix("镇"): f"419001{number:03d}" for name, number in NAMES.items()}
        assert {name.removesuffix("街"): code for name, code in published.items()} == ours
    rows = demo.owner.rows("SELECT code FROM catalogue.township")
    assert len({row["code"] for row in rows}) == 16


def test_townships_leave_no_gap_and_no_overlap(demo):
    row = demo.owner.row(
        """SELECT ST_Area(ST_SymDifference(ST_Union(t.geom), (SELECT outline FROM catalogue.city))::geography) AS astray,
                  sum(ST_Area(t.geom::geography)) - (SELECT ST_Area(outline::geography) FROM catalogue.city) AS excess,
                  bool_and(ST_IsValid(t.geom)) AS valid FROM catalogue.township t""")
    assert row["valid"]
    assert row["astray"] < 10
    assert abs(row["excess"]) < 10


def test_every_shape_of_the_basemap_is_valid_and_of_a_known_class(demo):
    bad = demo.owner.rows("SELECT id, layer, class FROM catalogue.basemap_feature WHERE NOT ST_IsValid(geom) OR ST_IsEmpty(geom)")
    assert bad == []
    rows = demo.owner.rows("SELECT layer, array_agg(DISTINCT class) AS classes, count(*) AS n FROM catalogue.basemap_feature GROUP BY layer")
    assert {row["layer"] for row in rows} == set(CLASSES)
    assert [row for row in rows if not set(row["classes"]) <= CLASSES[row["layer"]]] == []


def test_the_map_has_something_to_show_at_every_zoom(demo):
    shown = demo.owner.rows(
        "SELECT z, count(*) AS n FROM generate_series(8, 18) z JOIN catalogue.basemap_feature f ON f.min_zoom <= z GROUP BY z ORDER BY z")
    counts = [row["n"] for row in shown]
    assert len(counts) == 11
    assert counts == sorted(counts)
    assert counts[0] > 50
    assert counts[6] > 20_000


def test_names_are_written_in_both_languages(demo):
    assert one(demo, "SELECT count(*) FROM catalogue.basemap_feature WHERE (name_zh IS NULL) <> (name_en IS NULL)") == 0
    english = demo.owner.rows("SELECT DISTINCT name_en FROM catalogue.basemap_feature WHERE name_en IS NOT NULL")
    assert [row for row in english if re.search(r"[\u4e00-\u9fff]", row["name_en"])] == []


def test_buildings_stand_on_dry_land_inside_the_city(demo):
    wet = one(
        demo,
        """SELECT count(*) FROM catalogue.basemap_feature b JOIN catalogue.basemap_feature w ON w.layer = 'water' AND ST_Dimension(w.geom) = 2
           AND ST_Intersects(b.geom, w.geom) WHERE b.layer = 'building' AND b.class <> 'rural'""")
    assert wet == 0
    assert one(demo, "SELECT count(*) FROM catalogue.basemap_feature WHERE layer = 'building'") > 20_000
