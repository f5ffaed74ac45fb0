"""What stands on the map page: the Leaflet map, empty places for the panels, the wall beside it. No data: the browser asks for it.

The children of these containers are never rewritten (that would remount the map and end the looks in the wall); the panels are
filled by assets/map*.js.
"""

from __future__ import annotations

import dash_leaflet as dl
from dash import html
from dash.development.base_component import Component

from dashboard.components.wall import wall_container
from dashboard.i18n import _
from dashboard.pages.map import ids

MIDDLE_OF_CHINA = [35.0, 105.0]


def layout() -> Component:
    """The page; the same for everyone."""
    return html.Div([_stage(), _divider(), html.Aside(wall_container(), id=ids.DOCK, className="map-dock")], id=ids.PAGE, className="map-page")


def _stage() -> Component:
    """The map with its panels over it."""
    left = [
        html.Div(id=ids.SEARCH, className="map-search", role="search"),
        html.Div(id=ids.NOTE, className="map-note", role="note", hidden=True),
        html.Section(id=ids.FILTERS, className="map-filters", hidden=True, **{"aria-label": _("筛选")}),
        html.Section(id=ids.CARD, className="map-card", hidden=True, **{"aria-label": _("点位信息"), "aria-live": "polite"}),
    ]
    return html.Section(
        [
            dl.Map(
                id=ids.LEAFLET,
                className="map-leaflet",
                center=MIDDLE_OF_CHINA,
                zoom=5,
                minZoom=3,
                maxZoom=19,
                zoomControl=False,
                attributionControl=False,
                doubleClickZoom=True,
                children=[],
            ),
            html.Div(left, className="map-left"),
            html.Div(id=ids.RAIL, className="map-rail"),
            html.Div(id=ids.FOOT, className="map-foot"),
            html.Div(id=ids.STATUS, className="map-status", role="status", hidden=True),
        ],
        id=ids.STAGE,
        className="map-stage",
        **{"aria-label": _("地图")},
    )


def _divider() -> Component:
    """Between map and wall: dragged, or moved with the arrow keys."""
    return html.Div(id=ids.DIVIDER, className="map-divider", role="separator", tabIndex=0, **{"aria-orientation": "vertical"})
