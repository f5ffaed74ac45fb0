"""A person at the map page of the real application: signing in, asking for cameras, and what the register says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Live
from tests.feeds import clips

BRIGHT = f"""code => {{
    const canvas = document.querySelector(`[data-camera="${{code}}"] canvas`);
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, Math.floor(canvas.height * 0.8)).data;
    let marked = 0;
    for (let i = 0; i < data.length; i += 4) marked += Math.abs(data[i] - {clips.GREY}) > 40 ? 1 : 0;
    return marked;
}}"""
"""Pixels of the plain part of the test camera's picture that are not its grey: the mark."""


def sign_in(page: Page, live: Live) -> None:
    """The western dispatcher's session, which the scene has opened already (one live session a person)."""
    for name, value in (("mj_session", live.city.token), ("mj_csrf", "csrf")):
        page.context.add_cookies([{"name": name, "value": value, "url": live.url, "sameSite": "Strict"}])


def click(page: Page, code: str, action: str = "camera:view-live") -> None:
    """Open the card of a camera and press its button."""
    page.wait_for_function("() => window.mj.map && mj.map.room && mj.map.room.cameras")
    page.evaluate("code => mj.map.room.open({codes: code})", code)
    page.locator(f'.map-card[data-code="{code}"] [data-action="{action}"]').click()


def ask(page: Page, code: str, action: str = "camera:view-live") -> None:
    """Ask for a camera past the card, which offers no button where it knows of a refusal."""
    page.evaluate("([code, action]) => mj.emit('mj:open', {code, action})", [code, action])


def rows(live: Live, camera: str) -> list[dict[str, Any]]:
    """The register rows of a camera."""
    return live.owner.rows(
        """SELECT v.* FROM law.viewing v JOIN catalogue.camera c ON c.id = v.camera_id WHERE c.gb_code = %(c)s ORDER BY v.id""",
        c=camera,
    )


def until(page: Page, truth: Callable[[], Any]) -> Any:
    """Look again after each of the browser's animation frames, until it holds."""
    for _ in range(600):
        if found := truth():
            return found
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    raise AssertionError("it did not come true")
