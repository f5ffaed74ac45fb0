"""The frame around every page: navigation by what the person may do, who they are, language, light and dark.

Pages stand in `page_container`; the frame never rewrites it (a rewritten parent would remount the map and the wall).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash
import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, dcc, html
from dash.development.base_component import Component
from flask import request

from dashboard.context import house
from dashboard.i18n import _, language, localised
from dashboard.security import signed_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.law.people import Viewer

THEME_COOKIE = "mj_theme"
PAGE_HEADER = "X-Page"
"""The page a script of ours speaks for (assets/00-mj.js), since no referrer is sent."""
HEADER = 52
STRIP = 26
DARK_PAGES = ("/", "/signin")
"""The map is for the control room; paperwork starts light. A person's own choice stands above both."""

ASIDE = 9
"""From this order on a page stands in the person's menu, not in the navigation."""

BLUES = ["#e9f4fd", "#d3e6f7", "#a5cdf0", "#74b3e9", "#4b9ce3", "#328de0", "#1a78cf", "#0b64b8", "#0557a4", "#00498f"]
SLATES = ["#e7edf4", "#c3cfdb", "#9dafc2", "#6b7f94", "#3c4e62", "#2b394a", "#1b2634", "#141d28", "#0d141c", "#080d13"]
THEME = {
    "fontFamily": "var(--mj-font)",
    "fontFamilyMonospace": "var(--mj-mono)",
    "primaryColor": "jie",
    "primaryShade": {"light": 7, "dark": 4},
    "autoContrast": True,
    "defaultRadius": "md",
    "colors": {"jie": BLUES, "dark": SLATES},
    "headings": {"fontFamily": "var(--mj-font)", "fontWeight": "600"},
}


def theme() -> str:
    """Dark or light: the person's choice, else what suits the page."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    page = request.headers.get(PAGE_HEADER, request.path)
    return chosen if chosen in ("dark", "light") else ("dark" if page in DARK_PAGES else "light")


def layout() -> Component:
    """The frame for who asks; an empty one without a session (Dash asks for the layout once while it starts)."""
    viewer = signed_in()
    if viewer is None:
        return html.Div(dash.page_container)
    demo = house().settings.demo
    return dmc.MantineProvider(
        id="shell-theme",
        theme=THEME,
        forceColorScheme=theme(),
        children=dmc.DatesProvider(
            settings={"locale": "zh-cn" if language() == "zh" else "en", "firstDayOfWeek": 1, "weekendDays": [0, 6]},
            children=[
                html.A(_("跳到正文"), href="#shell-main", className="mj-skip"),
                dmc.NotificationContainer(id="shell-notifications", position="top-right", limit=4),
                dmc.AppShell(
                    [dmc.AppShellHeader(_header(viewer, demo=demo)), dmc.AppShellMain(dash.page_container, id="shell-main")],
                    id="shell-frame",
                    header={"height": HEADER + (STRIP if demo else 0)},
                    padding=0,
                    className="shell-demo" if demo else "",
                ),
                dcc.Store(id="shell-ignore"),
            ],
        ),
    )


def _header(viewer: Viewer, *, demo: bool) -> Sequence[Component]:
    strip = [html.Div([icon("flask"), _("演示城市：数据均为虚构，不得用于实际工作")], className="shell-strip", role="note")]
    bar = html.Div(
        [
            html.A([html.Span(className="shell-mark"), html.B(_("明界"))], href="/", className="shell-brand"),
            html.Nav(_links(viewer), className="shell-nav", **{"aria-label": _("主导航")}),
            html.Div(id="shell-slot", className="shell-slot"),
            _tools(),
            _person(viewer),
        ],
        className="shell-bar",
    )
    return [*(strip if demo else []), bar]


def _links(viewer: Viewer) -> list[Component]:
    pages = sorted(dash.page_registry.values(), key=lambda page: page["order"])
    return [
        html.A(
            [icon(page["icon"]), html.Span(page["label"]())],
            href=page["path"],
            className="shell-link",
            **{"data-path": page["path"]},
        )
        for page in pages
        if viewer.may(page["action"]) and page["order"] < ASIDE
    ]


def _tools() -> Component:
    other = {"zh": ("en", "English"), "en": ("zh", "中文")}[language()]
    return html.Div(
        [
            html.Button(other[1], id="shell-language", className="shell-tool", n_clicks=0, lang=other[0], title=_("切换语言"), **{"data-language": other[0]}),
            html.Button(
                [icon("moon"), icon("sun")],
                id="shell-scheme",
                className="shell-tool shell-scheme",
                n_clicks=0,
                title=_("切换明暗"),
                **{"aria-label": _("切换明暗")},
            ),
        ],
        className="shell-tools",
    )


def _person(viewer: Viewer) -> Component:
    department = localised(viewer, "department")
    roles = _("、").join(role_name(role) for role in sorted(viewer.roles))
    return dmc.Menu(
        [
            dmc.MenuTarget(
                html.Button(
                    [
                        html.Span(viewer.name[-1:], className="shell-face", **{"aria-hidden": "true"}),
                        html.Span([html.B(viewer.name), html.Small(department)], className="shell-who"),
                        icon("chevron-down"),
                    ],
                    className="shell-person",
                    id="shell-person",
                    **{"aria-label": _("账户菜单")},
                )
            ),
            dmc.MenuDropdown(
                [
                    dmc.MenuLabel(_("单位")),
                    html.Div(department, className="shell-fact"),
                    dmc.MenuLabel(_("角色")),
                    html.Div(roles, className="shell-fact"),
                    dmc.MenuLabel(_("工号")),
                    html.Div(viewer.staff_no or "—", className="shell-fact mj-code"),
                    dmc.MenuDivider(),
                    dmc.MenuItem(_("我的账户"), href="/account", refresh=True, leftSection=icon("id-badge")),
                    dmc.MenuItem(_("退出登录"), id="shell-sign-out", leftSection=icon("right-from-bracket"), color="red", n_clicks=0),
                ]
            ),
        ],
        position="bottom-end",
        width=240,
        withArrow=True,
    )


def icon(name: str) -> Component:
    """A Font Awesome solid icon, for the eye only."""
    return html.I(className=f"fa-solid fa-{name}", **{"aria-hidden": "true"})


def role_name(role: str) -> str:
    """The name of a role in the language of the page."""
    names = {
        "dispatcher": _("驻场人员"),
        "department_admin": _("单位管理员"),
        "department_head": _("单位负责人"),
        "reviewer": _("审核员"),
        "bureau_head": _("大数据局负责人"),
        "bureau_admin": _("局业务管理员"),
        "duty_officer": _("局值班长"),
        "leader": _("领导"),
        "system_admin": _("系统管理员"),
        "security_admin": _("安全管理员"),
        "auditor": _("审计管理员"),
        "maintainer": _("维护单位"),
    }
    return names.get(role, role)


def register(app: dash.Dash) -> None:
    """The frame's own switches, all in the browser (assets/shell.js)."""
    clicks = [
        ("theme", Output("shell-theme", "forceColorScheme"), Input("shell-scheme", "n_clicks")),
        ("language", Output("shell-ignore", "data"), Input("shell-language", "n_clicks")),
        ("signOut", Output("shell-ignore", "modified_timestamp"), Input("shell-sign-out", "n_clicks")),
    ]
    for name, output, trigger in clicks:
        app.clientside_callback(ClientsideFunction("shell", name), output, trigger, prevent_initial_call=True)

