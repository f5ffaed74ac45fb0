"""The demonstration's people and papers: each rule of refusal can be shown, nobody holds what the law keeps apart."""

from __future__ import annotations

import pytest

from data.demo.examples import ALLOWED, HERE, examples, verdicts
from data.demo.people import new_password
from data.errors import Refused
from data.law.actions import Action
from data.law.people import sign_in
from data.law.viewings import open_viewing

SHOWN = {
    ALLOWED, "E-ROLE-01", "E-UNIT-01", "E-AUTH-01", "E-AUTH-02", "E-AUTH-03", "E-AUTH-05", "E-AUTH-06", "E-JUR-01", "E-JUR-02", "E-CAM-01",
    "E-CAM-02", "E-CAM-03", "E-LET-01", "E-PURP-01", "E-TERM-01", "E-ACC-01",
}
REGULAR = ("police", "transport", "water", "forestry", "culture", "housing", "civility")
ROLES = {
    "dispatcher", "department_admin", "department_head", "reviewer", "bureau_head", "bureau_admin", "duty_officer", "leader",
    "system_admin", "security_admin", "auditor", "maintainer",
}


@pytest.fixture
def with_node(demo):
    """A video node that is alive, so that nothing but the law refuses."""
    demo.owner.rows(
        """INSERT INTO operations.node (name, kind, base_url, ws_url) VALUES ('node', 'feeds', 'http://127.0.0.1:1', 'ws://127.0.0.1:1/wall')
           ON CONFLICT (name) DO UPDATE SET beat_at = clock_timestamp()""")
    return demo


def answer(demo, example):
    """What really happens: sign in with the demonstration's password and try to open."""
    try:
        signed = sign_in(demo.web, example.login, demo.person(example.login).password, example.address)
        if example.camera is None:
            return ALLOWED
        open_viewing(demo.web, signed.viewer, example.camera, Action(example.action), example.purpose)
    except Refused as refusal:
        return refusal.code
    return ALLOWED


def test_every_rule_has_an_example(demo):
    assert set(examples(demo.owner)) == SHOWN


@pytest.mark.parametrize("code", sorted(SHOWN))
def test_each_example_shows_its_rule(with_node, code):
    assert answer(with_node, with_node.examples[code]) == code


@pytest.mark.parametrize("code", REGULAR)
def test_a_dispatcher_has_lawful_cameras_and_every_reason_for_a_locked_one(demo, code):
    told = verdicts(demo.owner, f"{code}-dispatcher")
    assert set(told) >= {ALLOWED, "E-AUTH-01", "E-AUTH-02", "E-AUTH-03", "E-AUTH-05", "E-AUTH-06", "E-JUR-01", "E-CAM-02", "E-CAM-03"}


def test_all_twelve_roles_are_held_by_somebody_who_can_sign_in(demo):
    rows = demo.owner.rows(
        "SELECT DISTINCT role FROM law.person_role JOIN law.account USING (person_id) WHERE status = 'active'")
    assert {row["role"] for row in rows} == ROLES


def test_the_twelve_departments_are_those_of_the_regulation(demo):
    rows = demo.owner.rows("SELECT name_zh, principal, supervising_leader, contact_name, contact_phone FROM law.department WHERE kind <> 'maintainer'")
    assert {row["name_zh"] for row in rows} == {
        "市创建办", "交通运输局", "水利局", "公安局", "卫生健康委员会", "应急管理局", "住房和城乡建设局", "文化广电和旅游局", "农业农村局", "林业局",
        "政务服务和大数据管理局", "管委会办公室"}
    assert all(all(row.values()) for row in rows)


def test_telephones_are_obviously_invented(demo):
    for table in ("law.department", "catalogue.camera"):
        assert demo.owner.rows(f"SELECT contact_phone FROM {table} WHERE contact_phone !~ '^0391-555[0-9]{{4}}$'") == []


def test_nobody_may_look_at_the_whole_city_and_no_two_areas_are_alike(demo):
    rows = demo.owner.rows(
        """SELECT d.code, ST_Area(j.geom::geography) / ST_Area(c.outline::geography) AS share, j.geom_sha256, ST_IsValid(j.geom) AS valid,
                  ST_Area(ST_Difference(j.geom, c.outline)::geography) AS outside, j.approved_by IS NOT NULL AS approved,
                  ST_NumGeometries(j.geom) AS parts, (SELECT sum(ST_NumInteriorRings(p.geom)) FROM ST_Dump(j.geom) p) AS holes
           FROM law.jurisdiction_version j JOIN law.department d ON d.id = j.department_id CROSS JOIN catalogue.city c
           WHERE j.status = 'in_force' AND j.during @> clock_timestamp()""")
    assert {row["code"] for row in rows} == {*REGULAR, "emergency", "agriculture", "bureau"}
    assert max(row["share"] for row in rows) < 0.6
    assert len({bytes(row["geom_sha256"]) for row in rows}) == len(rows)
    assert all(row["valid"] and row["approved"] and row["outside"] < 1 for row in rows)
    water = next(row for row in rows if row["code"] == "water")
    assert water["parts"] > 3
    assert water["holes"] > 3


def test_a_draft_and_a_version_under_review_give_nothing(demo):
    rows = demo.owner.rows(
        """SELECT d.code, j.status FROM law.jurisdiction_version j JOIN law.department d ON d.id = j.department_id
           WHERE j.status IN ('draft', 'review') AND isempty(j.during)""")
    assert {(row["code"], row["status"]) for row in rows} == {("transport", "draft"), ("health", "review")}


def test_whoever_signs_a_form_signs_once(demo):
    """The table refuses it too; here four different people are really there."""
    rows = demo.owner.rows("SELECT applicant_id, unit_head_id, reviewer_id, approver_id FROM law.authorisation")
    assert all(len(set(row.values())) == 4 for row in rows)


def test_everybody_with_an_account_has_this_machine_as_terminal_over_both_protocols(demo):
    rows = demo.owner.rows(
        """SELECT a.login FROM law.account a WHERE (SELECT count(*) FROM law.person_terminal b JOIN law.terminal t ON t.id = b.terminal_id
           WHERE b.person_id = a.person_id AND host(t.ip) IN ('127.0.0.1', '::1')) <> 2""")
    assert rows == []
    person = demo.person("culture-dispatcher")
    assert sign_in(demo.web, "culture-dispatcher", person.password, "::1").viewer.department_code == "culture"


def test_a_password_is_long_and_of_all_classes():
    words = {new_password() for _ in range(200)}
    assert len(words) == 200
    assert all(len(w) == 16 and any(c.islower() for c in w) and any(c.isupper() for c in w) and any(c.isdigit() for c in w) for w in words)


def test_the_example_of_a_lawful_look_is_one_for_the_terminal_here(demo):
    assert demo.examples[ALLOWED].address == HERE
