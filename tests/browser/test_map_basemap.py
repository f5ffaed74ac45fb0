"""The ground under the map: our own vector tiles, the operator's file, the operator's image tiles; none asks the internet."""

from __future__ import annotations

import base64
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.browser.conftest import Live
from tests.factories import one
from tests.support.map_page import look_at, open_map, wait_js
from tests.support.pmtiles import world_file

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
GROUND = """
    INSERT INTO catalogue.basemap_feature (layer, class, name_zh, name_en, rank, min_zoom, geom) VALUES
    ('outline', 'city', '济源市', 'Jiyuan', 0, 0, ST_Transform(ST_MakeEnvelope(112.4, 34.9, 112.8, 35.2, 4326), 3857)),
    ('water', 'lake', '湖', 'Lake', 1, 0, ST_Transform(ST_MakeEnvelope(112.58, 35.02, 112.62, 35.04, 4326), 3857)),
    ('place', 'city', '济源市', 'Jiyuan', 0, 0, ST_Transform(ST_SetSRID(ST_MakePoint(112.6, 35.09), 4326), 3857)),
    ('road', 'primary', '济水大街', 'Jishui Street', 3, 0, ST_Transform(ST_GeomFromText('LINESTRING(112.4 35.06, 112.8 35.06)', 4326), 3857))
"""
COLOUR = """([lon, lat]) => {
    const { map } = mj.map.room;
    const point = map.latLngToContainerPoint([lat, lon]);
    const box = map.getContainer().getBoundingClientRect();
    for (const tile of document.querySelectorAll('.leaflet-tile-pane canvas')) {
        const at = tile.getBoundingClientRect();
        const x = box.left + point.x - at.left;
        const y = box.top + point.y - at.top;
        if (x >= 0 && y >= 0 && x < at.width && y < at.height && tile.width) {
            return [...tile.getContext('2d').getImageData(x * tile.width / at.width, y * tile.height / at.height, 1, 1).data].join(',');
        }
    }
    return '';
}"""


def colour_at(page: Page, lon: float, lat: float) -> str:
    """The colour of the ground at a place, red, green, blue, alpha; empty where no tile is drawn."""
    return page.evaluate(COLOUR, [lon, lat])


@pytest.fixture
def kind() -> str:
    return "own"


@pytest.fixture
def images():
    """A tile server of the closed network, and what it was asked."""
    asked: list[str] = []

    @Request.application
    def answer(request):
        asked.append(request.path)
        return Response(PIXEL, mimetype="image/png", headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.port, asked
    server.shutdown()


@pytest.fixture
def live_settings(live_settings, kind, images, tmp_path):
    given = {"own": None, "file": str(tmp_path / "base.pmtiles"), "images": f"http://127.0.0.1:{images[0]}/{{z}}/{{x}}/{{y}}.png"}[kind]
    return live_settings.model_copy(update={"basemap": given})


def test_our_own_tiles_draw_land_water_and_change_with_the_theme(page: Page, live: Live) -> None:
    live.owner.rows(GROUND)
    open_map(page, live)
    look_at(page, 112.6, 35.05, 12)
    wait_js(page, "mj.map.debug().basemapDrawn > 1")
    dark = [colour_at(page, 112.55, 35.1), colour_at(page, 112.6, 35.03), colour_at(page, 112.3, 35.1)]
    assert len(set(dark)) == 3
    page.locator("#shell-scheme").click()
    wait_js(page, f"({COLOUR})([112.55, 35.1]) !== '{dark[0]}'")
    assert colour_at(page, 112.6, 35.03) != dark[1]


def test_tiles_are_kept_by_the_browser_until_the_ground_changes(page: Page, live: Live) -> None:
    live.owner.rows(GROUND)
    open_map(page, live)
    first = page.evaluate("mj.map.room.context.basemap.url")
    with page.expect_response("**/map/tiles/**") as tile:
        look_at(page, 112.6, 35.05, 14)
    assert "immutable" in tile.value.headers["cache-control"]
    live.owner.rows("UPDATE catalogue.basemap_feature SET name_zh = '新湖' WHERE class = 'lake'")
    assert page.evaluate("async () => (await (await fetch('/map/context')).json()).basemap.url") != first


@pytest.mark.parametrize("kind", ["images"])
def test_image_tiles_of_the_closed_network_are_shown(page: Page, live: Live, images, watch) -> None:
    port, asked = images
    watch.hosts.add(f"127.0.0.1:{port}")
    open_map(page, live)
    wait_js(page, "document.querySelectorAll('.map-image-tiles img.leaflet-tile-loaded').length > 3")
    assert asked


@pytest.mark.parametrize("kind", ["file"])
def test_the_operators_own_map_file_is_drawn_in_both_themes(page: Page, live: Live) -> None:
    tile = one(
        live.owner,
        """SELECT ST_AsMVT(t, 'earth', 4096, 'geom') FROM (SELECT 'earth' AS kind,
           ST_AsMVTGeom(ST_TileEnvelope(0, 0, 0), ST_TileEnvelope(0, 0, 0), 4096, 64) AS geom) t""",
    )
    Path(live.settings.basemap).write_bytes(world_file(bytes(tile)))
    with page.expect_response("**/map/base.pmtiles") as part:
        open_map(page, live)
    assert part.value.status == 206
    look_at(page, 112.6, 35.05, 3)
    dark = wait_js(page, f"({COLOUR})([112.6, 35.05])")
    page.locator("#shell-scheme").click()
    wait_js(page, f"({COLOUR})([112.6, 35.05]) && ({COLOUR})([112.6, 35.05]) !== '{dark}'")
