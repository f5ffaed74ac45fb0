"""The measured traps of Dash: pages leak into everyone's HTML, callbacks are open posts, stray parameters break pages."""

from __future__ import annotations

import pytest

from tests.dashboard.conftest import Site, call

ROUTER = ".._pages_content.children..._pages_store.data.."


def route_to(client, path: str, search: str = ""):
    return call(client, ROUTER, ("_pages_location.pathname", path), ("_pages_location.search", search))


def test_no_page_is_shipped_with_another(dispatcher) -> None:
    for address in ("/", "/register", "/_dash-layout"):
        text = dispatcher.get(address).get_data(as_text=True)
        assert "audit-grid" not in text
        assert "register-grid" not in text
        assert "validation_layout" not in text


def test_the_frame_holds_no_camera_and_no_row(site: Site, dispatcher) -> None:
    text = "".join(dispatcher.get(address).get_data(as_text=True) for address in ("/", "/_dash-layout", "/register"))
    assert site.city.west_camera not in text
    assert "济水大街" not in text


@pytest.mark.parametrize("path", ["/", "/register", "/account"])
def test_a_stray_parameter_breaks_no_page(dispatcher, path: str) -> None:
    answer = route_to(dispatcher, path, "?x=1&children=2")
    assert answer.status_code == 200
    assert dispatcher.get(f"{path}?x=1").status_code == 200


def test_a_dispatcher_may_not_reach_the_audit_by_any_road(site: Site, dispatcher) -> None:
    before = len(site.leaves("access"))
    assert dispatcher.get("/audit").status_code == 403
    assert route_to(dispatcher, "/audit").status_code == 403
    forged = call(
        dispatcher,
        "..audit-grid.rowData...audit-count.children..",
        ("audit-refresh.n_clicks", 1),
        states=(("audit-kind.value", None), ("audit-days.value", None)),
    )
    assert forged.status_code == 403
    assert forged.json["code"] == "E-ROLE-01"
    refused = site.leaves("access")
    assert len(refused) == before + 3
    assert refused[0]["result"] == "deny"


def test_callbacks_that_do_not_exist_are_not_there(dispatcher) -> None:
    assert call(dispatcher, "no.such", ("a.b", 1)).status_code == 403
    assert dispatcher.post("/_dash-update-component", json=[1], headers={"X-CSRF-Token": "csrf"}).status_code == 400
    assert dispatcher.post("/_dash-update-component", data=b"{", headers={"X-CSRF-Token": "csrf"}).status_code == 400


def test_unknown_pages_are_404_in_our_look(dispatcher) -> None:
    answer = dispatcher.get("/nowhere")
    assert answer.status_code == 404
    assert "没有找到" in answer.get_data(as_text=True)


def test_mcp_and_reloading_are_off(site: Site, dispatcher) -> None:
    assert dispatcher.post("/_mcp", json={}, headers={"X-CSRF-Token": "csrf"}).status_code == 404
    assert site.app._enable_mcp is False
    assert not site.app._dev_tools.hot_reload


def test_layouts_hold_no_address_outside(dispatcher) -> None:
    for address in ("/", "/_dash-layout"):
        text = dispatcher.get(address).get_data(as_text=True)
        outside = [part for part in text.split('"') if part.startswith(("http://", "https://", "//"))]
        assert [part for part in outside if "dash-version.plotly.com" not in part] == []
