"""Opening and ending a look at a camera. The database decides, registers and audits in one transaction; here it is only carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify

from dashboard.api.inputs import body, camera_code
from dashboard.context import house
from dashboard.security import current_viewer, guard
from data.errors import InvalidInput, NotFound
from data.law import viewings
from data.law.actions import Action

if TYPE_CHECKING:
    from flask import Flask

blueprint = Blueprint("viewings", __name__)
OFFERED = (Action.VIEW_LIVE, Action.VIEW_SNAPSHOT)
LARGEST = 2**63 - 1


def install(server: Flask) -> None:
    """Attach the routes."""
    server.register_blueprint(blueprint)


@blueprint.post("/api/viewings")
@guard(Action.VIEWING_OPEN)
def open_viewing() -> tuple[Response, int]:
    """Open one viewing: 201 with a ticket for the gateway, or the refusal with its rule and article."""
    sent = body("camera", "action", "purpose")
    if sent["action"] not in OFFERED:
        raise InvalidInput("action", "E-FORM-CHOICE")
    camera = camera_code(sent["camera"])
    opened = viewings.open_viewing(house().db, current_viewer(), camera, Action(sent["action"]), sent["purpose"])
    answer = jsonify(
        id=opened.id,
        register_no=opened.register_no,
        camera=opened.camera_code,
        name=opened.camera_name,
        action=sent["action"],
        purpose=opened.purpose,
        opened_at=opened.opened_at.isoformat(),
        ticket=opened.ticket,
        snapshot=f"{opened.base_url}/snapshot/{opened.ticket}",
        stream=opened.ws_url,
    )
    return answer, 201


@blueprint.delete("/api/viewings/<int:viewing>")
@guard(Action.VIEWING_CLOSE)
def end_viewing(viewing: int) -> Response:
    """End one's own viewing that is open; the gateway cuts its pictures."""
    if viewing > LARGEST or not viewings.end_viewing(house().db, current_viewer(), viewing):
        raise NotFound("E-VIEW-02")
    return Response(status=204)
