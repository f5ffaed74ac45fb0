"""The audit page: leaves with result, rule and article; reading it is recorded; the seals' age is shown, with an alarm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.pages.audit.callbacks import seal_cards
from data.law.audit import SealState
from tests.dashboard.conftest import CSRF, Site, call

OUTPUT = "..audit-grid.rowData...audit-count.children.."


@pytest.fixture(scope="module")
def auditor(site: Site):
    return site.client(site.person("auditor", department=site.city.bureau))


def fill(client, kind=None, days=None):
    return call(client, OUTPUT, ("audit-refresh.n_clicks", 1), states=(("audit-kind.value", kind), ("audit-days.value", days)))


def rows(answer) -> list[dict]:
    return answer.get_json()["response"]["audit-grid"]["rowData"]


def test_a_refusal_stands_with_its_rule_and_article(site: Site, auditor, dispatcher) -> None:
    sent = {"camera": site.city.east_camera, "action": "camera:view-live", "purpose": "巡查路口"}
    assert dispatcher.post("/api/viewings", json=sent, headers=CSRF).status_code == 403
    newest = rows(fill(auditor, "viewing.open"))[0]
    assert newest["result"] == "拒绝"
    assert newest["deny"] is True
    assert newest["rule"] == "E-JUR-01"
    assert newest["article"] == "第二十五条"
    assert "west" in newest["person"]
    assert newest["place"]


def test_reading_the_audit_is_written_into_it(site: Site, auditor) -> None:
    before = len(site.leaves("audit.read"))
    fill(auditor)
    assert len(site.leaves("audit.read")) == before + 1


@pytest.mark.parametrize(("kind", "days"), [("x' OR 1", None), (["viewing.open"], None), (None, ["bad"]), (None, 5)])
def test_forged_inputs_are_explained(auditor, kind, days) -> None:
    answer = fill(auditor, kind, days)
    assert answer.status_code == 200
    assert "E-FORM" in str(answer.get_json()["sideUpdate"])


def test_the_seals_are_shown(auditor) -> None:
    answer = call(auditor, "audit-seals.children", ("audit-tick.n_intervals", 1))
    assert answer.status_code == 200
    assert "最新封存" in str(answer.get_json())


def test_late_sealing_raises_the_alarm(site: Site) -> None:
    with site.app.server.test_request_context("/"):
        late = str(seal_cards(SealState(7, timedelta(minutes=3), 12, timedelta(seconds=41), alarm=True)))
        fine = str(seal_cards(SealState(7, timedelta(seconds=1), None, None, alarm=False)))
    assert "封存滞后" in late
    assert "41秒" in late
    assert "3分钟" in late
    assert "封存正常" in fine
    assert "audit-alarm" not in fine


@pytest.mark.parametrize("role", ["dispatcher", "system_admin", "security_admin", "reviewer", "leader"])
def test_nobody_else_reads_the_audit(site: Site, role: str) -> None:
    client = site.client(site.person(role, department=site.city.bureau))
    assert client.get("/audit").status_code == 403
    assert fill(client).status_code == 403
    assert call(client, "audit-seals.children", ("audit-tick.n_intervals", 1)).status_code == 403
