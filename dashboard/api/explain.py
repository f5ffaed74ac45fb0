"""The explanation of the decision over the JSON API: why a person may or may not look at a camera, and who could. Nothing is opened."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from dashboard.api.inputs import camera_code, instant, is_text
from dashboard.context import house
from dashboard.security import current_viewer, guard
from data.errors import InvalidInput
from data.law import explanations
from data.law.actions import Action

if TYPE_CHECKING:
    from flask import Flask

blueprint = Blueprint("explain", __name__)


def install(server: Flask) -> None:
    """Attach the routes."""
    server.register_blueprint(blueprint)


@blueprint.get("/api/explain")
@guard(Action.LAW_EXPLAIN)
def explain() -> Response:
    """Without `person`: everybody whose office looks, and whether they could. With it (login or staff number): the steps of the decision."""
    camera, person = camera_code(request.args.get("camera", "")), request.args.get("person")
    at = instant("at", request.args.get("at"))
    if person is None:
        watchers = explanations.who_sees(house().db, current_viewer(), camera, at=at)
        return jsonify(people=[asdict(one) for one in watchers])
    if not is_text(person):
        raise InvalidInput("person", "E-FORM-TEXT")
    steps = explanations.explain(house().db, current_viewer(), camera, person, at=at)
    refused = next((step.code for step in steps if step.outcome == "fail"), None)
    return jsonify(may=refused is None, code=refused, steps=[asdict(step) for step in steps])
