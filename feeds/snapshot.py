"""A snapshot: the wall's path with one picture. `GET /snapshot/<ticket>`, one use, never kept.

Belongs here: the request and its answer. The picture is marked like any other; errors are `{"code","article","rule","message"}`.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from aiohttp import web

from data.errors import MingjieError
from data.law.actions import Action
from feeds import keys
from feeds.declares import declares
from feeds.decoding import Decoded
from feeds.endings import CLOSED, DELIVERED, DOWN, Ending, of_error, of_fault
from feeds.faults import NO_PICTURE, CameraFault
from feeds.ingest import Status
from feeds.looks import Look, Looks, is_fault
from feeds.peers import address_of_peer, cross_origin_headers
from feeds.words import translated

PICTURE_WITHIN = 8.0  # s, above every time-out of a source
STATUSES = {
    DOWN: HTTPStatus.SERVICE_UNAVAILABLE,
    "E-CAM-01": HTTPStatus.NOT_FOUND,
    "E-SESS-01": HTTPStatus.UNAUTHORIZED,
    "E-FEED-02": HTTPStatus.GATEWAY_TIMEOUT,
    "E-FEED-03": HTTPStatus.BAD_GATEWAY,
}


class _First:
    """A sink that wants one picture, the source's first fault, or the look's end, whichever comes first."""

    def __init__(self) -> None:
        self.result: asyncio.Future[Decoded | Ending] = asyncio.get_running_loop().create_future()

    def on_frame(self, frame: Decoded) -> None:
        self._set(frame)

    def on_status(self, status: Status) -> None:
        if is_fault(status):
            self._set(of_fault(status.fault or NO_PICTURE))

    def end(self, ending: Ending) -> None:
        self._set(ending)

    def _set(self, result: Decoded | Ending) -> None:
        if not self.result.done():
            self.result.set_result(result)


@declares(Action.FEEDS_REDEEM)
async def snapshot(request: web.Request) -> web.Response:
    """One marked JPEG for one ticket of action camera:view-snapshot."""
    looks = request.app[keys.LOOKS]
    first = _First()
    try:
        look = await looks.redeem(request.match_info["ticket"], address_of_peer(request), Action.VIEW_SNAPSHOT, first.end)
    except MingjieError as error:
        return _refusal(request, of_error(error))
    try:
        picture = await _picture(looks, look, first)
    finally:
        looks.leave(look, first)
        look.viewing.end(CLOSED)  # where nothing else has ended it: the browser went away
    if isinstance(picture, Ending):
        return _refusal(request, picture)
    return web.Response(body=picture, content_type="image/jpeg", headers=cross_origin_headers(request))


async def _picture(looks: Looks, look: Look, first: _First) -> bytes | Ending:
    try:
        looks.watch(look, first, small=False)
    except CameraFault as fault:
        return _end(look, of_fault(fault.kind))
    if look.ingest and look.ingest.newest:
        first.on_frame(look.ingest.newest)
    elif look.ingest:
        first.on_status(look.ingest.status)
    try:
        async with asyncio.timeout(PICTURE_WITHIN):
            frame = await first.result
    except TimeoutError:
        frame = of_fault(NO_PICTURE)
    if isinstance(frame, Ending):
        return _end(look, frame)
    if not await looks.start(look):
        return look.viewing.ended or CLOSED
    (jpeg,) = await looks.jpegs([(look, frame)])
    if not look.may_show:
        return look.viewing.ended or CLOSED
    look.viewing.end(DELIVERED)
    return jpeg


def _end(look: Look, ending: Ending) -> Ending:
    look.viewing.end(ending)
    return ending


def _refusal(request: web.Request, ending: Ending) -> web.Response:
    fields = ending.fields()
    body = {name: fields[name] for name in ("code", "article", "rule")}
    body["message"] = translated(ending.message or "", request.headers.get("Accept-Language", ""), request.app[keys.CATALOGUE])
    status = STATUSES.get(ending.code or "", HTTPStatus.FORBIDDEN)
    return web.json_response(body, status=status, headers=cross_origin_headers(request))
