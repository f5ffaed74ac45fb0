"""The use register of Article 24(3): the six columns by name, each scope for the roles that reach it, nobody can change a row."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.pages.register.layout import columns
from tests.dashboard.conftest import CSRF, Site, call

OUTPUT = "..register-grid.rowData...register-count.children.."
SIX = ["具体用途", "使用人员", "批准人员", "视频内容", "获取时间", "介质类型"]


def fill(client, scope: str = "own", days=None):
    inputs = (("register-scope.value", scope), ("register-days.value", days), ("register-refresh.n_clicks", 0), ("register-tick.n_intervals", 0))
    return call(client, OUTPUT, *inputs)


def rows(answer) -> list[dict]:
    return answer.get_json()["response"]["register-grid"]["rowData"]


@pytest.fixture(scope="module")
def looked(site: Site) -> dict:
    """One look by each dispatcher."""
    for person, camera in ((site.city.dispatcher, site.city.west_camera), (site.city.neighbour, site.city.east_camera)):
        sent = {"camera": camera, "action": "camera:view-live", "purpose": f"巡查路口{person}"}
        answer = site.client(person).post("/api/viewings", json=sent, headers=CSRF)
        assert answer.status_code == 201
    return answer.json


def test_the_six_columns_of_the_article_come_first_and_by_their_names(site: Site) -> None:
    with site.app.server.test_request_context("/"):
        pinned, law, evidence = columns()
    assert pinned["headerName"] == "登记号"
    assert law["headerName"] == "第二十四条第三款"
    assert [column["headerName"] for column in law["children"]] == SIX
    assert {column["field"] for column in evidence["children"]} >= {"department", "terminal", "started", "ended", "end_reason", "ground"}


def test_a_dispatcher_reads_the_own_register(site: Site, dispatcher, looked) -> None:
    found = rows(fill(dispatcher))
    assert [row["purpose"] for row in found] == [f"巡查路口{site.city.dispatcher}"]
    row = found[0]
    assert row["content"] == "济水大街西口 · 实时预览"
    assert row["medium"] == "屏幕实时"
    assert row["approver"]
    assert row["code"] == site.city.west_camera
    assert row["obtained"].startswith("20")
    assert "辖区第" in row["ground"]
    assert row["end_reason"] == "进行中"


@pytest.mark.parametrize(
    ("role", "scope", "count"),
    [("department_head", "department", 1), ("department_admin", "department", 1), ("reviewer", "all", 2), ("auditor", "all", 2), ("bureau_head", "all", 2)],
)
def test_each_role_reads_as_far_as_it_reaches(site: Site, looked, role: str, scope: str, count: int) -> None:
    department = site.city.west if scope == "department" else site.city.bureau
    client = site.client(site.person(role, department=department))
    assert len(rows(fill(client, scope))) == count


@pytest.mark.parametrize("scope", ["department", "all"])
def test_a_forged_scope_is_refused(dispatcher, looked, scope: str) -> None:
    answer = fill(dispatcher, scope)
    assert "rowData" not in str(answer.get_json().get("response", {}))
    assert "E-ROLE-01" in str(answer.get_json()["sideUpdate"])


@pytest.mark.parametrize(("scope", "days"), [("own'; --", None), (None, None), (["own"], None), ("own", ["x"]), ("own", "x"), ("own", [1, 2]), ("own", ["9999-12-31", None])])
def test_forged_inputs_are_explained(dispatcher, scope, days) -> None:
    answer = fill(dispatcher, scope, days)
    assert answer.status_code == 200
    assert "E-FORM" in str(answer.get_json()["sideUpdate"])


def test_the_last_day_counts_to_its_end(site: Site, dispatcher, looked) -> None:
    today = site.owner.row("SELECT (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS day")["day"]
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    assert len(rows(fill(dispatcher, days=[str(today), str(today)]))) == 1
    assert len(rows(fill(dispatcher, days=[str(yesterday), None]))) == 0
    assert len(rows(fill(dispatcher, days=[str(tomorrow), str(tomorrow)]))) == 0
    assert len(rows(fill(dispatcher, days=[None, None]))) == 1


def test_an_ended_look_tells_why(site: Site, dispatcher, looked) -> None:
    sent = {"camera": site.city.west_camera, "action": "camera:view-snapshot", "purpose": "取证"}
    number = dispatcher.post("/api/viewings", json=sent, headers=CSRF).json["id"]
    dispatcher.delete(f"/api/viewings/{number}", headers=CSRF)
    newest = rows(fill(dispatcher))[0]
    assert newest["medium"] == "屏幕截图"
    assert newest["end_reason"] == "本人关闭"
    assert newest["ended"]


def test_a_refused_look_is_listed_with_its_rule_to_those_whose_scope_it_is(site: Site, dispatcher, looked) -> None:
    assert looked
    for camera in (site.city.east_camera, site.city.secret_camera):
        sent = {"camera": camera, "action": "camera:view-live", "purpose": "核查可疑情况"}
        assert dispatcher.post("/api/viewings", json=sent, headers=CSRF).status_code in {403, 404}
    secret, refused = [row for row in rows(fill(dispatcher)) if row["register_no"] == "—"][:2]
    assert refused["end_reason"] == "已拒绝：第二十五条 · E-JUR-01"
    assert (refused["content"], refused["purpose"]) == ("济水大街东口 · 实时预览", "核查可疑情况")
    assert "涉密点位" not in str(secret)
    neighbour = site.client(site.city.neighbour)
    assert [row for row in rows(fill(neighbour)) if row["register_no"] == "—"] == []
