"""The gateway's routes: the wall, the snapshot, its health. Each declares its action; nothing else is served.

Belongs here: the aiohttp application of one worker. No access log is written: the path of a snapshot is its ticket.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from data.law.actions import Action
from data.settings import Settings
from feeds import keys
from feeds.declares import declares
from feeds.looks import Looks
from feeds.peers import address_of_peer, is_foreign, origin_of
from feeds.snapshot import snapshot
from feeds.wall import HEARTBEAT, Wall
from feeds.words import translated

MOST_MESSAGE = 4096  # bytes of one message from a browser

log = logging.getLogger("feeds.app")


@declares(Action.FEEDS_REDEEM)
async def wall(request: web.Request) -> web.StreamResponse:
    """The wall's socket. It shows nothing by itself: each pane needs a ticket."""
    ws = web.WebSocketResponse(compress=False, heartbeat=HEARTBEAT, max_msg_size=MOST_MESSAGE, writer_limit=1, timeout=1.0)
    await ws.prepare(request)
    if isinstance(request.transport, asyncio.Transport):
        await Wall(request.app[keys.LOOKS], ws, request.transport, address_of_peer(request)).run()
    return ws


@declares(Action.HEALTH)
async def health(request: web.Request) -> web.Response:
    """The worker answers; says nothing about cameras or people."""
    return web.json_response({"status": "ok", "looks": len(request.app[keys.LOOKS].leases)}, headers={"Cache-Control": "no-store"})


ROUTES = (("/wall", wall), ("/snapshot/{ticket}", snapshot), ("/healthz", health))


def foreign(request: web.Request) -> web.Response:
    """The refusal of a page of another origin, in the language it asks for."""
    message = translated("来源不符，已拒绝。", request.headers.get("Accept-Language", ""), request.app[keys.CATALOGUE])
    body = {"code": "E-ORIGIN-01", "article": "26", "rule": "origin", "message": message}
    return web.json_response(body, status=HTTPStatus.FORBIDDEN, headers={"Cache-Control": "no-store", "Vary": "Origin"})


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """No foreign page comes in, and no exception shows what a request held."""
    if is_foreign(request):
        return foreign(request)
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        return web.Response(status=refusal.status, headers={"Cache-Control": "no-store"})
    except Exception as error:  # noqa: BLE001 - the text of an exception may hold an address
        log.error("request failed", extra={"error": type(error).__name__})  # noqa: TRY400 - as above
        return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR, headers={"Cache-Control": "no-store"})


def create_app(settings: Settings, looks: Looks) -> web.Application:
    """The application of one worker."""
    app = web.Application(middlewares=[guard], client_max_size=0)
    app[keys.LOOKS] = looks
    app[keys.ORIGIN] = origin_of(settings.public_url)
    app[keys.PROXIES] = settings.trusted_proxies
    app[keys.CATALOGUE] = settings.var_dir / "translations"
    for path, handler in ROUTES:
        app.router.add_get(path, handler, allow_head=False)
    return app
