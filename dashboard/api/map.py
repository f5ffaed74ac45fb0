"""What the map page asks for: the camera blob and its version, states, cards, search, tiles, the frame with the own jurisdiction.

Every answer is for the viewer who asks; what may be known is decided by the database. The blob is kept in the cache under the scope and
version that the database names, never under a person or a request.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, request, send_file

from dashboard.api.inputs import CODE, is_text, whole_number
from dashboard.context import house
from dashboard.errors import article_label
from dashboard.headers import keep_for_ever
from dashboard.i18n import _, localised
from dashboard.security import current_viewer, guard
from data.catalogue import basemap, cameras
from data.errors import InvalidInput
from data.law import jurisdictions
from data.law.actions import Action
from data.law.rules import article_of, message_of
from layers import basemap as tiles
from layers.cameras import encode_cameras
from layers.jurisdictions import bounds, dim_outside

blueprint = Blueprint("map", __name__, url_prefix="/map")
CHINA = (73.5, 18.0, 135.1, 53.6)
"""What is shown before a city is entered: west, south, east, north in degrees."""
IDS_MOST = 60
BLOB_AGE = timedelta(minutes=10)
OVERLAP = timedelta(seconds=10)
"""States are asked for again from this much earlier: a transaction may commit after its own time."""
ACTIONS = (Action.VIEW_LIVE, Action.VIEW_SNAPSHOT)


def install(server: Flask) -> None:
    """Attach the routes."""
    server.register_blueprint(blueprint)


@blueprint.get("/context")
@guard(Action.CATALOGUE_READ)
def context() -> Response:
    """What the page needs once: extent, units, basemap, the own jurisdiction in force, and what forbids everything, if so."""
    viewer = current_viewer()
    frame, now = basemap.frame(house().db, viewer), cameras.permission_version(house().db, viewer)
    return jsonify(
        version=now.context,
        gate=refusal(now.gate) if now.gate else None,
        extent=frame.bounds or CHINA,
        note=localised({"name_zh": frame.note_zh, "name_en": frame.note_en}),
        owners=[{"id": unit.id, "name": localised(unit)} for unit in frame.owners],
        basemap=basemap_source(frame.basemap),
        jurisdiction=own_jurisdiction(),
    )


def own_jurisdiction() -> dict[str, Any] | None:
    """The viewer's jurisdiction in force: its outline, what is dimmed, who approved it; None when there is none."""
    version = jurisdictions.in_force(house().db, current_viewer())
    if version is None:
        return None
    outline = json.loads(version.geojson)
    return {
        "version_no": version.version_no,
        "approved_by": version.approved_by,
        "approved_at": version.approved_at.isoformat(),
        "outline": outline,
        "outside": dim_outside(outline),
        "bounds": bounds(outline),
    }


def basemap_source(revision: int) -> dict[str, Any]:
    """Where the ground comes from: our vector tiles, or the operator's own file or address (MINGJIE_BASEMAP)."""
    given = house().settings.basemap
    if given is None:
        return {"kind": "vector", "url": f"/map/tiles/{{z}}/{{x}}/{{y}}.mvt?v={revision}", "max_zoom": tiles.MAX_ZOOM}
    if given.endswith(".pmtiles"):
        return {"kind": "pmtiles", "url": "/map/base.pmtiles", "max_zoom": tiles.MAX_ZOOM}
    return {"kind": "image", "url": given, "max_zoom": 18}


@blueprint.get("/version")
@guard(Action.CATALOGUE_READ)
def version() -> Response:
    """Whether anything changed: 304 with the ETag of the last answer, else the versions of cameras, states and context."""
    now = cameras.permission_version(house().db, current_viewer())
    answer = jsonify(cameras=now.cameras, states=now.states, context=now.context)
    answer.set_etag(f"{now.cameras}-{now.states}-{now.context}")
    return answer.make_conditional(request)


@blueprint.get("/cameras.bin")
@guard(Action.CATALOGUE_READ)
def blob() -> Response:
    """Every camera that the viewer may know of (layers/cameras.py), from the cache while nothing changed."""
    now = cameras.permission_version(house().db, current_viewer())
    if request.if_none_match.contains(now.cameras):
        return Response(status=304)
    answer = Response(blob_of(now), mimetype="application/octet-stream")
    answer.set_etag(now.cameras)
    return answer


def blob_of(now: cameras.MapVersion, *, fresh: bool = False) -> bytes:
    """The blob of a scope: one is kept, the newest; a rebuild when the version changed, its states are old or `fresh` ones are wanted."""
    key = f"map-cameras:{now.scope}"
    kept = house().cache.get(key)
    if kept and not fresh and kept[0] == now.cameras and datetime.now(UTC) - kept[1] < BLOB_AGE:
        return bytes(kept[2])
    wire, read_at = cameras.wire(house().db, current_viewer())
    made = encode_cameras(wire, int(read_at.timestamp()))
    house().cache.set(key, (now.cameras, read_at, made))
    return made


@blueprint.get("/states")
@guard(Action.CATALOGUE_READ)
def states() -> Response:
    """The states that changed since `since` (seconds since 1970 UTC), as [number, state] pairs, and the moment to ask from next."""
    since = datetime.fromtimestamp(whole_number("since", 0, 0, 2**32), UTC)
    asked = int(datetime.now(UTC).timestamp())
    changed = cameras.states_since(house().db, current_viewer(), since - OVERLAP)
    return jsonify(at=asked, states=changed)


@blueprint.get("/cameras")
@guard(Action.CATALOGUE_READ)
def cards() -> Response:
    """Cards by `ids` or `codes` (comma-separated, at most 60). One that may not be known is silently absent, as one that is not."""
    numbers = [int(part) for part in listed("ids") if part.isascii() and part.isdigit() and int(part) < 2**31]
    codes = [part for part in listed("codes") if CODE.fullmatch(part)]
    found = cameras.cards(house().db, current_viewer(), ids=numbers, codes=codes)
    return jsonify(cameras=[card(camera) for camera in found])


def listed(name: str) -> list[str]:
    """The parts of a comma-separated parameter.

    Raises:
        InvalidInput: more than are given at a time.
    """
    parts = request.args.get(name, "").split(",")
    if len(parts) > IDS_MOST:
        raise InvalidInput(name, "E-FORM-NUMBER", low=1, high=IDS_MOST)
    return parts


def card(camera: cameras.Card) -> dict[str, Any]:
    """A card for the browser; `may` holds true or the refusal in plain words, per action."""
    codes = dict(zip(ACTIONS, (camera.live_code, camera.snapshot_code), strict=True))
    return {
        "id": camera.id,
        "code": camera.code,
        "name": camera.name,
        "status": camera.status,
        "class": camera.resource_class,
        "type": camera.camera_type,
        "owner": localised({"name_zh": camera.owner_zh, "name_en": camera.owner_en}),
        "township": localised({"name_zh": camera.township_zh, "name_en": camera.township_en}),
        "lon": camera.lon,
        "lat": camera.lat,
        "azimuth": camera.azimuth,
        "hfov": camera.hfov,
        "may": {action.value: refusal(code) if code else True for action, code in codes.items()},
    }


def refusal(code: str) -> dict[str, Any]:
    """Why not, in the language of the page."""
    return {"code": code, "article": article_label(article_of(code)), "message": _(message_of(code))}


@blueprint.get("/search")
@guard(Action.CATALOGUE_READ)
def search() -> Response:
    """Townships, places and cameras for some words, nearest first."""
    words = request.args.get("q", "").strip()[:60]
    if not words or not is_text(words):
        return jsonify(hits=[])
    viewer, db = current_viewer(), house().db
    places = [place(found) for found in basemap.places(db, viewer, words)]
    hits = [hit(found) for found in cameras.search(db, viewer, words)]
    return jsonify(hits=[*places, *hits])


def place(found: basemap.Place) -> dict[str, Any]:
    """A place as a hit; its bounds as Leaflet takes them."""
    what = _("乡镇（街道）") if found.kind == "township" else _("地点")
    corners = [[found.south, found.west], [found.north, found.east]]
    return {"kind": found.kind, "name": localised(found), "what": what, "bounds": corners}


def hit(found: cameras.Found) -> dict[str, Any]:
    """A camera as a hit."""
    return {
        "kind": "camera",
        "id": found.id,
        "code": found.code,
        "name": found.name,
        "status": found.status,
        "type": found.camera_type,
        "township": localised({"name_zh": found.township_zh, "name_en": found.township_en}),
        "lon": found.lon,
        "lat": found.lat,
        "locked": found.live_code is not None,
    }


@blueprint.get("/tiles/<int:z>/<int:x>/<int:y>.mvt")
@guard(Action.BASEMAP)
def tile(z: int, x: int, y: int) -> Response:
    """One vector tile of the basemap; kept, here and by the browser, only under the revision that is in force."""
    if not tiles.is_tile(z, x, y):
        abort(404)
    revision = whole_number("v", 0, 0, 2**53)
    if not revision or revision != basemap.revision(house().db):
        return Response(basemap.tile(house().db, z, x, y), mimetype=tiles.MEDIA_TYPE)
    key = f"map-tile:{revision}:{z}/{x}/{y}"
    mvt = house().cache.get(key)
    if mvt is None:
        mvt = basemap.tile(house().db, z, x, y)
        house().cache.set(key, mvt)
    answer = keep_for_ever(Response(mvt, mimetype=tiles.MEDIA_TYPE))
    answer.add_etag()
    return answer.make_conditional(request)


@blueprint.get("/base.pmtiles")
@guard(Action.BASEMAP)
def pmtiles() -> Response:
    """The operator's own map file, in the byte ranges that the browser asks for."""
    given = house().settings.basemap
    if given is None or not given.endswith(".pmtiles") or not Path(given).is_file():
        abort(404)
    return send_file(Path(given).resolve(), mimetype="application/vnd.pmtiles", conditional=True)
