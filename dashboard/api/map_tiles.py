"""Camera tiles with the lawful flag, for maps of other systems (系统对接) and cities too large for one blob.

The stores live in the memory of the process, one for each scope that the database names; each request asks the database for the
version first, so a right that ended is in no tile.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from flask import Blueprint, Flask, Response, abort, current_app

from dashboard.api.map import blob_of
from dashboard.context import house
from dashboard.security import current_viewer, guard
from data.catalogue import cameras
from data.law.actions import Action
from layers.camera_tiles import MAX_ZOOM, CameraStore

STORES_MOST = 48
"""Scopes kept at a time: departments, times the kinds of people in them."""
blueprint = Blueprint("map_tiles", __name__)


class Stores:
    """The newest store of each scope, the least used one dropped first. Safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[str, int, CameraStore]] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def of(self, now: cameras.MapVersion) -> CameraStore:
        """The store of a version, made when it is not there."""
        store = self._find(now)
        if store is None:
            with self._making:
                store = self._find(now) or self._make(now)
        return store

    def _find(self, now: cameras.MapVersion) -> CameraStore | None:
        with self._lock:
            cameras_, states, store = self._kept.get(now.scope, ("", 0, None))
            if store is None or (cameras_, states) != (now.cameras, now.states):
                return None
            self._kept.move_to_end(now.scope)
            return store

    def _make(self, now: cameras.MapVersion) -> CameraStore:
        store = CameraStore(blob_of(now, fresh=True))
        with self._lock:
            self._kept[now.scope] = (now.cameras, now.states, store)
            while len(self._kept) > STORES_MOST:
                self._kept.popitem(last=False)
        return store


def install(server: Flask) -> None:
    """Attach the route."""
    server.register_blueprint(blueprint)
    server.extensions["mingjie-camera-stores"] = Stores()


@blueprint.get("/map/cameras/<int:z>/<int:x>/<int:y>.bin")
@guard(Action.CATALOGUE_READ)
def tile(z: int, x: int, y: int) -> Response:
    """The cameras of one tile (XYZ, EPSG:3857) in the layout of the blob (layers/cameras.py)."""
    if not (z <= MAX_ZOOM and x < 2**z and y < 2**z):
        abort(404)
    now = cameras.permission_version(house().db, current_viewer())
    store: CameraStore = current_app.extensions["mingjie-camera-stores"].of(now)
    return Response(store.tile(z, x, y), mimetype="application/octet-stream")
