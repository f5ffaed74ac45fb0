"""What stands on the audit page. Leaves are read only when asked for: reading them is an act of its own."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.days import month_format
from dashboard.components.grid import column, grid
from dashboard.i18n import _
from dashboard.pages.audit import ids
from dashboard.pages.audit.words import kinds
from dashboard.shell import icon

SEALS_MS = 5_000


def layout() -> Component:
    """The page, for the audit administrator."""
    return html.Div(
        [
            html.Header(
                [
                    html.Div([html.H1(_("审计")), html.P(_("只增不改，逐条封存；查看审计本身也会写入审计。"), className="mj-muted")]),
                    html.Div(_controls(), className="mj-controls"),
                ],
                className="mj-page-head",
            ),
            html.Div(id=ids.SEALS, className="audit-seals", role="status"),
            html.Div(grid(ids.GRID, columns()), className="mj-page-body"),
            html.Footer(html.Span(id=ids.COUNT, **{"aria-live": "polite"}), className="mj-page-foot mj-muted"),
            dcc.Interval(ids.TICK, interval=SEALS_MS),
        ],
        className="mj-page",
    )


def _controls() -> list[Component]:
    choices = [{"value": value, "label": label} for value, label in kinds().items()]
    return [
        dmc.Select(id=ids.KIND, data=choices, placeholder=_("全部事件"), clearable=True, w=190, **{"aria-label": _("事件")}),
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
        dmc.Button(_("查看"), id=ids.REFRESH, leftSection=icon("magnifying-glass"), n_clicks=0),
    ]


def columns() -> list[dict[str, Any]]:
    """What happened, who did it, what came of it, under which rule."""
    result_rules = {"mj-deny": "params.data.deny", "mj-allow": "!params.data.deny"}
    return [
        column("seq", _("序号"), 90, pinned="left", cellClass="mj-code", filter="agNumberColumnFilter"),
        column("at", _("时间"), 210, cellClass="mj-code"),
        column("event", _("事件"), 140),
        column("result", _("结果"), 90, cellClassRules=result_rules),
        column("rule", _("规则"), 110, cellClass="mj-code"),
        column("article", _("条款"), 130),
        column("person", _("人员"), 210),
        column("department", _("单位"), 190),
        column("object", _("对象"), 250),
        column("place", _("终端"), 210),
        column("session", _("会话"), 90, cellClass="mj-code"),
        column("detail", _("说明"), 320, flex=1, minWidth=260),
    ]
