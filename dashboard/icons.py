"""Font Awesome's solid icons from the installed package, under /vendor/fontawesome/: style sheets and one web font."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import fontawesomefree
from flask import Blueprint, Response, abort, send_from_directory

from dashboard.security import guard
from data.law.actions import Action

if TYPE_CHECKING:
    from flask import Flask

FILES = frozenset({"css/fontawesome.min.css", "css/solid.min.css", "webfonts/fa-solid-900.woff2", "webfonts/fa-solid-900.ttf"})
STYLESHEETS = ("/vendor/fontawesome/css/fontawesome.min.css", "/vendor/fontawesome/css/solid.min.css")
FOLDER = Path(fontawesomefree.__file__).parent / "static" / "fontawesomefree"
blueprint = Blueprint("icons", __name__)


def install(server: Flask) -> None:
    """Attach the route."""
    server.register_blueprint(blueprint)


@blueprint.get("/vendor/fontawesome/<path:name>")
@guard(Action.PAGE_FRAME)
def file(name: str) -> Response:
    """One of the few files in use."""
    if name not in FILES:
        abort(404)
    return send_from_directory(FOLDER, name)
