"""The catalogue as GeoJSON (WGS-84): what may be known of each camera, and per action whether it may be seen or which rule forbids it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify

from dashboard.api.inputs import WORLD, box, camera_code, whole_number
from dashboard.context import house
from dashboard.security import current_viewer, guard
from data.catalogue import cameras
from data.errors import NotFound
from data.law.actions import Action

if TYPE_CHECKING:
    from flask import Flask

blueprint = Blueprint("cameras", __name__)
LIMIT = 1000
LARGEST = 5000


def install(server: Flask) -> None:
    """Attach the routes."""
    server.register_blueprint(blueprint)


@blueprint.get("/api/cameras")
@guard(Action.CATALOGUE_READ)
def in_box() -> Response:
    """The cameras in a box, at most `limit`; `truncated` tells that there are more."""
    limit = whole_number("limit", LIMIT, 1, LARGEST)
    found = cameras.in_box(house().db, current_viewer(), box() or WORLD, limit + 1)
    features = [feature(camera) for camera in found[:limit]]
    return geojson(jsonify(type="FeatureCollection", features=features, truncated=len(found) > limit))


@blueprint.get("/api/cameras/<code>")
@guard(Action.CATALOGUE_READ)
def one(code: str) -> Response:
    """One camera, or 404: the same for one that does not exist and one that may not be known."""
    asked = camera_code(code)
    camera = cameras.one(house().db, current_viewer(), asked) if asked else None
    if camera is None:
        raise NotFound("E-CAM-01")
    return geojson(jsonify(feature(camera)))


def geojson(response: Response) -> Response:
    """Say what it is."""
    response.mimetype = "application/geo+json"
    return response


def feature(camera: cameras.Known) -> dict[str, Any]:
    """One camera as a GeoJSON feature; never an address, a telephone number or a stream."""
    may = {Action.VIEW_LIVE.value: camera.live_code or True, Action.VIEW_SNAPSHOT.value: camera.snapshot_code or True}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [camera.lon, camera.lat]},
        "properties": {
            "code": camera.code,
            "name": camera.name,
            "status": camera.status,
            "class": camera.resource_class,
            "type": camera.camera_type,
            "may": may,
        },
    }
