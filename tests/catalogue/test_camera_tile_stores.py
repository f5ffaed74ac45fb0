"""Camera tiles of the running application: the flag of who asks, never older than the version, nothing that is secret."""

from __future__ import annotations

import pytest

from dashboard.api import map_tiles
from dashboard.app import create_app
from data.settings import Role
from layers.cameras import decode_cameras
from tests.factories import City
from tests.support.web import client_of


@pytest.fixture
def site(database, monkeypatch):
    monkeypatch.setattr(map_tiles, "VERSION_AGE", 0.0)
    owner = database.open(Role.OWNER)
    city = City.build(owner)
    return create_app(database.settings, database.open(Role.WEB)).server, city, owner


def tile(site, token, path="0/0/0"):
    client = client_of(site[0], mj_session=token)
    answer = client.get(f"/map/cameras/{path}.bin")
    assert answer.status_code == 200, answer.status
    return decode_cameras(answer.data)


def test_each_department_has_its_own_flags_and_no_secret(site):
    west, east = tile(site, site[1].token), tile(site, site[1].neighbour_token)
    assert west["id"].tolist() == east["id"].tolist()
    assert len(west["id"]) == 2
    assert west["live_locked"].tolist() == [not locked for locked in east["live_locked"].tolist()]


def test_a_withdrawn_right_is_in_the_next_tile(site):
    _, city, owner = site
    assert tile(site, city.token, "10/832/405")["live_locked"].tolist() == [False, True]
    owner.rows("UPDATE law.authorisation SET status = 'closed' WHERE id = %(a)s", a=city.authorisation)
    assert tile(site, city.token, "10/832/405")["live_locked"].tolist() == [True, True]


def test_what_is_no_tile_is_not_found(site):
    client = client_of(site[0], mj_session=site[1].token)
    for path in ("23/0/0", "1/2/0", "3/0/8"):
        assert client.get(f"/map/cameras/{path}.bin").status_code == 404
    assert client.get("/map/cameras/-1/0/0.bin").status_code == 404
    asked = client_of(site[0]).get("/map/cameras/0/0/0.bin", headers={"Accept": "application/octet-stream"})
    assert asked.status_code == 401
