"""Signing in and out for programs. The sign-in page uses the same domain call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from dashboard.api.inputs import body
from dashboard.context import house
from dashboard.i18n import localised
from dashboard.security import address, current_viewer, end_session, guard, start_session
from dashboard.throttle import count_failures
from data.law import people
from data.law.actions import Action

if TYPE_CHECKING:
    from flask import Flask

    from data.law.people import SignedIn

blueprint = Blueprint("session", __name__)


def install(server: Flask) -> None:
    """Attach the routes."""
    server.register_blueprint(blueprint)


def sign_in(login: str, password: str) -> SignedIn:
    """Sign a person in from the address of this request; too many failures from one address are slowed down."""
    with count_failures(address()):
        agent = request.headers.get("User-Agent", "")[:300]
        return people.sign_in(house().db, login.strip(), password, address(), agent)


@blueprint.post("/api/session")
@guard(Action.SIGN_IN)
def open_session() -> Response:
    """Open a session: the cookie holds its token, the answer the CSRF token for unsafe calls."""
    sent = body("login", "password")
    signed = sign_in(sent["login"], sent["password"])
    viewer = signed.viewer
    answer = jsonify(
        person=viewer.name,
        login=viewer.login,
        staff_no=viewer.staff_no,
        department=localised(viewer, "department"),
        department_code=viewer.department_code,
        roles=sorted(viewer.roles),
        actions=sorted(viewer.actions),
        csrf=signed.csrf,
    )
    return start_session(answer, signed)


@blueprint.delete("/api/session")
@guard(Action.SESSION_CLOSE)
def close_session() -> Response:
    """End the session on the server; every stream opened in it ends."""
    people.sign_out(house().db, current_viewer())
    return end_session(Response(status=204))
