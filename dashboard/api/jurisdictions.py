"""Jurisdictions over the JSON API (Article 25): GeoJSON Features in and out, the acts of their course, their difference.

Nothing is decided here: drafts and acts go to data.law.jurisdictions, which asks the database.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from dashboard.api.inputs import instant, is_text, sent_object
from dashboard.context import house
from dashboard.security import current_viewer, guard
from data.errors import InvalidInput
from data.law import explanations, jurisdictions
from data.law.actions import Action
from data.law.jurisdictions import Act, Draft, Listed, Version

if TYPE_CHECKING:
    from flask import Flask

blueprint = Blueprint("jurisdictions", __name__)
GEOJSON = "application/geo+json"
SCOPES = ("own", "all", "waiting")
WITHOUT = ("geojson",)


def install(server: Flask) -> None:
    """Attach the routes."""
    server.register_blueprint(blueprint)


def _value(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def feature(version: Listed) -> dict[str, Any]:
    """A version as a GeoJSON Feature; a listed one, which carries no area, has the geometry null."""
    area = version.geojson if isinstance(version, Version) else None
    told = {name: _value(value) for name, value in asdict(version).items() if name not in WITHOUT}
    return {"type": "Feature", "id": version.id, "geometry": None if area is None else json.loads(area), "properties": told}


def _answer(told: dict[str, Any], status: int = 200) -> Response:
    response = jsonify(told)
    response.status_code, response.mimetype = status, GEOJSON
    return response


def _draft(sent: dict[str, Any]) -> Draft:
    """The draft in a posted Feature: geometry, and basis, article, note, attachment_sha256, exceptions among its properties."""
    if sent.get("type") != "Feature":
        raise InvalidInput("type", "E-FORM-FEATURE")
    geometry, told = sent.get("geometry"), sent.get("properties") or {}
    if not isinstance(told, dict):
        raise InvalidInput("properties", "E-FORM-FEATURE")
    if geometry is not None and not isinstance(geometry, dict):
        raise InvalidInput("geometry", "E-FORM-GEOJSON")
    texts = {name: told.get(name, "") for name in ("basis", "article", "note")}
    for name, value in {**texts, "attachment_sha256": told.get("attachment_sha256") or ""}.items():
        if not is_text(value):
            raise InvalidInput(name, "E-FORM-TEXT")
    exceptions = told.get("exceptions", [])
    if not isinstance(exceptions, list):
        raise InvalidInput("exceptions", "E-FORM-EXCEPTIONS")
    return Draft(geometry, exceptions, attachment_sha256=told.get("attachment_sha256") or None, **texts)


@blueprint.get("/api/jurisdictions")
@guard(Action.JURISDICTION_READ)
def list_jurisdictions() -> Response:
    """Versions and drafts that the viewer may know, without their areas."""
    scope = request.args.get("scope", "all")
    if scope not in SCOPES:
        raise InvalidInput("scope", "E-FORM-CHOICE")
    listed = jurisdictions.list_versions(house().db, current_viewer(), scope)
    return _answer({"type": "FeatureCollection", "features": [feature(one) for one in listed]})


@blueprint.post("/api/jurisdictions")
@guard(Action.JURISDICTION_DRAW)
def draft_jurisdiction() -> Response:
    """A posted Feature becomes a draft of the poster's department: 201, with what still forbids to submit it."""
    saved = jurisdictions.save_draft(house().db, current_viewer(), None, None, _draft(sent_object()))
    response = jsonify({name: _value(value) for name, value in asdict(saved).items()})
    response.status_code, response.headers["Location"] = 201, f"/api/jurisdictions/{saved.id}"
    return response


@blueprint.get("/api/jurisdictions/<int:number>")
@guard(Action.JURISDICTION_READ)
def one_jurisdiction(number: int) -> Response:
    """One version with its area, exceptions and history."""
    return _answer(feature(jurisdictions.version(house().db, current_viewer(), number)))


@blueprint.put("/api/jurisdictions/<int:number>")
@guard(Action.JURISDICTION_DRAW)
def save_jurisdiction(number: int) -> Response:
    """The next revision of a draft; 409 where somebody else saved since `properties.revision`."""
    sent = sent_object()
    draft = _draft(sent)
    revision = (sent.get("properties") or {}).get("revision")
    if not isinstance(revision, int) or isinstance(revision, bool) or not 0 < revision <= jurisdictions.LARGEST_ID:
        raise InvalidInput("revision", "E-FORM-NUMBER", low=1, high=jurisdictions.LARGEST_ID)
    saved = jurisdictions.save_draft(house().db, current_viewer(), number, revision, draft)
    return jsonify({name: _value(value) for name, value in asdict(saved).items()})


@blueprint.get("/api/jurisdictions/<int:number>/difference")
@guard(Action.JURISDICTION_READ)
def difference(number: int) -> Response:
    """Ground, cameras, overlaps, sensitive places and running pictures that a version would change."""
    return jsonify(asdict(jurisdictions.difference(house().db, current_viewer(), number)))


@blueprint.get("/api/jurisdictions/<int:number>/simulation")
@guard(Action.JURISDICTION_READ)
def simulation(number: int) -> Response:
    """What the department could see by this version or draft."""
    seen = explanations.simulate(house().db, current_viewer(), number)
    return jsonify(cameras=[asdict(one) for one in seen])


def _act(number: int, what: Act) -> Response:
    """Take one step; the body may hold content_sha256, reason and effective_from."""
    sent = sent_object()
    reason, seen = sent.get("reason", ""), sent.get("content_sha256")
    for name, value in (("reason", reason), ("content_sha256", seen or "")):
        if not is_text(value):
            raise InvalidInput(name, "E-FORM-TEXT")
    done = jurisdictions.act(
        house().db,
        current_viewer(),
        number,
        what,
        content_sha256=seen,
        reason=reason,
        effective_from=instant("effective_from", sent.get("effective_from")),
    )
    return jsonify({name: _value(value) for name, value in asdict(done).items()})


NEEDS: dict[Act, Action] = {
    "submit": Action.JURISDICTION_DRAW,
    "withdraw": Action.JURISDICTION_DRAW,
    "opinion": Action.JURISDICTION_OPINION,
    "review": Action.JURISDICTION_REVIEW,
    "approve": Action.JURISDICTION_APPROVE,
    "return": Action.JURISDICTION_READ,
    "suspend": Action.JURISDICTION_SUSPEND,
    "resume": Action.JURISDICTION_APPROVE,
    "revoke": Action.JURISDICTION_APPROVE,
}
"""The action at the door; whose step it is (a return by the one whose turn it is) the database decides."""


def _route(what: Act, action: Action) -> None:
    @guard(action)
    def take(number: int) -> Response:
        return _act(number, what)

    blueprint.add_url_rule(f"/api/jurisdictions/<int:number>/{what}", f"{what}_jurisdiction", take, methods=["POST"])


for _what, _action in NEEDS.items():
    _route(_what, _action)
