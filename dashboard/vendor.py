"""Browser libraries from npm (package.json), served from node_modules under /vendor/: only the files in use, never the folder."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, abort, send_from_directory

from dashboard.security import guard
from data.law.actions import Action
from data.settings import ROOT

FILES = {"protomaps-leaflet/5.1.0/protomaps-leaflet.js": "protomaps-leaflet/dist/protomaps-leaflet.js"}
"""Address under /vendor/ → file in node_modules. The version stands in the address: browsers keep these files for a year."""
MODULES: Path = ROOT / "node_modules"
blueprint = Blueprint("vendor", __name__)


def install(server: Flask) -> None:
    """Attach the route."""
    server.register_blueprint(blueprint)


@blueprint.get("/vendor/<path:name>")
@guard(Action.PAGE_FRAME)
def file(name: str) -> Response:
    """One of the files in use."""
    if name not in FILES:
        abort(404)
    return send_from_directory(MODULES, FILES[name])
