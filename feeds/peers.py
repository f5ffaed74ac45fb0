"""Who is on the other end: address and origin.

Belongs here: reading them off a request. A browser always names the page's origin on a socket; a foreign one is refused. A caller
without an origin is no browser (system integration); its ticket is all that counts, as for everybody.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from feeds import keys


def origin_of(url: str) -> str:
    """scheme://host[:port] as browsers write it (default ports left out)."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port and parts.port != default else "")


def is_foreign(request: web.Request) -> bool:
    """Whether a page of another origin asks."""
    origin = request.headers.get("Origin")
    return origin is not None and origin != request.app[keys.ORIGIN]


def address_of_peer(request: web.Request) -> str:
    """The IP address that asks; behind `trusted_proxies` proxies the one that the outermost of them saw."""
    proxies = request.app[keys.PROXIES]
    forwarded = [part.strip() for part in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return request.remote or ""


def cross_origin_headers(request: web.Request) -> dict[str, str]:
    """Never stored; readable by the application's own origin only."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Vary": "Origin"}
    if request.headers.get("Origin") == request.app[keys.ORIGIN]:
        headers["Access-Control-Allow-Origin"] = request.app[keys.ORIGIN]
    return headers
