"""GET /api/cameras: the catalogue with the rule that forbids each look; never an address; the same silence for secret and unknown."""

from __future__ import annotations

import pytest

from tests.dashboard.conftest import Site


def by_code(answer) -> dict:
    return {feature["properties"]["code"]: feature for feature in answer.json["features"]}


def test_each_camera_tells_whether_it_may_be_seen(site: Site, dispatcher) -> None:
    answer = dispatcher.get("/api/cameras")
    assert answer.mimetype == "application/geo+json"
    found = by_code(answer)
    inside, outside = found[site.city.west_camera], found[site.city.east_camera]
    assert inside["geometry"] == {"type": "Point", "coordinates": [112.55, 35.05]}
    assert inside["properties"]["may"] == {"camera:view-live": True, "camera:view-snapshot": True}
    assert outside["properties"]["may"] == {"camera:view-live": "E-JUR-01", "camera:view-snapshot": "E-JUR-01"}
    assert set(inside["properties"]) == {"code", "name", "status", "class", "type", "may"}


def test_the_list_the_card_and_the_act_agree(site: Site, dispatcher) -> None:
    for code, listed in by_code(dispatcher.get("/api/cameras")).items():
        assert dispatcher.get(f"/api/cameras/{code}").json == listed
        sent = {"camera": code, "action": "camera:view-live", "purpose": "巡查路口"}
        opened = dispatcher.post("/api/viewings", json=sent, headers={"X-CSRF-Token": "csrf"})
        told = True if opened.status_code == 201 else opened.json["code"]
        assert listed["properties"]["may"]["camera:view-live"] == told


def test_a_secret_camera_answers_like_one_that_does_not_exist(site: Site, dispatcher) -> None:
    assert site.city.secret_camera not in by_code(dispatcher.get("/api/cameras"))
    answers = [dispatcher.get(f"/api/cameras/{code}") for code in (site.city.secret_camera, "4" * 20, "x", "1%00", "'; --")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_a_box_and_a_limit_narrow_the_list(site: Site, dispatcher) -> None:
    assert set(by_code(dispatcher.get("/api/cameras?bbox=112.54,35.0,112.60,35.1"))) == {site.city.west_camera}
    short = dispatcher.get("/api/cameras?limit=1").json
    assert len(short["features"]) == 1
    assert short["truncated"] is True
    assert dispatcher.get("/api/cameras?limit=5000").json["truncated"] is False


@pytest.mark.parametrize(
    "query",
    ["bbox=", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,0,1,1", "bbox=112.7,35,112.5,35.1", "bbox=112,36,113,35", "bbox=-181,0,1,1", "bbox=0,0,inf,1",
     "limit=0", "limit=5001", "limit=-1", "limit=x", "limit=1e3", "limit=", "limit=٣"],
)  # fmt: skip
def test_a_wrong_question_is_explained_at_its_field(dispatcher, query: str) -> None:
    answer = dispatcher.get(f"/api/cameras?{query}")
    assert answer.status_code == 422
    assert answer.json["field"] == query.partition("=")[0]
    assert answer.json["message"]


def test_administrators_of_the_platform_see_no_cameras(site: Site) -> None:
    for role in ("system_admin", "security_admin", "auditor"):
        answer = site.client(site.person(role, department=site.city.bureau)).get("/api/cameras")
        assert answer.status_code == 403
        assert answer.json["code"] == "E-ROLE-01"


def test_methods_that_do_not_exist_are_405(dispatcher) -> None:
    answer = dispatcher.post("/api/cameras", json={}, headers={"X-CSRF-Token": "csrf"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.json["code"] == "E-HTTP-405"
