"""The JSON API for system integration (系统对接): the same domain calls as the pages, described at /api/openapi.json.

Errors are `{"code","article","rule","message"}`, at a field also `"field"`, in the language asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.api import cameras, explain, jurisdictions, map_tiles, session, system, viewings
from dashboard.api import map as map_routes

if TYPE_CHECKING:
    from flask import Flask


def install(server: Flask) -> None:
    """Attach all routes."""
    for part in (system, session, cameras, viewings, jurisdictions, explain, map_routes, map_tiles):
        part.install(server)
