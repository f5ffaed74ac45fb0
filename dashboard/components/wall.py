"""The place of the video wall in a page.

Belongs here: the empty container that ``assets/wall*.js`` fills. Its children are never set by the server again, because
any change of a ``children`` property remounts every descendant: panes would flicker and looks would end. Nothing about
cameras, pictures or purposes passes through Dash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard.security import signed_in
from data.law.actions import Action

if TYPE_CHECKING:
    from dash.development.base_component import Component

WALL_ID = "map-wall"
HOST_CLASS = "mj-wall-host"


def wall_container(**_: object) -> Component:
    """The container of the wall: stands beside the map and takes the height it is given.

    The name of the viewer's own department goes with it, so that the question for the purpose (Article 24) can suggest what
    that department looks for (Articles 11–20); and whether the viewer's post looks at pictures at all.
    """
    viewer = signed_in()
    department = viewer.department_zh if viewer else ""
    may_view = "yes" if viewer and viewer.may(Action.VIEWING_OPEN) else "no"
    return html.Div(id=WALL_ID, className=HOST_CLASS, **{"data-department": department, "data-may-view": may_view})
