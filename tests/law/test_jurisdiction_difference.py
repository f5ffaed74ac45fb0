"""What the approver sees, and the explanations: the same decision, laid out, never a second rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from data.errors import InvalidInput, NotFound, Refused
from data.law import explanations, jurisdictions
from tests.factories import City, make_camera, make_person, one
from tests.law.course import NARROW, WIDER, Course
from tests.law.test_decision import ALONE
from tests.support.postgres import Session

Judge = Callable[..., str | None]
EVERYBODYS = "UPDATE law.terminal"
"""A harm that stops the one who asks as well."""


def test_a_draft_is_compared_with_the_version_in_force(course: Course, city: City, open_look: Any) -> None:
    course.make_outline({"type": "Polygon", "coordinates": [[[112, 34.8], [113, 34.8], [113, 35.3], [112, 35.3], [112, 34.8]]]})
    open_look(city.token, city.west_camera)
    reader = course.viewer(city.approver)
    wider = jurisdictions.difference(course.web, reader, course.drafted(WIDER).id)
    assert wider.before_id == city.version
    assert wider.counts["1"] == {"before": 2, "after": 3, "gained": 1, "lost": 0}
    assert [(c["code"], c["gained"]) for c in wider.cameras] == [(city.east_camera, True)]
    assert wider.areas["taken_m2"] == 0
    assert wider.areas["added_m2"] == pytest.approx(wider.areas["after_m2"] - wider.areas["before_m2"], rel=1e-6)
    assert 0.03 < wider.areas["city_share"] < 0.04
    assert [s["department_code"] for s in wider.shared] == ["east"]
    assert wider.cut == []
    narrow = jurisdictions.difference(course.web, reader, course.drafted(NARROW).id)
    assert [look["camera"] for look in narrow.cut] == [city.west_camera]
    assert narrow.areas["added_m2"] == 0
    assert sorted(c["code"] for c in narrow.cameras) == sorted([city.west_camera, city.secret_camera])


def test_the_comparison_and_the_decision_agree(course: Course, city: City, judge: Judge, db: Session) -> None:
    cameras = [make_camera(db, city.west, 112.50 + 0.01 * n, 35.02) for n in range(20)]
    db.rows("INSERT INTO law.authorisation_camera SELECT %(a)s, id FROM catalogue.camera WHERE gb_code = ANY(%(c)s)", a=city.authorisation, c=cameras)
    excluded = [{"camera": cameras[3], "kind": "exclude", "reason": "宿舍窗前"}, {"camera": cameras[19], "kind": "include", "reason": "路口归属"}]
    number = course.drafted(WIDER, exceptions=excluded).id
    before = {code for code in cameras if judge(city.token, code) is None}
    promised = {c["code"]: c["gained"] for c in jurisdictions.difference(course.web, course.viewer(city.approver), number).cameras}
    shown = {row.camera for row in explanations.simulate(course.web, course.viewer(city.approver), number) if row.code is None}
    course.brought(number, "approval")
    course.act(number, "approve", city.approver)
    after = {code for code in cameras if judge(city.token, code) is None}
    assert {code for code, gained in promised.items() if gained} & set(cameras) == after - before
    assert {code for code, gained in promised.items() if not gained} & set(cameras) == before - after
    assert shown & set(cameras) == after


def test_an_unsound_or_unknown_draft_has_no_difference(course: Course, city: City) -> None:
    reader = course.viewer(city.signers[0])
    with pytest.raises(InvalidInput, match="E-DRAFT-05"):
        jurisdictions.difference(course.web, reader, course.drafted(None).id)
    for number in (0, 10**8, 10**12):
        with pytest.raises(NotFound, match="E-DRAFT-03"):
            jurisdictions.difference(course.web, reader, number)


@pytest.mark.parametrize(("code", "harm"), [pair for pair in ALONE if pair[0] != "E-SESS-01" and not pair[1].startswith(EVERYBODYS)], ids=lambda value: str(value)[:9])
def test_the_explanation_names_the_step_that_refused(course: Course, city: City, db: Session, code: str, harm: str) -> None:
    login = one(db, "SELECT login FROM law.account WHERE person_id = %(p)s", p=city.dispatcher)
    db.rows(harm, person=city.dispatcher, department=city.west, authorisation=city.authorisation, version=city.version, camera=city.west_camera)  # type: ignore[arg-type]
    steps = explanations.explain(course.web, course.viewer(city.approver), city.west_camera, login)
    failed = [step for step in steps if step.outcome == "fail"]
    assert [(step.code, bool(step.article)) for step in failed] == [(code, True)]
    assert [step.outcome for step in steps] == ["pass"] * (failed[0].n - 1) + ["fail"] + ["open"] * (len(steps) - failed[0].n)


def test_a_lawful_look_is_explained_with_its_grounds(course: Course, city: City, db: Session) -> None:
    looks = one(db, "SELECT count(*) FROM law.viewing")
    staff_no = one(db, "SELECT staff_no FROM law.person WHERE id = %(p)s", p=city.dispatcher)
    steps = {step.step: step for step in explanations.explain(course.web, course.viewer(city.signers[2]), city.west_camera, staff_no)}
    assert {step.outcome for step in steps.values()} == {"pass"}
    assert steps["jurisdiction"].facts["version_id"] == city.version
    assert steps["authorisation"].facts["numbers"]
    assert one(db, "SELECT count(*) FROM law.viewing") == looks
    assert one(db, "SELECT kind FROM audit.leaf ORDER BY seq DESC LIMIT 1") == "law.explain"


def test_nobody_without_the_office_is_told(course: Course, city: City) -> None:
    for person in (city.dispatcher, city.signers[0]):
        with pytest.raises(Refused, match="E-ROLE-01"):
            explanations.explain(course.web, course.viewer(person), city.west_camera, "west")
        with pytest.raises(Refused, match="E-ROLE-01"):
            explanations.who_sees(course.web, course.viewer(person), city.west_camera)


def test_a_secret_camera_is_explained_to_nobody_outside_the_bureau(course: Course, city: City, db: Session) -> None:
    security = make_person(db, city.west, "security_admin")
    with pytest.raises(NotFound, match="E-CAM-01"):
        explanations.explain(course.web, course.viewer(security), city.secret_camera, "west")
    assert explanations.who_sees(course.web, course.viewer(security), city.secret_camera) == []


def test_who_could_see_a_camera_and_why(course: Course, city: City, db: Session) -> None:
    now = one(db, "SELECT clock_timestamp()")
    seen = {row.person_id: row for row in explanations.who_sees(course.web, course.viewer(city.approver), city.west_camera)}
    assert seen[city.dispatcher].code is None
    assert seen[city.dispatcher].authorisation_no
    assert seen[city.neighbour].code == "E-JUR-01"
    later = explanations.who_sees(course.web, course.viewer(city.approver), city.west_camera, at=now + timedelta(days=150))
    assert {row.code for row in later} == {"E-AUTH-03"}


def test_a_protected_zone_blocks_what_stands_in_it(db: Session, course: Course, city: City, judge: Judge, open_look: Any) -> None:
    zone = one(db, """INSERT INTO law.protected_zone (name, kind, reason, geom, drawn_by)
        SELECT '职工宿舍', 'home', '保护隐私', ST_Multi(ST_Expand(geom, 0.001)), %(p)s FROM catalogue.camera WHERE gb_code = %(c)s RETURNING id""",
        p=city.approver, c=city.west_camera)  # fmt: skip
    assert judge(city.token, city.west_camera) == "E-CAM-02"
    assert open_look(city.token, city.west_camera)["code"] == "E-CAM-02"
    steps = explanations.explain(course.web, course.viewer(city.approver), city.west_camera, "west")
    assert steps[-1].facts["protected_zone"] == "职工宿舍"
    db.rows("UPDATE law.protected_zone SET ended_at = clock_timestamp(), ended_by = %(p)s WHERE id = %(z)s", p=city.approver, z=zone)
    assert judge(city.token, city.west_camera) is None
