"""Routes of the sign-in page. The demonstration's routes exist only where `settings.demo` is on.

A form carries a token that fits a cookie set with the page (double submit, signed), so that no other site can sign a person in.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, send_from_directory
from werkzeug.exceptions import Forbidden, TooManyRequests

from dashboard.api.inputs import is_text
from dashboard.api.session import sign_in
from dashboard.context import house
from dashboard.errors import explain, plain_problem
from dashboard.i18n import COOKIE as LANGUAGE_COOKIE
from dashboard.i18n import LANGUAGES
from dashboard.pages.signin import demo
from dashboard.security import first_page, guard, sign, start_session
from data.errors import MingjieError, Refused
from data.law.actions import Action

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

    from data.law.people import SignedIn

PRESESSION = "mj_presession"
YEAR = 365 * 24 * 3600
blueprint = Blueprint(
    "signin", __name__, template_folder="templates", static_folder=str(Path(__file__).parent / "static"), static_url_path="/signin/static"
)


def install(server: Flask) -> None:
    """Attach the page; with the demonstration's part where that is on."""
    server.register_blueprint(blueprint)
    server.extensions["mingjie"].endpoints["signin.static"] = Action.STATIC
    if server.extensions["mingjie"].settings.demo:
        server.add_url_rule("/signin/demo", "signin.demo", sign_in_demo, methods=["POST"])
        server.add_url_rule("/signin/demo/people.css", "signin.demo_style", demo_style)


@blueprint.get("/signin")
@guard(Action.SIGN_IN)
def page() -> Response:
    """The page, in the language chosen (`?lang=` chooses one)."""
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES:
        response = make_response(redirect(f"/signin?{urlencode({'next': safe_next()})}"))
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="Strict", secure=house().settings.secure, path="/")
        return response
    return show()


@blueprint.post("/signin")
@guard(Action.SIGN_IN)
def submit() -> AnyResponse:
    """Name and password."""
    check_form()
    return attempt(request.form.get("login", ""), request.form.get("password", ""))


@guard(Action.SIGN_IN)
def sign_in_demo() -> AnyResponse:
    """One of the demonstration's people, by one click: the password is read on the server."""
    check_form()
    person = demo.find(house().settings, request.form.get("login", ""))
    if person is None:
        return show(Refused("E-SESS-02"), status=401)
    return attempt(person.login, person.password)


@guard(Action.STATIC)
def demo_style() -> Response:
    """How the demonstration's people look."""
    return send_from_directory(Path(__file__).parent / "static_demo", "people.css")


def attempt(login: str, password: str) -> AnyResponse:
    """Sign in and go on, or show the page again with the reason."""
    try:
        if not is_text(login) or not is_text(password):
            raise Refused("E-SESS-02")
        signed = sign_in(login, password)
    except MingjieError as error:
        return show(error, login=login)
    except TooManyRequests:
        return show(message=plain_problem(429).message, status=429, login=login)
    response = start_session(make_response(redirect(destination(signed), 303)), signed)
    response.delete_cookie(PRESESSION, path="/signin", samesite="Strict")
    return response


def show(error: MingjieError | None = None, *, message: str = "", status: int = 200, login: str = "") -> Response:
    """Render the page with a fresh form token."""
    problem = explain(error) if error else None
    secret = request.cookies.get(PRESESSION) or secrets.token_urlsafe(24)
    settings = house().settings
    text = render_template(
        "signin.html",
        problem=problem.message if problem else message,
        login=login if is_text(login) else "",
        form_token=sign("sign-in form", secret),
        next=safe_next(),
        demo=demo.groups(settings) if settings.demo else None,
    )
    response = make_response(text, problem.status if problem else status)
    response.set_cookie(PRESESSION, secret, httponly=True, samesite="Strict", secure=settings.secure, path="/signin")
    return response


def check_form() -> None:
    """Refuse a form that did not come from the page shown to this browser."""
    secret = request.cookies.get(PRESESSION, "")
    given = request.form.get("form_token", "")
    if not secret or not hmac.compare_digest(sign("sign-in form", secret).encode(), given.encode()):
        raise Forbidden


def safe_next() -> str:
    """Where to go on: an address of this site only."""
    wanted = request.values.get("next", "/")
    parts = urlsplit(wanted)
    local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and wanted.isprintable()
    return wanted if local and not wanted.startswith("/signin") else "/"


def destination(signed: SignedIn) -> str:
    """The page asked for, or the first one the person may open."""
    wanted = safe_next()
    return wanted if wanted != "/" else first_page(signed.viewer)
