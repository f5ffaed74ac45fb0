"""Health, readiness and the description of the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, jsonify

from dashboard.context import house
from dashboard.i18n import LANGUAGES
from dashboard.security import guard
from data.errors import Unavailable
from data.law import audit
from data.law.actions import Action

if TYPE_CHECKING:
    from flask import Flask

DESCRIPTION = Path(__file__).with_name("openapi.json")
blueprint = Blueprint("system", __name__)


def install(server: Flask) -> None:
    """Attach the routes."""
    server.register_blueprint(blueprint)


@blueprint.get("/api/healthz")
@guard(Action.HEALTH)
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/api/readyz")
@guard(Action.HEALTH)
def readyz() -> tuple[Response, int]:
    """The process can do its work: the database answers and holds the schema. Sealing that lags is told, and stops nothing."""
    try:
        row = house().db.row("SELECT to_regprocedure('api.open_viewing(text,inet,text,text,text)') IS NOT NULL AS schema")
    except Unavailable:
        return jsonify(status="unavailable", database="unreachable"), 503
    if not (row and row["schema"]):
        return jsonify(status="unavailable", database="no schema"), 503
    seals = audit.seal_state(house().db)
    age = None if seals.newest_seal_age is None else seals.newest_seal_age.total_seconds()
    return jsonify(status="ok", database="ok", sealing="lags" if seals.alarm else "ok", seal_age=age), 200


@blueprint.get("/api/openapi.json")
@guard(Action.API_DESCRIPTION)
def openapi() -> Response:
    """The API's description (OpenAPI 3.1)."""
    described = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    described["servers"] = [{"url": house().settings.public_url}]
    return jsonify(described)


@blueprint.get("/i18n/<name>.json")
@guard(Action.PAGE_FRAME)
def catalogue(name: str) -> Response:
    """The words of one language for the browser; the source language's are its own."""
    if name not in LANGUAGES:
        abort(404)
    return jsonify(house().translations.of(name))
