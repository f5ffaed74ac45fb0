"""Hands and eyes for tests of the map page: waiting for it, asking what it drew, pointing at cameras."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Live
from tests.factories import one


def wait_js(page: Page, expression: str) -> Any:
    """The value of a JavaScript expression as soon as it is true. (The library's own waiting needs eval, which the page forbids.)"""
    return page.evaluate(
        f"""async () => {{
            for (let n = 0; n < 300; n += 1) {{
                const value = await ({expression});
                if (value) {{ return value; }}
                await new Promise((go) => setTimeout(go, 40));
            }}
            throw new Error('never true: ' + {json.dumps(expression)} + ' ' + JSON.stringify(window.mj && mj.map && mj.map.debug()));
        }}"""
    )


def open_map(page: Page, live: Live, person: int | None = None) -> dict[str, Any]:
    """The map page of a person (else the western dispatcher), drawn, showing every camera of the scene."""
    live.sign_in(page, person or live.city.dispatcher)
    page.goto(live.url)
    wait_js(page, "window.mj && mj.map && mj.map.debug().ready && mj.map.room.tools")
    return look_at(page, 112.60, 35.05, 11)


def look_at(page: Page, lon: float, lat: float, zoom: int) -> dict[str, Any]:
    """Move there without animation; what is drawn then."""
    page.evaluate(
        """async ([lon, lat, zoom]) => {
            const { layer, map } = mj.map.room;
            const drawn = new Promise((done) => layer.once('draw', done));
            map.setView([lat, lon], zoom, {animate: false});
            layer.redraw();
            await drawn;
        }""",
        [lon, lat, zoom],
    )
    return debug(page)


def debug(page: Page) -> dict[str, Any]:
    """What the map says of itself."""
    return page.evaluate("mj.map.debug()")


def number_of(live: Live, code: str) -> int:
    """A camera's number in the catalogue."""
    return int(one(live.owner, "SELECT id FROM catalogue.camera WHERE gb_code = %(code)s", code=code))


def look_of(page: Page, live: Live, code: str) -> dict[str, Any] | None:
    """How a camera is drawn: status, locked, type, shown; None when the browser does not know it."""
    return page.evaluate("(id) => mj.map.lookOf(id)", number_of(live, code))


def click_on(page: Page, lon: float, lat: float) -> None:
    """Click on the map at a place."""
    x, y = page.evaluate(
        """([lon, lat]) => {
            const { map } = mj.map.room;
            const box = map.getContainer().getBoundingClientRect();
            const point = map.latLngToContainerPoint([lat, lon]);
            return [box.left + point.x, box.top + point.y];
        }""",
        [lon, lat],
    )
    page.mouse.click(x, y)


def hover_on(page: Page, lon: float, lat: float) -> None:
    """Move the pointer to a place of the map."""
    x, y = page.evaluate(
        """([lon, lat]) => {
            const { map } = mj.map.room;
            const box = map.getContainer().getBoundingClientRect();
            const point = map.latLngToContainerPoint([lat, lon]);
            return [box.left + point.x, box.top + point.y];
        }""",
        [lon, lat],
    )
    page.mouse.move(x, y)
