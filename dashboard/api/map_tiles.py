"""Camera tiles with the lawful flag, for maps of other systems (系统对接) and cities too large for one blob.

The stores live in the memory of the process, one for each scope that the database names. Who asks is checked at each request; what the
tiles depend on at most a second ago, since a viewport asks for a dozen of them at once. The flag is for display: every look is decided anew.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from flask import Blueprint, Flask, Response, abort, current_app

from dashboard.api.map import blob_of
from dashboard.context import house
from dashboard.security import current_viewer, guard
from data.catalogue import cameras
from data.law.actions import Action
from data.law.people import Viewer
from layers.camera_tiles import MAX_ZOOM, CameraStore

VERSION_AGE = 1.0
"""Seconds for which a session's version is believed."""
STATES_AGE = 30.0
"""Seconds for which passing states (online, fault …) may be old before a store is made anew; rights are never older than a version."""
STORES_MOST = 48
"""Scopes kept at a time: departments, times the kinds of people in them."""
SESSIONS_MOST = 1000
blueprint = Blueprint("map_tiles", __name__)


class Stores:
    """The newest store of each scope, the least used one dropped first. Safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[cameras.MapVersion, float, CameraStore]] = OrderedDict()
        self._versions: OrderedDict[int, tuple[float, cameras.MapVersion]] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def of(self, viewer: Viewer) -> CameraStore:
        """The store of what the viewer may know, made when it is not there."""
        now = self._version(viewer)
        store = self._find(now)
        if store is None:
            with self._making:
                store = self._find(now) or self._make(now)
        return store

    def _version(self, viewer: Viewer) -> cameras.MapVersion:
        asked = time.monotonic()
        with self._lock:
            at, now = self._versions.get(viewer.session_id, (-VERSION_AGE, None))
        if now is None or asked - at >= VERSION_AGE:
            now = cameras.permission_version(house().db, viewer)
            with self._lock:
                self._versions[viewer.session_id] = (asked, now)
                self._versions.move_to_end(viewer.session_id)
                while len(self._versions) > SESSIONS_MOST:
                    self._versions.popitem(last=False)
        return now

    def _find(self, now: cameras.MapVersion) -> CameraStore | None:
        with self._lock:
            of, made, store = self._kept.get(now.scope, (None, 0.0, None))
            states_do = of is not None and (of.states == now.states or time.monotonic() - made < STATES_AGE)
            if of is None or of.cameras != now.cameras or not states_do:
                return None
            self._kept.move_to_end(now.scope)
            return store

    def _make(self, now: cameras.MapVersion) -> CameraStore:
        store = CameraStore(blob_of(now, fresh=True))
        with self._lock:
            self._kept[now.scope] = (now, time.monotonic(), store)
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
    store: CameraStore = current_app.extensions["mingjie-camera-stores"].of(current_viewer())
    return Response(store.tile(z, x, y), mimetype="application/octet-stream")
