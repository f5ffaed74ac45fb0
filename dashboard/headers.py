"""What every response says to the browser: content security policy, caching, isolation.

The policy is the one measured with no violation: no unsafe-inline, no unsafe-eval, no foreign host. Where the video
gateway has ports of its own, exactly those origins are named.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from data.settings import Settings

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
IMMUTABLE = "private, max-age=31536000, immutable"
KEPT = (200, 206, 304)
CONSTANT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), payment=(), fullscreen=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TRANSPORT = "max-age=31536000; includeSubDomains"


def install(server: Flask, settings: Settings, script_hashes: Callable[[], Sequence[str]]) -> None:
    """Put the headers on every response; `script_hashes` gives the hashes of Dash's own inline scripts, asked anew each time."""
    feeds, images = feeds_origins(settings), image_origins(settings)

    @server.after_request
    def finish(response: Response) -> Response:
        html = response.mimetype == "text/html"
        response.headers["Content-Security-Policy"] = policy(script_hashes(), style_nonce(), feeds, images) if html else NOTHING
        response.headers.update(CONSTANT)
        if settings.secure:
            response.headers["Strict-Transport-Security"] = TRANSPORT
        keep = (is_versioned() or "kept_for_ever" in g) and response.status_code in KEPT
        response.headers["Cache-Control"] = IMMUTABLE if keep else "no-store"
        return response


def style_nonce() -> str:
    """The nonce of this response, the same wherever it is asked for while one request is answered."""
    if "style_nonce" not in g:
        g.style_nonce = secrets.token_urlsafe(18)
    return str(g.style_nonce)


def policy(script_hashes: Sequence[str], nonce: str, feeds: Sequence[str], images: Sequence[str] = ()) -> str:
    """The content security policy of an HTML page."""
    parts = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *script_hashes],
        "style-src": ["'self'", f"'nonce-{nonce}'"],
        "img-src": ["'self'", "data:", "blob:", *images],
        "connect-src": ["'self'", *feeds],
        "worker-src": ["'self'"],
        "font-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(dict.fromkeys(values))}" for name, values in parts.items())


def image_origins(settings: Settings) -> list[str]:
    """The origin of the operator's own map tiles, where MINGJIE_BASEMAP names an address inside the closed network."""
    given = urlsplit(settings.basemap or "")
    return [f"{given.scheme}://{given.netloc}"] if given.scheme in ("http", "https") and given.netloc else []


def feeds_origins(settings: Settings) -> list[str]:
    """The origins of the video gateway as browsers see them, in their HTTP and WebSocket form."""
    secure = "s" if settings.secure else ""
    if settings.feeds_public_url:
        given = urlsplit(settings.feeds_public_url)
        secure = "s" if given.scheme in ("wss", "https") else ""
        hosts = [given.netloc]
    else:
        host = urlsplit(settings.public_url).hostname or settings.host
        hosts = [f"{host}:{settings.feeds_port + worker}" for worker in range(settings.feeds_workers)]
    own = urlsplit(settings.public_url).netloc
    return [f"{scheme}{secure}://{host}" for host in hosts for scheme in (("ws",) if host == own else ("http", "ws"))]


def is_versioned() -> bool:
    """Whether this address names one version of a public file for ever (a vendor file, a fingerprinted or stamped asset)."""
    path = request.path
    if path.startswith("/vendor/"):
        return True
    if path.startswith("/_dash-component-suites/"):
        return ".v" in path
    return path.startswith("/assets/") and "m" in request.args


def keep_for_ever(response: Response) -> Response:
    """The answer of this request, known by its view to be the one version that its address names."""
    g.kept_for_ever = True
    return response
