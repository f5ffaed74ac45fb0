"""The whole course over the JSON API: a posted Feature becomes a draft, four people bring it into force, the decision follows."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.dashboard.conftest import CSRF, Site
from tests.dashboard.test_api_viewings import look
from tests.dashboard.test_openapi import check
from tests.law.course import NARROW, TWICE, WIDER

ONE, SAVED = "/api/jurisdictions/{number}", "/api/jurisdictions"


def posted(geometry: Any = WIDER, **properties: Any) -> dict[str, Any]:
    """A Feature with a basis."""
    return {"type": "Feature", "geometry": geometry, "properties": {"basis": "三定方案第二条", **properties}}


def draft(client: FlaskClient, *arguments: Any, **properties: Any) -> Any:
    answer = client.post("/api/jurisdictions", json=posted(*arguments, **properties), headers=CSRF)
    check(answer, "/api/jurisdictions", "post")
    return answer


def act(client: FlaskClient, number: int, what: str, **sent: Any) -> Any:
    seen = client.get(f"/api/jurisdictions/{number}")
    sent = {"content_sha256": seen.json["properties"]["content_sha256"], **sent} if seen.status_code == 200 else sent
    answer = client.post(f"/api/jurisdictions/{number}/{what}", json=sent, headers=CSRF)
    check(answer, f"/api/jurisdictions/{{number}}/{what}", "post")
    return answer


@pytest.fixture
def offices(site: Site) -> dict[str, FlaskClient]:
    """A browser for each of the four."""
    return dict(zip(("admin", "head", "reviewer", "approver"), (site.client(person) for person in site.city.signers), strict=True))


def test_from_the_drawing_to_the_picture(site: Site, dispatcher: FlaskClient, offices: dict[str, FlaskClient]) -> None:
    assert look(dispatcher, site.city.east_camera).json["code"] == "E-JUR-01"
    saved = draft(offices["admin"], exceptions=[{"camera": site.city.west_camera, "kind": "exclude", "reason": "宿舍窗前"}])
    assert saved.status_code == 201
    number = saved.json["id"]
    assert saved.headers["Location"] == f"/api/jurisdictions/{number}"
    changed = offices["admin"].get(f"/api/jurisdictions/{number}/difference")
    check(changed, f"{ONE}/difference", "get")
    assert [(c["code"], c["gained"]) for c in changed.json["cameras"]] == [(site.city.west_camera, False), (site.city.east_camera, True)]
    seen = offices["admin"].get(f"/api/jurisdictions/{number}/simulation")
    check(seen, f"{ONE}/simulation", "get")
    assert site.city.east_camera in {c["camera"] for c in seen.json["cameras"]}
    for who, what in (("admin", "submit"), ("head", "opinion"), ("reviewer", "review")):
        assert act(offices[who], number, what).status_code == 200
        assert look(dispatcher, site.city.east_camera).json["code"] == "E-JUR-01"
    assert act(offices["approver"], number, "approve").json["status"] == "in_force"
    assert look(dispatcher, site.city.east_camera).status_code == 201
    assert look(dispatcher, site.city.west_camera).json["code"] == "E-JUR-01"
    told = offices["approver"].get(f"/api/explain?camera={site.city.east_camera}&person=west")
    check(told, "/api/explain", "get")
    assert (told.json["may"], told.json["code"]) == (True, None)
    everybody = offices["approver"].get(f"/api/explain?camera={site.city.east_camera}")
    check(everybody, "/api/explain", "get")
    assert {one["staff_no"]: one["code"] for one in everybody.json["people"]} == {"N-west": None, "N-east": None}
    assert act(offices["reviewer"], number, "suspend", reason="核查").status_code == 200
    assert look(dispatcher, site.city.east_camera).json["code"] == "E-JUR-02"
    assert act(offices["approver"], number, "resume", reason="查清").status_code == 200
    assert act(offices["approver"], number, "revoke", reason="越界").status_code == 200


def test_the_course_refuses_what_it_should(site: Site, dispatcher: FlaskClient, offices: dict[str, FlaskClient]) -> None:
    admin = offices["admin"]
    number = draft(admin).json["id"]
    assert act(offices["reviewer"], number, "review").status_code == 409
    assert act(dispatcher, number, "submit").status_code == 403
    assert act(admin, number, "submit", content_sha256="0" * 64).json["code"] == "E-DRAFT-02"
    assert act(admin, 10**9, "submit").status_code == 404
    assert act(admin, number, "submit", reason=1).json["field"] == "reason"
    assert act(admin, number, "submit", effective_from="tomorrow").json["field"] == "effective_from"
    assert act(admin, number, "submit").status_code == 200
    assert act(offices["head"], number, "return").json["code"] == "E-DRAFT-04"
    assert act(offices["head"], number, "return", reason="范围过大").json["status"] == "draft"
    assert act(admin, number, "submit").status_code == 200
    assert act(admin, number, "withdraw").status_code == 200
    unsound = draft(admin, TWICE).json
    assert [problem["code"] for problem in unsound["problems"]] == ["E-GEOM-01"]
    assert act(admin, unsound["id"], "submit").json["code"] == "E-DRAFT-05"


def test_two_editors_get_409(site: Site, offices: dict[str, FlaskClient]) -> None:
    admin = offices["admin"]
    saved = draft(admin).json
    path = f"/api/jurisdictions/{saved['id']}"
    first = admin.put(path, json=posted(NARROW, revision=saved["revision"]), headers=CSRF)
    check(first, ONE, "put")
    assert first.json["revision"] == saved["revision"] + 1
    late = admin.put(path, json=posted(WIDER, revision=saved["revision"]), headers=CSRF)
    check(late, ONE, "put")
    assert (late.status_code, late.json["code"]) == (409, "E-DRAFT-01")
    assert str(first.json["revision"]) in late.json["message"]
    assert admin.get(path).json["geometry"]["coordinates"][0] == NARROW["coordinates"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [([], "body"), ({}, "type"), ({"type": "Feature", "geometry": 1}, "geometry"), (posted({"type": "Point", "coordinates": [1, 2]}), "geometry"),
     (posted(basis=1), "basis"), (posted(note="长" * 2001), "note"), (posted(attachment_sha256="x"), "attachment_sha256"),
     (posted(exceptions=1), "exceptions"), (posted(exceptions=[1]), "exceptions"), ({"type": "Feature", "geometry": None, "properties": []}, "basis"),
     ({"type": "Feature", "geometry": None, "properties": [1]}, "properties")],
)  # fmt: skip
def test_wrong_input_is_named_at_its_field(offices: dict[str, FlaskClient], sent: Any, field: str) -> None:
    answer = offices["admin"].post("/api/jurisdictions", json=sent, headers=CSRF)
    check(answer, "/api/jurisdictions", "post")
    if field == "basis" and answer.status_code == 201:  # nothing told is an empty draft
        return
    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_the_list_and_one_fit_the_description(site: Site, dispatcher: FlaskClient, anyone: FlaskClient, offices: dict[str, FlaskClient]) -> None:
    number = draft(offices["admin"]).json["id"]
    for client in (*offices.values(), dispatcher, anyone):
        for query in ("", "?scope=own", "?scope=waiting", "?scope=x"):
            check(client.get(f"/api/jurisdictions{query}"), "/api/jurisdictions", "get")
        for path in (number, site.city.version, 10**9, 10**12):
            check(client.get(f"/api/jurisdictions/{path}"), ONE, "get")
            check(client.get(f"/api/jurisdictions/{path}/difference"), f"{ONE}/difference", "get")
            check(client.get(f"/api/jurisdictions/{path}/simulation"), f"{ONE}/simulation", "get")
        for query in ("", "?camera=x", "?camera=x&person=y", f"?camera={site.city.west_camera}&person=west&at=x", f"?camera={site.city.west_camera}&person=west"):
            check(client.get(f"/api/explain{query}"), "/api/explain", "get")
    waiting = offices["admin"].get("/api/jurisdictions?scope=waiting").json["features"]
    assert number in {one["id"] for one in waiting}


def test_another_departments_drafts_do_not_exist(site: Site, offices: dict[str, FlaskClient]) -> None:
    number = draft(offices["admin"]).json["id"]
    other = site.client(site.person("department_admin", department=site.city.east))
    assert other.get(f"/api/jurisdictions/{number}").status_code == 404
    assert act(other, number, "submit").status_code == 404
    assert number not in {one["id"] for one in other.get("/api/jurisdictions").json["features"]}


def test_a_draft_wants_the_csrf_token(offices: dict[str, FlaskClient]) -> None:
    assert offices["admin"].post("/api/jurisdictions", json=posted()).json["code"] == "E-CSRF-01"
