"""The register's rows: asked for the chosen range, again at each refresh. The database checks the range against the roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Input, Output

from dashboard.components.days import span
from dashboard.context import house
from dashboard.i18n import _
from dashboard.pages.register import ids
from dashboard.pages.register.layout import layout
from dashboard.pages.register.rows import show, show_refusal
from dashboard.security import admit, guarded_callback, guarded_page
from data.errors import InvalidInput
from data.law import viewings
from data.law.actions import Action

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dash

LIMIT = 1000
SCOPES = {"own": Action.REGISTER_OWN, "department": Action.REGISTER_DEPARTMENT, "all": Action.REGISTER_ALL}


def register(app: dash.Dash) -> None:
    """The page and its callback."""
    guarded_page("register", "/register", layout, action=Action.PAGE_REGISTER, title=lambda: _("登记"), icon="clipboard-list", order=2)

    @guarded_callback(
        app,
        Action.PAGE_REGISTER,
        Output(ids.GRID, "rowData"),
        Output(ids.COUNT, "children"),
        Input(ids.SCOPE, "value"),
        Input(ids.DAYS, "value"),
        Input(ids.REFRESH, "n_clicks"),
        Input(ids.TICK, "n_intervals"),
    )
    def fill(scope: viewings.Scope, days: Sequence[str | None] | None, _clicks: int, _ticks: int) -> tuple[list[dict[str, Any]], str]:
        since, until = span(days)
        if not isinstance(scope, str) or scope not in SCOPES:
            raise InvalidInput("scope", "E-FORM-CHOICE")
        viewer = admit(SCOPES[scope], touch=False)
        asked = {"scope": scope, "since": since, "until": until, "limit": LIMIT}
        looks = viewings.register(house().db, viewer, **asked)
        refused = viewings.refusals(house().db, viewer, **asked)
        rows = [(row.opened_at, {"key": row.register_no, **show(row)}) for row in looks]
        rows += [(row.at, {"key": f"R{row.seq}", **show_refusal(row)}) for row in refused]
        newest = [cells for _at, cells in sorted(rows, key=lambda row: row[0], reverse=True)[:LIMIT]]
        return newest, count_text(len(newest))


def count_text(count: int) -> str:
    """How many rows are shown, and whether there are more."""
    text = _("共{n}条").format(n=count)
    return text if count < LIMIT else _("只显示最近{n}条，请缩小日期范围").format(n=LIMIT)
