"""The map page's registration. It has no callback of Dash's: a change of any `children` would remount map and wall.

The browser code asks the routes of dashboard/api/map.py, and every route declares its action.
"""

from __future__ import annotations

import dash

from dashboard.i18n import _
from dashboard.pages.map.layout import layout
from dashboard.security import guarded_page
from data.law.actions import Action


def register(_app: dash.Dash) -> None:
    """The page at /."""
    guarded_page("map", "/", layout, action=Action.PAGE_MAP, title=lambda: _("地图"), icon="map-location-dot", order=1)
