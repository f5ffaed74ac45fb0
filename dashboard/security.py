"""Who asks, and may they enter here: session, CSRF, and the action that each entry point declares.

The guard runs before everything Dash serves (layout, dependencies, callbacks, assets, component suites). An entry point that declares
no action is refused. Whether a camera may be seen is not decided here but in the database, at the act itself.
"""

from __future__ import annotations

import functools
import hmac
from typing import TYPE_CHECKING, Any, TypeVar

import dash
from flask import Flask, Response, abort, current_app, g, redirect, request
from flask_babel import gettext
from werkzeug.exceptions import MethodNotAllowed

from dashboard.context import house
from dashboard.errors import article_label, explain
from dashboard.origins import check_host, check_origin
from dashboard.sent import sent_json
from data.errors import MingjieError, Refused
from data.law import people
from data.law.actions import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as AnyResponse

    from data.law.people import SignedIn, Viewer

F = TypeVar("F", bound="Callable[..., Any]")

SESSION_COOKIE = "mj_session"
CSRF_COOKIE = "mj_csrf"
CSRF_HEADER = "X-CSRF-Token"
PASSIVE_HEADER = "X-Passive"
"""Sent by a script that asks on its own: such a call does not keep the session from idling out."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PUBLIC_ASSETS = frozenset({"base.css", "favicon.svg"})
"""The files of assets/ that the sign-in page itself needs."""
DASH_ENDPOINTS = ("/_dash-layout", "/_dash-dependencies", "/_reload-hash", "/_favicon.ico")
COMPONENT_SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
CALLBACKS = "/_dash-update-component"
PAGES = ("/", "/<path:path>")
ASSETS = "_dash_assets.static"


def guard(action: Action) -> Callable[[F], F]:
    """Declare the action that a Flask view needs."""

    def declare(view: F) -> F:
        view.action = action  # type: ignore[attr-defined]
        return view

    return declare


def guarded_callback(app: dash.Dash, action: Action, *dependencies: object, **options: object) -> Callable[[F], F]:
    """`app.callback` with a declared action; a refusal inside becomes a notification and leaves the outputs as they are."""
    has_output = "output" in options or any(isinstance(part, dash.Output) for part in _flat(dependencies))

    def register(function: F) -> F:
        @functools.wraps(function)
        def run(*args: object, **kwargs: object) -> object:
            try:
                return function(*args, **kwargs)
            except MingjieError as error:
                notify_problem(error)
                return dash.no_update if has_output else None

        run.action = action  # type: ignore[attr-defined]
        app.callback(*dependencies, **options)(run)
        return function

    return register


def guarded_page(
    name: str, path: str, layout: Callable[[], Any], *, action: Action, title: Callable[[], str], icon: str, order: int
) -> None:
    """Register a Dash page whose layout is built only for who may open it, whichever road leads there.

    `title` is asked while a request is answered, so that it comes in the language of the page; `icon` stands in the navigation.
    """

    def lawful_layout(**_: object) -> object:
        admit(action)
        return layout()

    def headline(**_: object) -> str:
        return f"{title()} · {gettext('明界')}"

    page = {"order": order, "action": action, "icon": icon, "label": title}
    dash.register_page(name, path=path, name=name, title=headline, layout=lawful_layout, **page)


def first_page(viewer: Viewer) -> str:
    """The first page in the navigation that the person's roles give; who sees no map begins there."""
    pages = sorted(dash.page_registry.values(), key=lambda page: page["order"])
    return next((page["path"] for page in pages if viewer.may(page["action"])), "/account")


def current_viewer() -> Viewer:
    """Who asks. Read from the session of this request, once.

    Raises:
        Refused: E-SESS-01, there is no session.
    """
    if "viewer" not in g:
        raise Refused("E-SESS-01")
    return g.viewer  # type: ignore[no-any-return]


def signed_in() -> Viewer | None:
    """Who asks, or None on a public address."""
    return g.get("viewer")  # type: ignore[no-any-return]


def admit(action: Action, *, touch: bool = True) -> Viewer:
    """Let in who has a session and this action; the database decides, and records a refusal.

    Args:
        action: what is about to be entered.
        touch: whether this is a person's doing (a page that refreshes itself must not keep a session alive).

    Raises:
        Refused: the session's, account's, terminal's, letter's or role's code.
    """
    token = request.cookies.get(SESSION_COOKIE, "")
    if not token:
        raise Refused("E-SESS-01")
    g.viewer = people.viewer_of(house().db, token, address(), action, touch=touch)
    return g.viewer


def address() -> str:
    """The network address the request comes from (forwarded ones are believed only from the proxies named in the settings)."""
    return request.remote_addr or "0.0.0.0"  # noqa: S104 - not a listening address


def install(server: Flask) -> None:
    """Put the guard before every request. Must run before Dash adds its own handlers."""
    server.before_request(_enter)


def _enter() -> AnyResponse | None:
    check_host()
    if request.endpoint is None:
        if isinstance(request.routing_exception, MethodNotAllowed) and not _is_known_address():
            abort(404)
        return None
    if request.endpoint == PAGES[0] and not admit(Action.PAGE_FRAME).may(Action.PAGE_MAP):
        return redirect(first_page(current_viewer()))
    action = action_of_request()
    if action is None:
        current_app.logger.error("no action declared for %s", request.endpoint)
        abort(403)
    if request.method not in SAFE:
        check_origin()
    if not action.is_public:
        viewer = admit(action, touch=not _is_passive())
        if request.method not in SAFE:
            check_csrf(viewer)
    return None


def _is_known_address() -> bool:
    """Whether the address belongs to anything but the catch-all of the pages."""
    adapter = current_app.create_url_adapter(request)
    return adapter is None or adapter.match(request.path, method="GET")[0] != PAGES[1]


def _is_passive() -> bool:
    """Whether a script asked on its own: a timer of a page, or a call that says so."""
    if request.endpoint != CALLBACKS:
        return PASSIVE_HEADER in request.headers
    body = sent_json()
    changed = body.get("changedPropIds") if isinstance(body, dict) else None
    return isinstance(changed, list) and bool(changed) and all(str(name).endswith(".n_intervals") for name in changed)


def action_of_request() -> Action | None:
    """The action declared by what this request is about to enter; None when none is declared."""
    endpoint = str(request.endpoint)
    if endpoint == ASSETS:
        public = (request.view_args or {}).get("filename") in PUBLIC_ASSETS
        return Action.STATIC if public else Action.PAGE_FRAME
    if endpoint == CALLBACKS:
        return _action_of_callback()
    if endpoint in PAGES:
        return _action_of_page()
    return declared(current_app.view_functions[endpoint]) or house().endpoints.get(endpoint)


def declared(function: object) -> Action | None:
    """The action a function declares."""
    return getattr(function, "action", None)


def _action_of_callback() -> Action | None:
    body = sent_json()
    output = body.get("output") if isinstance(body, dict) else None
    if not isinstance(output, str):
        abort(400)
    return house().callbacks.get(output)


def _action_of_page() -> Action | None:
    for page in dash.page_registry.values():
        if page["path"] == request.path:
            return page.get("action")  # type: ignore[no-any-return]
    admit(Action.PAGE_FRAME)
    return abort(404)


def declare_dash(app: dash.Dash) -> None:
    """Declare what Dash itself serves, and read the declarations of all callbacks. The page router only builds guarded pages."""
    house_ = app.server.extensions["mingjie"]
    for endpoint in (*DASH_ENDPOINTS, COMPONENT_SUITES):
        house_.endpoints[endpoint] = Action.PAGE_FRAME
    for output, entry in app.callback_map.items():
        action = declared(entry.get("callback"))
        if action is not None:
            house_.callbacks[output] = action
        elif output.startswith(".._pages_content.children..."):
            house_.callbacks[output] = Action.PAGE_FRAME


def check_csrf(viewer: Viewer) -> None:
    """Refuse (E-CSRF-01) an unsafe request without the session's CSRF token in its header."""
    given = request.headers.get(CSRF_HEADER, "")
    if not people.csrf_matches(viewer, given):
        raise Refused("E-CSRF-01")


def start_session(response: Response, signed: SignedIn) -> Response:
    """Give the browser its session: an HttpOnly token and a readable CSRF token, both for this site only."""
    secure = house().settings.secure
    response.set_cookie(SESSION_COOKIE, signed.token, httponly=True, secure=secure, samesite="Strict", path="/")
    response.set_cookie(CSRF_COOKIE, signed.csrf, secure=secure, samesite="Strict", path="/")
    return response


def end_session(response: Response) -> Response:
    """Take the session from the browser, with all it stored here."""
    for name in (SESSION_COOKIE, CSRF_COOKIE):
        response.delete_cookie(name, path="/", samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def notify_problem(error: MingjieError) -> None:
    """Tell the person in a notification: what was refused, under which rule and article."""
    problem = explain(error)
    title = " · ".join(part for part in (problem.code, article_label(problem.article)) if part)
    notice = {"action": "show", "title": title, "message": problem.message, "color": "red", "autoClose": 8000}
    dash.set_props("shell-notifications", {"sendNotifications": [notice]})


def sign(purpose: str, value: str) -> str:
    """HMAC-SHA256 of `value` under the house's key, for one purpose."""
    key = house().settings.secret_key
    return hmac.new(key, f"{purpose}\0{value}".encode(), "sha256").hexdigest()


def _flat(parts: object) -> list[object]:
    if isinstance(parts, (list, tuple)):
        return [leaf for part in parts for leaf in _flat(part)]
    return [part for value in parts.values() for part in _flat(value)] if isinstance(parts, dict) else [parts]
