"""The leaves when asked for, the seals all the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Input, Output, State, html
from dash.development.base_component import Component

from dashboard.components.days import span
from dashboard.context import house
from dashboard.i18n import _
from dashboard.pages.audit import ids
from dashboard.pages.audit.layout import layout
from dashboard.pages.audit.words import duration, kinds, show
from dashboard.security import current_viewer, guarded_callback, guarded_page
from dashboard.shell import icon
from data.errors import InvalidInput
from data.law import audit
from data.law.actions import Action

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dash

LIMIT = 1000


def register(app: dash.Dash) -> None:
    """The page and its callbacks."""
    guarded_page("audit", "/audit", layout, action=Action.PAGE_AUDIT, title=lambda: _("审计"), icon="scale-balanced", order=3)

    @guarded_callback(
        app,
        Action.AUDIT_READ,
        Output(ids.GRID, "rowData"),
        Output(ids.COUNT, "children"),
        Input(ids.REFRESH, "n_clicks"),
        State(ids.KIND, "value"),
        State(ids.DAYS, "value"),
    )
    def fill(_clicks: int, kind: str | None, days: Sequence[str | None] | None) -> tuple[list[dict[str, Any]], str]:
        since, until = span(days)
        if kind and (not isinstance(kind, str) or kind not in kinds()):
            raise InvalidInput("kind", "E-FORM-CHOICE")
        leaves = audit.list_leaves(house().db, current_viewer(), since=since, until=until, kind=kind or None, limit=LIMIT)
        return [show(leaf) for leaf in leaves], _("共{n}条").format(n=len(leaves))

    @guarded_callback(app, Action.PAGE_AUDIT, Output(ids.SEALS, "children"), Input(ids.TICK, "n_intervals"))
    def seals(_ticks: int) -> list[Component]:
        return seal_cards(audit.seal_state(house().db))


def seal_cards(state: audit.SealState) -> list[Component]:
    """The newest seal and its age; an alarm where leaves wait too long."""
    age = duration(state.newest_seal_age) if state.newest_seal_age is not None else "—"
    waiting = duration(state.oldest_unsealed_age) if state.oldest_unsealed_age is not None else _("无")
    verdict = _("封存滞后，请立即检查封存进程") if state.alarm else _("封存正常")
    cards = [
        (_("最新封存"), f"№ {state.newest_seal}" if state.newest_seal else _("尚无")),
        (_("距今"), age),
        (_("最久未封存"), waiting),
        (_("核验命令"), "script/mingjie verify-audit"),
    ]
    facts = [html.Div([html.Small(name), html.B(value, className="mj-code")]) for name, value in cards]
    mark = icon("triangle-exclamation" if state.alarm else "circle-check")
    return [*facts, html.Div([mark, verdict], className="audit-alarm" if state.alarm else "audit-fine")]
