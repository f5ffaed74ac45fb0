"""The account page: identity, roles, the actions they give, the end of the session. No callback; nothing can be changed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from dashboard.i18n import _, localised, show_time
from dashboard.security import current_viewer, guarded_page
from dashboard.shell import role_name
from data.law.actions import Action

if TYPE_CHECKING:
    import dash

    from data.law.people import Viewer


PAGES = dict.fromkeys((Action.REGISTER_OWN, Action.REGISTER_DEPARTMENT, Action.REGISTER_ALL), Action.PAGE_REGISTER)
"""What is done on a page is a right only for who has that page."""


def register(app: dash.Dash) -> None:  # noqa: ARG001 - every page has this door
    """The page."""
    guarded_page("account", "/account", layout, action=Action.PAGE_FRAME, title=lambda: _("我的账户"), icon="id-badge", order=9)


def layout() -> Component:
    """The page for who asks."""
    viewer = current_viewer()
    return html.Div(
        [
            html.Header(html.Div([html.H1(_("我的账户")), html.P(_("账号专人专用，不得转借；使用人变动须重新提交用户申请表。"), className="mj-muted")]), className="mj-page-head"),
            html.Div([_facts(viewer), _rights(viewer)], className="account-cards"),
        ],
        className="mj-page account",
    )


def _facts(viewer: Viewer) -> Component:
    facts = [
        (_("姓名"), viewer.name),
        (_("工号"), viewer.staff_no or "—"),
        (_("用户名"), viewer.login),
        (_("单位"), localised(viewer, "department")),
        (_("角色"), _("、").join(role_name(role) for role in sorted(viewer.roles))),
        (_("本次终端地址"), viewer.address),
        (_("本次登录最迟到"), show_time(viewer.absolute_until, "yyyy-MM-dd HH:mm")),
    ]
    rows = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts]
    return html.Section([html.H2(_("身份")), html.Dl(rows)], className="mj-card")


def _rights(viewer: Viewer) -> Component:
    names = [name for action, name in action_names().items() if viewer.may(action) and viewer.may(PAGES.get(action, action))]
    parts = [html.H2(_("岗位权限")), html.Ul([html.Li(name) for name in names])]
    if viewer.may(Action.VIEW_LIVE):
        note = _("对每个点位还须同时具备已批准的授权（第七条）并位于核定辖区之内（第二十五条）。")
        parts.append(html.P(note, className="mj-muted"))
    return html.Section(parts, className="mj-card")


def action_names() -> dict[Action, str]:
    """The actions worth telling a person, in words."""
    return {
        Action.PAGE_MAP: _("查看地图和点位目录"),
        Action.VIEW_LIVE: _("实时预览"),
        Action.VIEW_SNAPSHOT: _("截图"),
        Action.CONTROL_PTZ: _("云台控制"),
        Action.VIEW_PLAYBACK: _("录像回放"),
        Action.EXPORT: _("视频下载"),
        Action.REGISTER_OWN: _("查看本人的使用登记"),
        Action.REGISTER_DEPARTMENT: _("查看本单位的使用登记"),
        Action.REGISTER_ALL: _("查看全部使用登记"),
        Action.AUDIT_READ: _("查看审计"),
    }
