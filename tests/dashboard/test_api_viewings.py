"""POST and DELETE /api/viewings: one road to a picture, with the same refusals as everywhere."""

from __future__ import annotations

import pytest

from tests.dashboard.conftest import CSRF, Site

LIVE = "camera:view-live"


def look(client, camera: str, action: str = LIVE, purpose: str = "巡查路口", **headers: str):
    sent = {"camera": camera, "action": action, "purpose": purpose}
    return client.post("/api/viewings", json=sent, headers={**CSRF, **headers})


def test_a_lawful_look_is_registered_and_gives_a_ticket(site: Site, dispatcher) -> None:
    answer = look(dispatcher, site.city.west_camera)
    assert answer.status_code == 201
    told = answer.json
    assert told["snapshot"] == f"http://127.0.0.1:1/snapshot/{told['ticket']}"
    assert told["stream"] == "ws://127.0.0.1:1/wall"
    row = site.owner.row("SELECT * FROM law.viewing WHERE id = %(id)s", id=told["id"])
    assert row["register_no"] == told["register_no"]
    assert row["purpose"] == "巡查路口"
    assert row["person_id"] == site.city.dispatcher
    assert site.leaves("viewing.open")[0]["result"] == "allow"


def test_outside_the_jurisdiction_article_25_refuses(site: Site, dispatcher) -> None:
    answer = look(dispatcher, site.city.east_camera)
    assert answer.status_code == 403
    assert (answer.json["code"], answer.json["article"], answer.json["rule"]) == ("E-JUR-01", "25", "jurisdiction")
    assert "第二十五条" in answer.json["message"]
    leaf = site.leaves("viewing.open")[0]
    assert (leaf["result"], leaf["rule"]) == ("deny", "E-JUR-01")


def test_a_refusal_speaks_the_language_asked_for(site: Site, dispatcher) -> None:
    english = look(dispatcher, site.city.east_camera, **{"Accept-Language": "en-GB,en;q=0.8"}).json
    assert "Article 25" in english["message"]
    dispatcher.set_cookie("mj_lang", "zh")
    assert "第二十五条" in look(dispatcher, site.city.east_camera, **{"Accept-Language": "en"}).json["message"]


@pytest.mark.parametrize("which", ["secret", "unknown", "nonsense", "longer"])
def test_cameras_that_may_not_be_known_do_not_exist(site: Site, dispatcher, which: str) -> None:
    code = {"secret": site.city.secret_camera, "unknown": "4" * 20, "nonsense": "'; DROP", "longer": site.city.west_camera + "1"}[which]
    answer = look(dispatcher, code)
    assert answer.status_code == 404
    assert answer.json["code"] == "E-CAM-01"


def test_a_purpose_must_be_stated(site: Site, dispatcher) -> None:
    for purpose in ("", "  ", "查", "长" * 201):
        answer = look(dispatcher, site.city.west_camera, purpose=purpose)
        assert answer.status_code in (403, 422)
        assert answer.json["code"] == "E-PURP-01"
        assert answer.json["article"] == "24"


@pytest.mark.parametrize(
    ("sent", "field"),
    [({}, "camera"), ({"camera": "1"}, "action"), ({"camera": "1", "action": LIVE}, "purpose"), ({"camera": "1", "action": "camera:export", "purpose": "巡查"}, "action"),
     ({"camera": "1", "action": "page:map", "purpose": "巡查"}, "action"), ({"camera": 1, "action": LIVE, "purpose": "巡查"}, "camera"), ([], "body"), ("x", "body")],
)  # fmt: skip
def test_wrong_input_is_explained_at_its_field(dispatcher, sent, field: str) -> None:
    answer = dispatcher.post("/api/viewings", json=sent, headers=CSRF)
    assert answer.status_code == 422
    assert answer.json["field"] == field


def test_only_ones_own_open_look_can_be_ended(site: Site, dispatcher) -> None:
    mine = look(dispatcher, site.city.west_camera).json["id"]
    other = site.client(site.city.neighbour)
    assert other.delete(f"/api/viewings/{mine}", headers=CSRF).status_code == 404
    assert dispatcher.delete(f"/api/viewings/{mine}", headers=CSRF).status_code == 204
    assert dispatcher.delete(f"/api/viewings/{mine}", headers=CSRF).status_code == 404
    row = site.owner.row("SELECT end_reason FROM law.viewing WHERE id = %(id)s", id=mine)
    assert row["end_reason"] == "closed"


@pytest.mark.parametrize("number", ["0", "999999999", "99999999999999999999999", "-1", "x"])
def test_looks_that_do_not_exist_are_404(dispatcher, number: str) -> None:
    assert dispatcher.delete(f"/api/viewings/{number}", headers=CSRF).status_code == 404


def test_a_role_without_looks_is_refused(site: Site) -> None:
    for role in ("department_admin", "reviewer", "auditor"):
        answer = look(site.client(site.person(role, department=site.city.bureau)), site.city.west_camera)
        assert answer.status_code == 403
        assert answer.json["code"] == "E-ROLE-01"


def test_with_no_video_node_the_answer_is_503(build_site) -> None:
    site = build_site()
    site.owner.rows("DELETE FROM operations.node")
    answer = look(site.client(site.city.dispatcher), site.city.west_camera)
    assert answer.status_code == 503
    assert answer.json["code"] == "E-FEED-01"


def test_a_body_too_large_is_refused(dispatcher) -> None:
    answer = dispatcher.post("/api/viewings", data=b"{" + b" " * (5 << 20), headers=CSRF, content_type="application/json")
    assert answer.status_code in (413, 422)
