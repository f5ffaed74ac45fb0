"""Tiles of the ground are kept, here and by the browser, under the revision in force; a number of the caller's own keeps nothing."""

from __future__ import annotations

import pytest

from dashboard.headers import IMMUTABLE
from tests.dashboard.conftest import Site

TILE = "/map/tiles/3/6/3.mvt"
WATER = """
INSERT INTO catalogue.basemap_feature (layer, class, name_zh, rank, min_zoom, geom)
VALUES ('water', 'lake', '湖', 1, 0, ST_Multi(ST_Transform(ST_MakeEnvelope(112.5, 35.0, 112.7, 35.1, 4326), 3857)))
"""


@pytest.fixture
def kept(site: Site, monkeypatch) -> list[str]:
    """The keys under which something is put into the cache from now on."""
    cache, keys = site.app.server.extensions["mingjie"].cache, []
    put = cache.set
    monkeypatch.setattr(cache, "set", lambda key, *rest, **more: (keys.append(key), put(key, *rest, **more))[1])
    return keys


def revision(client) -> int:
    """What the page is told."""
    return int(client.get("/map/context").json["basemap"]["url"].rsplit("=", 1)[1])


def test_the_revision_in_force_is_kept(dispatcher, kept) -> None:
    number = revision(dispatcher)
    answer = dispatcher.get(f"{TILE}?v={number}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, IMMUTABLE)
    again = dispatcher.get(f"{TILE}?v={number}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, IMMUTABLE)
    assert kept == [f"map-tile:{number}:3/6/3"]


def test_any_other_number_is_answered_and_not_kept(dispatcher, kept) -> None:
    now = revision(dispatcher)
    for query in ("", "?v=0", f"?v={now + 1}", "?v=9007199254740992"):
        answer = dispatcher.get(TILE + query)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), query
    assert kept == []


def test_an_old_page_gets_the_ground_of_today(site: Site, dispatcher, kept) -> None:
    old = revision(dispatcher)
    site.owner.rows(WATER)
    answer = dispatcher.get(f"{TILE}?v={old}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert revision(dispatcher) != old
    assert kept == []
