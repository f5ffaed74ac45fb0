"""What stands on the register page. The rows come by callback, after its own check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.days import month_format
from dashboard.components.grid import column, grid
from dashboard.i18n import _
from dashboard.pages.register import ids
from dashboard.security import current_viewer
from dashboard.shell import icon
from data.law.actions import Action

if TYPE_CHECKING:
    from data.law.people import Viewer

REFRESH_MS = 15_000


def layout() -> Component:
    """The page for who asks."""
    viewer = current_viewer()
    return html.Div(
        [
            html.Header(
                [
                    html.Div([html.H1(_("使用登记")), html.P(_("每次调看自动登记（第二十四条第三款），任何人不得修改；被拒绝的请求一并列出。"), className="mj-muted")]),
                    html.Div(_controls(viewer), className="mj-controls"),
                ],
                className="mj-page-head",
            ),
            html.Div(grid(ids.GRID, columns()), className="mj-page-body"),
            html.Footer(html.Span(id=ids.COUNT, **{"aria-live": "polite"}), className="mj-page-foot mj-muted"),
            dcc.Interval(ids.TICK, interval=REFRESH_MS),
        ],
        className="mj-page",
    )


def _controls(viewer: Viewer) -> list[Component]:
    offered = scopes(viewer)
    return [
        dmc.SegmentedControl(id=ids.SCOPE, data=offered, value=offered[-1]["value"], **{"aria-label": _("登记范围")}),
        dmc.DatePickerInput(
            id=ids.DAYS,
            type="range",
            placeholder=_("全部日期"),
            valueFormat="YYYY-MM-DD",
            monthLabelFormat=month_format(),
            allowSingleDateInRange=True,
            clearable=True,
            w=250,
            leftSection=icon("calendar"),
            **{"aria-label": _("日期范围")},
        ),
        dmc.Button(_("刷新"), id=ids.REFRESH, variant="default", leftSection=icon("rotate-right"), n_clicks=0),
    ]


def scopes(viewer: Viewer) -> list[dict[str, str]]:
    """The ranges of the register that the viewer's roles reach, narrowest first."""
    reach = [
        (Action.REGISTER_OWN, "own", _("本人")),
        (Action.REGISTER_DEPARTMENT, "department", _("本单位")),
        (Action.REGISTER_ALL, "all", _("全部")),
    ]
    return [{"value": value, "label": label} for action, value, label in reach if viewer.may(action)]


def columns() -> list[dict[str, Any]]:
    """The six columns of Article 24(3) first, as the article names them; then what proves them."""
    return [
        column("register_no", _("登记号"), 130, pinned="left", cellClass="mj-code"),
        {
            "headerName": _("第二十四条第三款"),
            "headerClass": "register-law",
            "children": [
                column("purpose", _("具体用途"), 220, flex=1, minWidth=200),
                column("person", _("使用人员"), 140),
                column("approver", _("批准人员"), 120),
                column("content", _("视频内容"), 260, flex=2, minWidth=260),
                column("obtained", _("获取时间"), 170, cellClass="mj-code"),
                column("medium", _("介质类型"), 130),
            ],
        },
        {
            "headerName": _("佐证"),
            "children": [
                column("started", _("开始"), 90, cellClass="mj-code"),
                column("ended", _("结束"), 90, cellClass="mj-code"),
                column("end_reason", _("结束原因"), 160),
                column("ground", _("依据"), 220),
                column("code", _("点位编号"), 190, cellClass="mj-code"),
                column("department", _("单位"), 150),
                column("terminal", _("终端"), 210),
            ],
        },
    ]
