"""The web application: `create_app(settings)` puts the rooms of this process together. Nothing is built at import."""

from __future__ import annotations

import functools
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import TYPE_CHECKING

import dash
from flask import Flask
from markupsafe import escape
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard import api, caching, errors, headers, i18n, icons, security, shell, vendor
from dashboard.context import House
from dashboard.headers import style_nonce
from dashboard.i18n import html_language, language
from dashboard.pages import account, audit, register, signin
from dashboard.pages import map as map_page
from data.db import Database, Queries
from data.settings import Role

if TYPE_CHECKING:
    from data.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
FIRST_SCRIPT = "00-mj.js"
SIZE_LIMIT = 4 * 1024 * 1024
INDEX = (Path(__file__).parent / "templates" / "index.html").read_text(encoding="utf-8")


class App(dash.Dash):
    """Dash with our own first page: language, light or dark, the style nonce and the catalogue of words stand in it."""

    def interpolate_index(self, **parts: object) -> str:
        """The HTML of a page before React takes over."""
        house = self.server.extensions["mingjie"]
        words = json.dumps(house.translations.of(language()), ensure_ascii=False).replace("<", "\\u003c")
        own = {
            "lang": html_language(),
            "scheme": shell.theme(),
            "nonce": escape(style_nonce()),
            "first": f"{self.get_asset_url(FIRST_SCRIPT)}?m={int((ASSETS / FIRST_SCRIPT).stat().st_mtime)}",
            "catalogue": words,
        }
        page = INDEX
        for name, value in {**parts, **own}.items():
            page = page.replace("{%" + name + "%}", str(value))
        return page


def create_app(settings: Settings, db: Queries | None = None) -> App:
    """Build the web application. `db` is given by tests; else a pool of the web role is opened."""
    server = create_server(settings, db or Database(settings, Role.WEB))
    app = App(
        server=server,
        use_pages=True,
        pages_folder="",
        suppress_callback_exceptions=True,
        enable_mcp=False,
        assets_folder=str(ASSETS),
        assets_ignore=rf"^{FIRST_SCRIPT}$",
        external_stylesheets=list(icons.STYLESHEETS),
        title="明界",
        update_title="",
        add_log_handler=False,
        include_pages_meta=False,
        csrf_token_name=security.CSRF_COOKIE,
        csrf_header_name=security.CSRF_HEADER,
    )
    app.layout = shell.layout
    for room in (shell, map_page, register, audit, account):
        room.register(app)
    headers.install(server, settings, app.csp_hashes)
    finish(app)
    return app


def create_server(settings: Settings, db: Queries) -> Flask:
    """The Flask server with everything but Dash; the guard is the first to see a request."""
    server = Flask("dashboard", static_folder=None, template_folder=str(ROOT / "dashboard" / "templates"))
    server.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=SIZE_LIMIT)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    server.json.ensure_ascii = False  # type: ignore[attr-defined]
    translations = i18n.install(server, settings.var_dir, settings.language)
    server.extensions["mingjie"] = House(settings, db, caching.install(server, settings), translations)
    server.jinja_env.globals.update(theme=shell.theme, article_label=errors.article_label)
    security.install(server)
    errors.install(server)
    for room in (signin, api, icons, vendor):
        room.install(server)
    return server


def finish(app: App) -> None:
    """Let Dash set itself up now and in one thread, not during the first requests; then read what each callback declares."""
    logging.getLogger("dash").setLevel(logging.WARNING)
    with ThreadPoolExecutor(1) as aside:  # part of it is asynchronous, and this thread may have an event loop of its own already
        url = app.server.extensions["mingjie"].settings.public_url
        aside.submit(copy_context().run, functools.partial(app.server.test_client().get, "/api/healthz", base_url=url)).result()
    security.declare_dash(app)
