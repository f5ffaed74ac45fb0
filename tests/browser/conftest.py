"""A real browser against a real server: a database of the test's own, the web application on a free port, Chromium.

`page` fails the test at its end if the browser logged an error, the content security policy was violated, a script failed, or anything
was asked of another host. A test that provokes a refusal names it with `watch.allow("403")`.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)
from werkzeug.serving import BaseWSGIServer, make_server

from dashboard.app import App, create_app
from data.db import Database
from data.settings import Role, Settings
from tests.factories import PASSWORD, City, make_session
from tests.support.postgres import TestDatabase

VIEWPORT = {"width": 1440, "height": 900}
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--font-render-hinting=none"]
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP violation: " + event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile));
"""


PATIENCE_MS = 20_000
"""How long an expectation may take: other tests may keep the machine busy."""
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Live:
    """A running web application. `city` is the standard scene, committed; `owner` writes past every rule."""

    url: str
    settings: Settings
    app: App
    city: City
    owner: Database
    hosts: set[str]

    def sign_in(self, page: Page, person: int) -> None:
        """Give the browser a session of `person` (an id of the scene), without the sign-in page."""
        ended = "UPDATE law.session SET ended_at = clock_timestamp(), end_reason = 'test' WHERE person_id = %(p)s AND ended_at IS NULL"
        self.owner.rows(ended, p=person)
        token = make_session(self.owner, person)
        for name, value, hidden in (("mj_session", token, True), ("mj_csrf", "csrf", False)):
            page.context.add_cookies([{"name": name, "value": value, "url": self.url, "httpOnly": hidden, "sameSite": "Strict"}])


@dataclass
class Watch:
    """What the browser complained of, and what a test expects it to."""

    hosts: set[str]
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, *parts: str) -> None:
        """Complaints that contain one of `parts` are the point of this test."""
        self.allowed.extend(parts)

    def follow(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script failed: {error}"))
        page.on("request", self._request)

    def settle(self) -> None:
        """Fail on whatever is left."""
        unexpected = [line for line in self.complaints if not any(part in line for part in self.allowed)]
        assert unexpected == []
        assert self.foreign == []

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc not in self.hosts:
            self.foreign.append(request.url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests of this process."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium is not installed; script/test installs it"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, env={**os.environ, "TZ": "Asia/Shanghai"})
        yield chromium
        chromium.close()


@pytest.fixture
def web_server() -> Iterator[BaseWSGIServer]:
    """A threaded web server on a free port, still without an application."""
    running = make_server("127.0.0.1", 0, _nothing, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def _nothing(_environ: Any, start_response: Any) -> list[bytes]:
    start_response("503 Service Unavailable", [])
    return []


@pytest.fixture
def live_settings(database: TestDatabase, web_server: BaseWSGIServer) -> Settings:
    """Settings of the running application; a test file overrides this fixture to change them."""
    port = web_server.port
    return database.settings.model_copy(update={"port": port, "public_url": f"http://127.0.0.1:{port}"})


@pytest.fixture
def live(database: TestDatabase, web_server: BaseWSGIServer, live_settings: Settings) -> Live:
    """The application with the standard scene; its people sign in by PASSWORD."""
    owner = database.open(Role.OWNER)
    city = City.build(owner, password=PASSWORD)
    app = create_app(live_settings, database.open(Role.WEB))
    web_server.app = app.server
    url = live_settings.public_url
    return Live(url, live_settings, app, city, owner, {urlsplit(url).netloc})


@pytest.fixture
def watch(live: Live) -> Iterator[Watch]:
    """The collected complaints; settled when the test ends."""
    watching = Watch(live.hosts)
    yield watching
    watching.settle()


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    fresh = browser.new_context(viewport=VIEWPORT, locale="zh-CN", timezone_id="Asia/Shanghai")
    fresh.add_init_script(REPORT_VIOLATIONS)
    fresh.on("page", watch.follow)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, live: Live) -> Page:
    """A page of it; relative addresses are the application's."""
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    return opened
