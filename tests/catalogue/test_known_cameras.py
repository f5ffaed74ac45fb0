"""The catalogue as a viewer may know it: list, card, search and blob say one and the same, and the map's version moves with the law."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from data.catalogue import basemap, cameras
from data.errors import Refused
from data.law import people
from data.law.actions import Action
from data.settings import ROOT
from layers.cameras import STATUSES, decode_cameras, encode_cameras
from tests.factories import (
    ADDRESS,
    City,
    make_authorisation,
    make_camera,
    make_person,
    make_session,
    past_the_guards,
    today,
)

EVERYWHERE = (112.0, 34.5, 113.0, 35.5)


@pytest.fixture
def city(db):
    return City.build(db)


def viewer(db, token):
    return people.viewer_of(db, token, ADDRESS, Action.PAGE_MAP, touch=False)


@pytest.fixture
def west(db, city):
    return viewer(db, city.token)


def test_list_card_search_and_blob_agree(db, city, west):
    for n, status in enumerate(STATUSES):
        make_camera(db, city.west, 112.51 + n * 0.03, 35.04, status=status, azimuth=n * 60, hfov=50, max_view_m=80, resource_class=9, camera_type=n + 1)
    make_camera(db, city.west, 112.52, 35.06, blocked_reason="宿舍")
    chosen = [row["gb_code"] for row in db.rows("SELECT gb_code FROM catalogue.camera WHERE id %% 2 = 0 AND NOT secrecy")]
    make_authorisation(db, city.west, city.signers, chosen)
    listed = {camera.id: camera for camera in cameras.in_box(db, west, EVERYWHERE, 100)}
    cards = {camera.id: camera for camera in cameras.cards(db, west, ids=list(listed))}
    found = {camera.id: camera for camera in cameras.search(db, west, "点位", 100)}
    blob = decode_cameras(encode_cameras(cameras.wire(db, west)[0]))
    assert blob["id"].tolist() == list(listed) == list(cards)
    assert len({camera.live_code for camera in listed.values()}) >= 4
    for n, number in enumerate(listed):
        assert listed[number].live_code == cards[number].live_code
        assert listed[number].snapshot_code == cards[number].snapshot_code
        assert bool(blob["live_locked"][n]) is (listed[number].live_code is not None)
        assert bool(blob["snapshot_locked"][n]) is (listed[number].snapshot_code is not None)
        assert STATUSES[blob["status"][n]] == listed[number].status
        assert blob["type"][n] == listed[number].camera_type
        if number in found:
            assert found[number].live_code == listed[number].live_code


def test_live_and_snapshot_may_differ(db, city, west):
    db.rows("DELETE FROM law.role_action WHERE role = 'dispatcher' AND action = 'camera:view-snapshot'")
    camera = cameras.one(db, west, city.west_camera)
    assert (camera.live_code, camera.snapshot_code) == (None, "E-ROLE-01")
    blob = decode_cameras(encode_cameras(cameras.wire(db, west)[0]))
    assert (blob["live_locked"][0], blob["snapshot_locked"][0]) == (False, True)
    assert cameras.in_box(db, west, EVERYWHERE, 1)[0].snapshot_code == "E-ROLE-01"


def test_secret_and_unknown_cameras_are_alike(db, city, west):
    secret = db.row("SELECT id FROM catalogue.camera WHERE secrecy")["id"]
    assert cameras.one(db, west, city.secret_camera) is cameras.one(db, west, "4" * 20) is None
    assert cameras.cards(db, west, ids=[secret, 2**31 - 1]) == []
    assert cameras.search(db, west, "涉密") == cameras.search(db, west, city.secret_camera) == []
    assert secret not in [number for number, _ in cameras.states_since(db, west, datetime(2000, 1, 1, tzinfo=UTC))]
    reviewer = viewer(db, make_session(db, city.signers[2]))
    assert cameras.one(db, reviewer, city.secret_camera).live_code is not None


@pytest.mark.parametrize("words", ["%", "_", "\\", "%%", "点位_", "'; DROP TABLE law.person; --", "  "])
def test_signs_of_the_pattern_are_plain_signs(db, city, west, words):
    assert cameras.search(db, west, words) == []
    assert basemap.places(db, west, words) == []


def test_nearest_comes_first(db, city, west):
    make_camera(db, city.west, 112.51, 35.01, name="北济水大街西口延长线")
    names = [found.name for found in cameras.search(db, west, "济水大街西口")]
    assert names == ["济水大街西口", "北济水大街西口延长线"]


ACTS = {
    "a camera moves": "UPDATE catalogue.camera SET geom = ST_SetSRID(ST_MakePoint(112.57, 35.05), 4326) WHERE gb_code = %(camera)s",
    "a camera goes": "DELETE FROM catalogue.camera WHERE secrecy AND NOT EXISTS (SELECT FROM law.authorisation_camera WHERE camera_id = id)",
    "a camera is blocked": "UPDATE catalogue.camera SET blocked_reason = '更衣室' WHERE gb_code = %(camera)s",
    "a camera is disabled": "UPDATE catalogue.camera SET status = 'disabled' WHERE gb_code = %(camera)s",
    "a camera becomes secret": "UPDATE catalogue.camera SET secrecy = true WHERE gb_code = %(camera)s",
    "the jurisdiction is suspended": "UPDATE law.jurisdiction_version SET status = 'suspended' WHERE id = %(version)s",
    "an exception is made": "INSERT INTO law.jurisdiction_exception SELECT %(version)s, id, 'exclude', '隐私' FROM catalogue.camera WHERE gb_code = %(camera)s",
    "the authorisation is closed": "UPDATE law.authorisation SET status = 'closed' WHERE id = %(authorisation)s",
    "its last day is over": "UPDATE law.authorisation SET valid_to = %(yesterday)s WHERE id = %(authorisation)s",
    "it loses a camera": "DELETE FROM law.authorisation_camera WHERE authorisation_id = %(authorisation)s AND camera_id IN (SELECT id FROM catalogue.camera WHERE gb_code = %(camera)s)",
    "it loses the permission": "DELETE FROM law.authorisation_permission WHERE authorisation_id = %(authorisation)s",
    "the letter ends": "UPDATE law.letter SET valid_to = %(yesterday)s WHERE person_id = %(person)s",
    "the department is suspended": "UPDATE law.department SET suspended_at = clock_timestamp(), suspended_reason = '整改' WHERE id = %(department)s",
}


@pytest.mark.parametrize("act", ACTS)
def test_the_version_moves_when_the_law_or_the_catalogue_does(db, city, west, act):
    make_camera(db, city.west, 112.52, 35.02, secrecy=True)
    before = cameras.permission_version(db, west)
    assert cameras.permission_version(db, west) == before
    past_the_guards(
        db,
        ACTS[act],
        camera=city.west_camera,
        version=city.version,
        authorisation=city.authorisation,
        person=city.dispatcher,
        department=city.west,
        yesterday=today() - timedelta(days=1),
    )
    assert cameras.permission_version(db, west).cameras != before.cameras


def test_a_passing_state_moves_only_the_states(db, city, west):
    before, since = cameras.permission_version(db, west), datetime.now(UTC)
    db.rows("UPDATE catalogue.camera SET status = 'offline', status_at = clock_timestamp() WHERE gb_code = %(c)s", c=city.west_camera)
    after = cameras.permission_version(db, west)
    assert (after.cameras, after.scope) == (before.cameras, before.scope)
    assert after.states > before.states
    number = cameras.one(db, west, city.west_camera).id
    assert cameras.states_since(db, west, since - timedelta(seconds=5))[0] == (number, STATUSES.index("offline"))


def test_colleagues_share_a_blob_and_neighbours_do_not(db, city, west):
    colleague = viewer(db, make_session(db, make_person(db, city.west, "dispatcher")))
    lettered, neighbour = cameras.permission_version(db, west), cameras.permission_version(db, viewer(db, city.neighbour_token))
    assert cameras.permission_version(db, colleague) == lettered
    assert neighbour.scope != lettered.scope
    assert neighbour.cameras != lettered.cameras
    clerk = viewer(db, make_session(db, make_person(db, city.west, "department_admin")))
    assert cameras.permission_version(db, clerk).scope != lettered.scope


def test_a_forged_or_ended_session_is_refused_everywhere(db, city, west):
    db.rows("UPDATE law.session SET ended_at = clock_timestamp(), end_reason = 'signed-out' WHERE person_id = %(p)s", p=city.dispatcher)
    asked = [
        lambda: cameras.in_box(db, west, EVERYWHERE, 10),
        lambda: cameras.cards(db, west, ids=[1]),
        lambda: cameras.search(db, west, "济"),
        lambda: cameras.wire(db, west),
        lambda: cameras.permission_version(db, west),
        lambda: cameras.states_since(db, west, datetime.now(UTC)),
        lambda: basemap.frame(db, west),
        lambda: basemap.places(db, west, "济"),
    ]
    for ask in asked:
        with pytest.raises(Refused) as refused, db.transaction():
            ask()
        assert refused.value.code == "E-SESS-01"


def test_the_numbers_of_the_states_are_the_same_everywhere(db):
    rows = db.rows("SELECT law.status_number(s) AS n FROM unnest(%(names)s::text[]) WITH ORDINALITY u (s, at) ORDER BY at", names=list(STATUSES))
    assert [row["n"] for row in rows] == list(range(len(STATUSES)))
    browser = (ROOT / "assets" / "map-words.js").read_text(encoding="utf-8")
    assert tuple(re.findall(r"'(\w+)'", re.search(r"STATUSES = \[(.*?)\]", browser)[1])) == STATUSES


def test_a_tile_holds_the_ground_and_nothing_else(db, city):
    db.rows(
        """INSERT INTO catalogue.basemap_feature (layer, class, name_zh, name_en, rank, min_zoom, geom) VALUES
           ('road', 'primary', '济水大街', 'Jishui Street', 3, 9, ST_Transform(ST_GeomFromText('LINESTRING(112.5 35.05, 112.7 35.05)', 4326), 3857)),
           ('water', 'lake', '蟒河湖', 'Mang Lake', 3, 10, ST_Transform(ST_GeomFromText('POLYGON((112.55 35.02,112.58 35.02,112.58 35.04,112.55 35.02))', 4326), 3857))"""
    )
    tile = basemap.tile(db, 10, 832, 405)
    for word in ("road", "water", "label", "济水大街", "Mang Lake", "primary"):
        assert word.encode() in tile
    assert "济水大街西口".encode() not in tile
    assert b"lake" not in basemap.tile(db, 8, 208, 101)
    assert basemap.tile(db, 10, 0, 0) == b""


def test_the_vendor_address_names_the_pinned_version():
    from dashboard import vendor

    pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]["protomaps-leaflet"]
    assert f"protomaps-leaflet/{pinned}/protomaps-leaflet.js" in vendor.FILES
    assert f"/vendor/protomaps-leaflet/{pinned}/protomaps-leaflet.js" in (ROOT / "assets" / "map-basemap.js").read_text(encoding="utf-8")
