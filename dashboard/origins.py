"""Under which names the site is reached, and which pages may send to it: the public address's own, nobody else's.

A name that is not ours but leads here (DNS rebinding) makes a foreign page "the same origin" to a browser; it is therefore refused before
anything else is looked at. Where the public address is of this machine itself, its other loopback names are ours as well.
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import abort, request
from werkzeug.exceptions import Forbidden

from dashboard.context import house

if TYPE_CHECKING:
    from data.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
WILDCARDS = ("", "0.0.0.0", "::")  # noqa: S104 - not listened on here, but told from a name
DEFAULT_PORTS = {"http": 80, "https": 443}
TOLD = 100
"""Characters of a foreign name that the log shows."""
log = logging.getLogger(__name__)


def check_host() -> None:
    """Refuse (400) a request that was sent to a name that is not ours."""
    settings = house().settings
    given = request.host
    if _normal(given, settings.public_url) not in own_hosts(settings):
        log.warning("refused a request for the host %r; the public address is %s", given[:TOLD], settings.public_url)
        abort(400)


def check_origin() -> None:
    """Refuse an unsafe request that a page of another site sent.

    A form of a page that sends no referrer has the origin "null"; the browser's own word (Sec-Fetch-Site) then tells where it came from.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        raise Forbidden
    origin = request.headers.get("Origin")
    if origin is None or (origin == "null" and site == "same-origin"):
        return
    settings = house().settings
    scheme, _, host = origin.partition("://")
    if scheme != urlsplit(settings.public_url).scheme or _normal(host, settings.public_url) not in own_hosts(settings):
        raise Forbidden


@functools.lru_cache(maxsize=8)
def _hosts(public_url: str, host: str, port: int) -> frozenset[str]:
    public = urlsplit(public_url)
    names = {_normal(public.netloc, public_url)}
    if public.hostname in LOOPBACK:
        ports = {port, public.port or DEFAULT_PORTS[public.scheme]}
        listening = () if host in WILDCARDS else (host,)
        names |= {_normal(f"{_bracketed(name)}:{number}", public_url) for name in (*LOOPBACK, *listening) for number in ports}
    return frozenset(names)


def own_hosts(settings: Settings) -> frozenset[str]:
    """`host[:port]` of every name the site is reached under, default ports left out.

    The public address; and where that is a loopback one, all loopback names and the address that is listened on, with either port.
    """
    return _hosts(settings.public_url, settings.host, settings.port)


def _normal(netloc: str, public_url: str) -> str:
    """A host as it is compared: lower case, without the default port of the public address's scheme."""
    default = DEFAULT_PORTS.get(urlsplit(public_url).scheme)
    return netloc.lower().removesuffix(f":{default}")


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name
