"""A drawing gives nothing until four different people have each put their name to the same content (Article 25, R-30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from data.errors import Conflict, InvalidInput, NotFound, Refused
from data.law import jurisdictions
from data.law.jurisdictions import Draft
from tests.factories import City, make_person, one
from tests.law.course import NARROW, TWICE, WIDER, Course, box
from tests.support.postgres import Session

Judge = Callable[..., str | None]


def test_nothing_is_given_before_the_approval(course: Course, city: City, judge: Judge) -> None:
    number = course.drafted().id
    assert judge(city.token, city.east_camera) == "E-JUR-01"
    for state in ("unit_opinion", "review", "approval"):
        step = {"unit_opinion": ("submit", 0), "review": ("opinion", 1), "approval": ("review", 2)}[state]
        course.act(number, step[0], city.signers[step[1]])  # type: ignore[arg-type]
        assert course.status(number) == state
        assert judge(city.token, city.east_camera) == "E-JUR-01"
    done = course.act(number, "approve", city.approver)
    assert done.status == "in_force"
    assert judge(city.token, city.east_camera) is None
    listed = {row.id: row.standing for row in jurisdictions.list_versions(course.web, course.viewer(city.signers[0]))}
    assert listed == {city.version: "superseded", number: "in_force"}


def test_a_smaller_version_takes_away(course: Course, city: City, judge: Judge) -> None:
    course.approved(NARROW)
    assert judge(city.token, city.west_camera) == "E-JUR-01"


def test_suspend_resume_revoke(course: Course, city: City, judge: Judge) -> None:
    reviewer, approver = city.signers[2:]
    number = course.approved()
    course.act(number, "suspend", reviewer, "核查中")
    assert judge(city.token, city.east_camera) == "E-JUR-02"
    with pytest.raises(Refused, match="E-ROLE-01"):
        course.act(number, "resume", reviewer, "查清")
    course.act(number, "resume", approver, "查清")
    assert judge(city.token, city.east_camera) is None
    course.act(number, "revoke", approver, "越界")
    assert judge(city.token, city.east_camera) == "E-JUR-02"
    with pytest.raises(Conflict, match="E-STATE-01"):
        course.act(number, "resume", approver, "再来")


def test_a_later_day_comes_by_the_clock_alone(db: Session, course: Course, city: City, judge: Judge) -> None:
    starts = datetime.now(UTC) + timedelta(days=3)
    number = course.approved(effective_from=starts)
    assert judge(city.token, city.east_camera) == "E-JUR-01"
    assert judge(city.token, city.east_camera, at=(starts - timedelta(seconds=1)).isoformat()) == "E-JUR-01"
    assert judge(city.token, city.east_camera, at=starts.isoformat()) is None
    assert jurisdictions.version(course.web, course.viewer(city.approver), number).standing == "approved"
    between = course.approved(NARROW, effective_from=starts - timedelta(days=1))
    assert judge(city.token, city.west_camera, at=(starts - timedelta(hours=1)).isoformat()) == "E-JUR-01"
    assert judge(city.token, city.west_camera, at=(starts + timedelta(hours=1)).isoformat()) is None
    assert one(db, "SELECT upper(during) FROM law.jurisdiction_version WHERE id = %(i)s", i=between) == starts


def test_nobody_takes_two_steps(db: Session, course: Course, city: City) -> None:
    drawer, head, reviewer, approver = city.signers
    for person, roles in ((drawer, ("department_head",)), (head, ("department_admin",)), (reviewer, ("bureau_head",)), (approver, ("reviewer",))):
        for role in roles:
            db.rows("INSERT INTO law.person_role VALUES (%(p)s, %(r)s)", p=person, r=role)
    number = course.drafted().id
    course.act(number, "submit", drawer)
    with pytest.raises(Refused, match="E-SOD-01"):
        course.act(number, "opinion", drawer)
    course.act(number, "opinion", head)
    course.act(number, "return", reviewer, "范围过大")
    with pytest.raises(Refused, match="E-SOD-01"):  # who gave the opinion does not draw in the next round
        course.act(number, "submit", head)
    course.brought(number, "approval")
    with pytest.raises(Refused, match="E-SOD-01"):
        course.act(number, "approve", reviewer)
    leaf = db.row("SELECT * FROM audit.leaf ORDER BY seq DESC LIMIT 1")
    assert leaf is not None
    assert (leaf["kind"], leaf["result"], leaf["rule"]) == ("jurisdiction.approve", "deny", "E-SOD-01")
    with pytest.raises(psycopg.errors.ExclusionViolation), db.connection.transaction():
        db.rows("INSERT INTO law.jurisdiction_act (version_id, act, step, person_id) VALUES (%(v)s, 'approve', 'approval', %(p)s)", v=number, p=drawer)


def test_other_units_and_offices_have_no_say(course: Course, city: City, db: Session) -> None:
    stranger = make_person(db, city.east, "department_admin", "department_head")
    number = course.drafted().id
    with pytest.raises(NotFound, match="E-DRAFT-03"):
        course.act(number, "submit", stranger)
    with pytest.raises(Refused, match="E-ROLE-01"):
        course.act(number, "submit", city.approver)
    course.brought(number, "review")
    outsider = make_person(db, city.west, "reviewer")  # the office, but not in the bureau
    with pytest.raises(Refused, match="E-ROLE-01"):
        course.act(number, "review", outsider)
    with pytest.raises(Refused, match="E-ROLE-01"):
        jurisdictions.list_versions(course.web, course.viewer(city.neighbour))


def test_what_is_approved_is_what_was_reviewed(db: Session, course: Course, city: City) -> None:
    number = course.drafted().id
    with pytest.raises(Conflict, match="E-DRAFT-02"):
        course.act(number, "submit", city.signers[0], content_sha256="0" * 64)
    course.brought(number, "approval")
    for seen in (None, "", "0" * 64):
        with pytest.raises(Conflict, match="E-DRAFT-02"):
            course.act(number, "approve", city.approver, content_sha256=seen)
    with pytest.raises(psycopg.errors.CheckViolation, match="what is approved"), db.connection.transaction():
        db.rows("INSERT INTO law.jurisdiction_act (version_id, act, step, person_id, content_sha256) VALUES (%(v)s, 'submit', 'drawing', %(p)s, %(h)s)",
                v=number, p=city.signers[0], h=bytes(32))
        db.rows("UPDATE law.jurisdiction_version SET status = 'in_force', approved_by = %(p)s, approved_at = now() WHERE id = %(v)s", v=number, p=city.approver)


@pytest.mark.parametrize(
    "harm",
    ["UPDATE law.jurisdiction_version SET geom = ST_Multi(ST_MakeEnvelope(112, 35, 113, 36, 4326)) WHERE id = %(v)s",
     "UPDATE law.jurisdiction_version SET basis = '另据' WHERE id = %(v)s",
     "UPDATE law.jurisdiction_version SET status = 'draft' WHERE id = %(v)s",
     "DELETE FROM law.jurisdiction_version WHERE id = %(v)s",
     "INSERT INTO law.jurisdiction_exception SELECT %(v)s, id, 'include', '顺手' FROM catalogue.camera",
     "DELETE FROM law.jurisdiction_act WHERE version_id = %(v)s",
     "UPDATE law.jurisdiction_act SET reason = '另有' WHERE version_id = %(v)s"],
)  # fmt: skip
def test_a_version_in_force_never_changes(db: Session, course: Course, harm: str) -> None:
    number = course.approved()
    with pytest.raises(psycopg.errors.CheckViolation), db.connection.transaction():
        db.rows(harm, v=number)  # type: ignore[arg-type]


def test_returned_and_withdrawn_it_is_a_draft_again(course: Course, city: City, db: Session) -> None:
    number = course.drafted().id
    course.brought(number, "review")
    with pytest.raises(InvalidInput, match="E-DRAFT-04"):
        course.act(number, "return", city.signers[2], " ")
    course.act(number, "return", city.signers[2], "请缩小范围")
    seen = jurisdictions.version(course.web, course.viewer(city.signers[0]), number)
    assert (seen.status, seen.acts[-1]["reason"], seen.acts_open) == ("draft", "请缩小范围", ["submit"])
    jurisdictions.save_draft(course.web, course.viewer(city.signers[0]), number, seen.revision, Draft(NARROW, [], basis="三定方案"))
    course.brought(number, "unit_opinion")
    course.act(number, "withdraw", city.signers[0])
    assert course.status(number) == "draft"
    course.brought(number, "approval")
    assert course.act(number, "approve", city.approver).status == "in_force"


def test_two_editors_are_told_never_overwritten(course: Course, city: City, db: Session) -> None:
    first, other = course.viewer(city.signers[0]), course.viewer(make_person(db, city.west, "department_admin"))
    draft = course.drafted()
    saved = jurisdictions.save_draft(course.web, other, draft.id, draft.revision, Draft(NARROW, [], basis="另案"))
    with pytest.raises(Conflict, match="E-DRAFT-01") as told:
        jurisdictions.save_draft(course.web, first, draft.id, draft.revision, Draft(WIDER, [], basis="本案"))
    assert told.value.params == {"revision": saved.revision, "updated_by": other.name}
    assert jurisdictions.version(course.web, first, draft.id).basis == "另案"


@pytest.mark.parametrize(
    ("geometry", "code"),
    [(None, "E-GEOM-12"), ({"type": "Polygon", "coordinates": [[[112.5, 35], [112.6, 35.1]]]}, "E-GEOM-04"), (TWICE, "E-GEOM-01"), (box(112.5, 35, 113.5, 35.1), "E-GEOM-11"), (box(112.5, 35, 112.5, 35.1), "E-GEOM-17")],
)
def test_an_unsound_drawing_is_kept_but_not_submitted(course: Course, city: City, geometry: Any, code: str) -> None:
    course.make_outline(box(112, 34.8, 113, 35.3))
    saved = course.drafted(geometry)
    assert saved.problems[0]["code"] in (code, "E-GEOM-29", "E-GEOM-04")
    with pytest.raises(InvalidInput, match="E-DRAFT-05"):
        course.act(saved.id, "submit", city.signers[0])
    if code == "E-GEOM-11":
        assert saved.problems[0]["detail"]["area"] > 1e6
        assert 113 < saved.problems[0]["place"][0] < 113.5


def test_rounding_at_the_citys_edge_is_no_fault(course: Course) -> None:
    course.make_outline(box(112, 34.8, 113, 35.3))
    assert course.drafted(box(112.5, 35, 113.00000005, 35.1)).problems == []


def test_a_wide_area_or_a_sensitive_place_asks_for_words(course: Course, city: City, db: Session) -> None:
    course.make_outline(box(112.5, 35, 112.7, 35.1))
    db.rows("INSERT INTO law.sensitive_place (kind, name, geom) VALUES ('school', '实验小学', ST_SetSRID(ST_MakePoint(112.51, 35.01), 4326))")
    for geometry in (WIDER, NARROW):
        number = course.drafted(geometry).id
        with pytest.raises(Refused, match="E-JUR-03"):
            course.act(number, "submit", city.signers[0])
        course.act(number, "submit", city.signers[0], "全市道路均由本单位管养，须全域调看")
        course.act(number, "opinion", city.signers[1])
        course.act(number, "review", city.signers[2])
        with pytest.raises(Refused, match="E-JUR-03"):
            course.act(number, "approve", city.approver, "同意")
        course.act(number, "approve", city.approver, "经会议研究，同意全域管养范围")


@pytest.mark.parametrize(
    "exceptions",
    [[{"camera": "4" * 20, "kind": "include", "reason": "路口归属"}], [{"camera": "west", "kind": "other", "reason": "路口归属"}],
     [{"camera": "west", "kind": "include", "reason": ""}], [{"camera": "secret", "kind": "include", "reason": "路口归属"}],
     [{"camera": "west", "kind": "include", "reason": "路口归属"}] * 2, [1], [{}]],
)  # fmt: skip
def test_exceptions_are_checked(course: Course, city: City, exceptions: list[Any]) -> None:
    codes = {"west": city.west_camera, "secret": city.secret_camera}
    sent = [{**e, "camera": codes.get(e["camera"], e["camera"])} if isinstance(e, dict) and e else e for e in exceptions]
    with pytest.raises(InvalidInput, match="E-FORM-EXCEPTIONS"):
        course.drafted(exceptions=sent)


def test_exceptions_take_force_with_their_version(course: Course, city: City, judge: Judge) -> None:
    course.approved(NARROW, exceptions=[{"camera": city.east_camera, "kind": "include", "reason": "路口归属"}])
    assert judge(city.token, city.east_camera) is None
    assert judge(city.token, city.west_camera) == "E-JUR-01"


@pytest.mark.parametrize("geometry", [{}, {"type": "Point", "coordinates": [112, 35]}, {"type": "Polygon", "coordinates": "x"}])
def test_what_is_no_area_is_refused(course: Course, geometry: Any) -> None:
    with pytest.raises(InvalidInput, match="E-FORM-GEOJSON"):
        course.drafted(geometry)


def test_every_act_is_in_the_audit(course: Course, db: Session) -> None:
    course.approved()
    kinds = [row["kind"] for row in db.rows("SELECT kind FROM audit.leaf WHERE object_type = 'jurisdiction' ORDER BY seq")]
    assert kinds == [f"jurisdiction.{act}" for act in ("save", "submit", "opinion", "review", "approve")]
