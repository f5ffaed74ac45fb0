"""The cameras of the demonstration: complete records inside the city, all types and states, addresses sealed and nowhere in clear."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from data.demo.atlas import draw_atlas
from data.demo.cameras import draw_cameras
from data.demo.seeding import CAMERAS, SEED
from data.vault import open_source

FIELDS = (
    "gb_code", "name", "resource_class", "camera_type", "status", "status_at", "owner_id", "built_by", "maintained_by", "contact_name",
    "contact_phone", "civil_code", "township_code", "src_crs", "direction", "azimuth", "hfov", "max_view_m", "height_m", "tilt",
    "location_type", "function_type", "light", "resolution", "codec", "network", "retention_days", "pole_no",
)


def one(demo, sql, **params):
    return next(iter(demo.owner.row(sql, **params).values()))


def test_every_camera_is_in_the_city_and_in_the_township_it_names(demo):
    row = demo.owner.row(
        """SELECT count(*) AS all, count(*) FILTER (WHERE ST_Covers(city.outline, c.geom)) AS inside,
                  count(*) FILTER (WHERE ST_Covers(t.geom, c.geom)) AS at_home
           FROM catalogue.camera c CROSS JOIN catalogue.city city JOIN catalogue.township t ON t.code = c.township_code""")
    assert row == {"all": CAMERAS, "inside": CAMERAS, "at_home": CAMERAS}


def test_every_field_of_the_catalogue_is_filled(demo):
    filled = ", ".join(f"count({field}) AS {field}" for field in FIELDS)
    assert set(demo.owner.row(f"SELECT {filled} FROM catalogue.camera").values()) == {CAMERAS}
    assert one(demo, "SELECT min((SELECT count(*) FROM jsonb_object_keys(dossier))) FROM catalogue.camera") >= 15


def test_all_types_states_and_classes_are_there_and_most_cameras_work(demo):
    seen = demo.owner.row(
        """SELECT count(DISTINCT camera_type) AS types, count(DISTINCT status) AS states, count(DISTINCT resource_class) AS classes,
                  count(*) FILTER (WHERE status = 'online') AS online, count(*) FILTER (WHERE secrecy) AS secret,
                  count(*) FILTER (WHERE blocked_reason IS NOT NULL) AS blocked, count(DISTINCT owner_id) AS owners,
                  count(*) FILTER (WHERE NOT connected) AS unconnected FROM catalogue.camera""")
    assert (seen["types"], seen["states"], seen["classes"], seen["secret"]) == (7, 6, 4, 6)
    assert seen["online"] > 0.8 * CAMERAS
    assert seen["blocked"] >= 6
    assert seen["owners"] >= 9
    assert seen["unconnected"] > 0


def test_a_moving_camera_is_told_by_its_type(demo):
    assert one(demo, "SELECT count(*) FROM catalogue.camera WHERE ptz <> (camera_type IN (1, 4, 5))") == 0


def test_codes_are_the_citys_and_begin_with_the_civil_code(demo):
    assert one(demo, "SELECT count(*) FROM catalogue.camera WHERE gb_code NOT LIKE '419001%%' OR left(gb_code, 8) <> civil_code") == 0


def test_some_poles_carry_several_cameras_looking_different_ways(demo):
    poles = demo.owner.rows(
        "SELECT count(*) AS n, count(DISTINCT round(azimuth)) AS ways FROM catalogue.camera GROUP BY geom HAVING count(*) > 1")
    assert len(poles) > 50
    assert max(pole["n"] for pole in poles) == 4
    assert all(pole["ways"] == pole["n"] for pole in poles)


def test_every_connected_camera_has_a_sealed_source_that_opens_for_it_alone(demo):
    rows = demo.owner.rows(
        """SELECT c.id, c.gb_code, s.cipher, c.connected FROM catalogue.camera c LEFT JOIN secret.camera_source s ON s.camera_id = c.id
           ORDER BY c.id""")
    assert all((row["cipher"] is not None) == row["connected"] for row in rows)
    for row in [row for row in rows if row["cipher"]][:: CAMERAS // 10]:
        source = open_source(demo.settings.vault_key, row["id"], bytes(row["cipher"]))
        assert source.url == f"rtsp://127.0.0.1:{demo.settings.demo_rtsp_port}/{row['gb_code']}"
        assert source.user
        assert source.password


def whole_content(demo):
    """Every row of every table, as a thief who copies the database has it; octets stand in hexadecimal."""
    tables = demo.owner.rows("SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
    with psycopg.connect(demo.owner.dsn) as connection, connection.cursor() as cursor:
        for table in tables:
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table["schemaname"], table["tablename"]))) as copy:
                yield from (bytes(block) for block in copy)


def test_no_password_stands_in_the_database(demo):
    content = b"".join(whole_content(demo))
    words = [person.password for person in demo.seeded.people]
    words.append((demo.settings.var_dir / "secrets" / "demo_camera").read_text(encoding="utf-8").partition(":")[2])
    assert b"police-dispatcher" in content
    assert len(content) > 1_000_000
    assert [word for word in words if word.encode() in content or word.encode().hex().encode() in content] == []


def test_the_same_seed_draws_the_same_cameras():
    atlas = draw_atlas(SEED, built=False)
    first, again = (draw_cameras(atlas, 300, SEED) for _ in range(2))
    assert [c.columns for c in first] == [c.columns for c in again]
    other = draw_cameras(atlas, 300, SEED + 1)
    assert [c.gb_code for c in first] != [c.gb_code for c in other]


@pytest.mark.parametrize("count", [6, 97, 2500])
def test_as_many_cameras_as_asked_for_with_codes_of_their_own(count):
    cameras = draw_cameras(draw_atlas(SEED, built=False), count, SEED)
    assert len({c.gb_code for c in cameras}) == count
