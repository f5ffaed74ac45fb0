"""Each rule of the decision failing alone, in the order of requirements §1; Articles 7, 22, 24, 25, 27 and Form 1 note 5."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.factories import City
from tests.support.postgres import Session

Judge = Callable[..., str | None]
Open = Callable[..., dict[str, Any]]


def test_dispatcher_may_view_an_authorised_camera_inside_her_jurisdiction(
    city: City, judge: Judge, open_look: Open
) -> None:
    assert judge(city.token, city.west_camera) is None
    answer = open_look(city.token, city.west_camera)
    assert (answer["code"], answer["camera_code"], bool(answer["ticket"])) == (None, city.west_camera, True)


def test_dispatcher_may_not_view_outside_her_jurisdiction_though_authorised(
    city: City, open_look: Open
) -> None:
    answer = open_look(city.token, city.east_camera)
    assert (answer["code"], answer["article"], answer["ticket"]) == ("E-JUR-01", "25", None)


def test_two_departments_side_by_side_see_each_their_own(city: City, judge: Judge) -> None:
    assert judge(city.neighbour_token, city.east_camera) is None
    assert judge(city.neighbour_token, city.west_camera) == "E-JUR-01"


ALONE: list[tuple[str, str]] = [
    (
        "E-SESS-01",
        "UPDATE law.session SET ended_at = clock_timestamp(), end_reason = 'x' WHERE person_id = %(person)s",
    ),
    (
        "E-SESS-01",
        "UPDATE law.session SET seen_at = clock_timestamp() - interval '31 minutes' WHERE person_id = %(person)s",
    ),
    ("E-SESS-01", "UPDATE law.session SET absolute_until = clock_timestamp() WHERE person_id = %(person)s"),
    ("E-ACC-01", "UPDATE law.account SET status = 'disabled' WHERE person_id = %(person)s"),
    ("E-TERM-01", "UPDATE law.terminal SET revoked_at = clock_timestamp()"),
    ("E-TERM-01", "DELETE FROM law.person_terminal WHERE person_id = %(person)s"),
    ("E-TERM-01", "UPDATE law.terminal SET ip = '10.0.0.9'"),
    ("E-LET-01", "DELETE FROM law.letter WHERE person_id = %(person)s"),
    ("E-LET-01", "UPDATE law.letter SET revoked_at = clock_timestamp()"),
    ("E-LET-01", "UPDATE law.letter SET valid_to = law.day_of(clock_timestamp()) - 1"),
    ("E-LET-01", "UPDATE law.letter SET valid_from = law.day_of(clock_timestamp()) + 1"),
    ("E-ROLE-01", "DELETE FROM law.person_role WHERE person_id = %(person)s"),
    (
        "E-UNIT-01",
        "UPDATE law.department SET suspended_at = clock_timestamp(), suspended_reason = '违规' WHERE id = %(department)s",
    ),
    ("E-AUTH-01", "DELETE FROM law.authorisation_camera WHERE authorisation_id = %(authorisation)s"),
    ("E-AUTH-01", "UPDATE law.authorisation SET status = 'approval' WHERE id = %(authorisation)s"),
    (
        "E-AUTH-02",
        "UPDATE law.authorisation_permission SET permission = 'playback' WHERE authorisation_id = %(authorisation)s",
    ),
    (
        "E-AUTH-03",
        "UPDATE law.authorisation SET valid_to = law.day_of(clock_timestamp()) - 1 WHERE id = %(authorisation)s",
    ),
    (
        "E-AUTH-03",
        "UPDATE law.authorisation SET valid_from = law.day_of(clock_timestamp()) + 1 WHERE id = %(authorisation)s",
    ),
    ("E-AUTH-05", "UPDATE law.authorisation SET modes = ARRAY['offline'] WHERE id = %(authorisation)s"),
    ("E-AUTH-06", "UPDATE law.authorisation SET status = 'suspended' WHERE id = %(authorisation)s"),
    ("E-AUTH-06", "UPDATE law.authorisation SET status = 'closed' WHERE id = %(authorisation)s"),
    ("E-JUR-02", "UPDATE law.jurisdiction_version SET status = 'suspended' WHERE id = %(version)s"),
    ("E-JUR-02", "UPDATE law.jurisdiction_version SET status = 'revoked' WHERE id = %(version)s"),
    (
        "E-JUR-02",
        "UPDATE law.jurisdiction_version SET during = tstzrange(lower(during), clock_timestamp()) WHERE id = %(version)s",
    ),
    ("E-JUR-02", "UPDATE law.jurisdiction_version SET during = '[tomorrow,)' WHERE id = %(version)s"),
    ("E-CAM-01", "UPDATE catalogue.camera SET secrecy = true WHERE gb_code = %(camera)s"),
    ("E-CAM-02", "UPDATE catalogue.camera SET blocked_reason = '更衣室' WHERE gb_code = %(camera)s"),
    ("E-CAM-03", "UPDATE catalogue.camera SET status = 'disabled' WHERE gb_code = %(camera)s"),
    ("E-CAM-03", "UPDATE catalogue.camera SET status = 'retired' WHERE gb_code = %(camera)s"),
]


@pytest.mark.parametrize(
    ("code", "harm"), ALONE, ids=[f"{code}-{index}" for index, (code, _) in enumerate(ALONE)]
)
def test_one_rule_failing_alone_is_enough(
    db: Session, city: City, judge: Judge, open_look: Open, code: str, harm: str
) -> None:
    db.rows(
        harm,  # type: ignore[arg-type]
        person=city.dispatcher,
        department=city.west,
        authorisation=city.authorisation,
        version=city.version,
        camera=city.west_camera,
    )
    assert judge(city.token, city.west_camera) == code
    answer = open_look(city.token, city.west_camera)
    assert (answer["code"], answer["ticket"], answer["viewing_id"]) == (code, None, None)
    assert db.row("SELECT 1 FROM law.viewing") is None
    assert db.row("SELECT 1 FROM secret.ticket") is None


@pytest.mark.parametrize(
    "purpose",
    ["", "   ", "x", "长" * 201, "\u3000\u3000", "\u200b\u200b", "\n\n", "\t\t", "\u202e\u202e", "。。", "—— ——", "\ufeff巡", "\u00ad\u3164\u2800"],
)
def test_nobody_may_look_without_a_purpose(city: City, open_look: Open, purpose: str) -> None:
    assert open_look(city.token, city.west_camera, purpose=purpose)["code"] == "E-PURP-01"


@pytest.mark.parametrize(
    "role", ["system_admin", "security_admin", "auditor", "maintainer", "bureau_head", "department_admin"]
)
def test_who_does_not_view_by_office_may_not(db: Session, city: City, judge: Judge, role: str) -> None:
    person = factories.make_person(db, city.west, role)
    assert judge(factories.make_session(db, person), city.west_camera) == "E-ROLE-01"


@pytest.mark.parametrize("action", ["camera:control-ptz", "camera:view-playback"])
def test_permission_that_the_form_does_not_name_is_not_given(city: City, judge: Judge, action: str) -> None:
    assert judge(city.token, city.west_camera, action) == "E-AUTH-02"


@pytest.mark.parametrize("action", ["page:map", "camera:everything", "", "camera:export"])
def test_what_is_no_camera_action_of_hers_opens_nothing(city: City, open_look: Open, action: str) -> None:
    assert open_look(city.token, city.west_camera, action)["code"] == "E-ROLE-01"


@pytest.mark.parametrize(
    ("address", "token"), [("10.1.1.1", None), (factories.ADDRESS, "forged"), (factories.ADDRESS, "")]
)
def test_a_token_from_elsewhere_or_forged_is_nobody(
    city: City, open_look: Open, address: str, token: str | None
) -> None:
    answer = open_look(city.token if token is None else token, city.west_camera, address=address)
    assert (answer["code"], answer["camera_name"]) == ("E-SESS-01", None)


@pytest.mark.parametrize(
    "claim", ["41900101001319999999", "1; DROP TABLE law.viewing", "", "４１９００１", "x" * 5000]
)
def test_a_secret_camera_answers_like_one_that_does_not_exist(
    city: City, open_look: Open, claim: str
) -> None:
    unknown, secret = open_look(city.token, claim), open_look(city.token, city.secret_camera)
    for answer in (unknown, secret):
        answer.pop("opened_at")
    assert unknown == secret
    assert unknown["code"] == "E-CAM-01"


def test_a_gate_refusal_does_not_tell_whether_the_camera_exists(
    db: Session, city: City, open_look: Open
) -> None:
    db.rows("UPDATE law.letter SET revoked_at = clock_timestamp()")
    answers = [
        open_look(city.token, camera)
        for camera in (city.west_camera, city.secret_camera, "41900101001319999999")
    ]
    assert {(a["code"], a["camera_code"], a["camera_name"], a["version_no"]) for a in answers} == {
        ("E-LET-01", None, None, None)
    }


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-06-30 23:59:59.9+08", None),
        ("2026-07-01 00:00+08", "E-AUTH-03"),
        ("2026-06-30 16:00+00", "E-AUTH-03"),
        ("2026-05-31 23:59+08", "E-AUTH-03"),
        ("2026-06-01 00:00+08", None),
    ],
)
def test_the_last_day_counts_until_midnight_in_shanghai(
    db: Session, city: City, judge: Judge, at: str, code: str | None
) -> None:
    db.rows(
        "UPDATE law.authorisation SET apply_date = '2026-05-01', valid_from = '2026-06-01', valid_to = '2026-06-30'"
    )
    db.rows("UPDATE law.letter SET valid_from = '2026-01-01', valid_to = '2026-12-31'")
    db.rows("UPDATE law.jurisdiction_version SET during = '[2026-01-01,)'")
    assert judge(city.token, city.west_camera, at=at) == code


def test_one_good_authorisation_among_bad_ones_is_enough(db: Session, city: City, judge: Judge) -> None:
    for fields in ({"status": "suspended"}, {"modes": ["offline"]}, {"permissions": ("ptz",)}):
        factories.make_authorisation(db, city.west, city.signers, [city.west_camera], **fields)  # type: ignore[arg-type]
    assert judge(city.token, city.west_camera) is None


def test_another_departments_authorisation_does_not_help(db: Session, city: City, judge: Judge) -> None:
    db.rows("DELETE FROM law.authorisation_camera WHERE authorisation_id = %(a)s", a=city.authorisation)
    assert judge(city.token, city.west_camera) == "E-AUTH-01"


def test_a_node_must_be_alive(db: Session, city: City, open_look: Open) -> None:
    db.rows("UPDATE operations.node SET beat_at = clock_timestamp() - interval '11 seconds'")
    assert open_look(city.token, city.west_camera)["code"] == "E-FEED-01"
    assert db.row("SELECT 1 FROM law.viewing") is None


@pytest.mark.parametrize(
    ("kinds", "code"),
    [(("staff",), "E-LET-01"), (("unit",), "E-LET-01"), (("unit", "staff"), None), (("both",), None)],
)
def test_both_duties_of_signature_must_stand(
    db: Session, city: City, judge: Judge, kinds: tuple[str, ...], code: str | None
) -> None:
    db.rows("DELETE FROM law.letter")
    for kind in kinds:
        db.rows(
            """INSERT INTO law.letter (department_id, person_id, kind, text_version, leader_name, signed_on, valid_from, valid_to)
               VALUES (%(d)s, %(p)s, %(k)s, '2022', '甲', %(t)s, %(t)s, %(t)s)""",
            d=city.west,
            p=city.dispatcher if kind != "unit" else city.signers[1],
            k=kind,
            t=factories.today(),
        )
    assert judge(city.token, city.west_camera) == code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 巡查 ", "巡查"),
        ("a\u202eb\n<script>", "ab <script>"),
        ("巡查\u3000\u3000路口\t\r\n3号", "巡查 路口 3号"),
        ("e\u0301cole 12", "\u00e9cole 12"),
        ("核查\u200b可疑\ufeff情况", "核查可疑情况"),
    ],
)
def test_the_register_keeps_a_purpose_in_plain_text(db: Session, city: City, open_look: Open, typed: str, kept: str) -> None:
    assert open_look(city.token, city.west_camera, purpose=typed)["code"] is None
    assert db.row("SELECT purpose FROM law.viewing") == {"purpose": kept}
    leaf = db.row("SELECT detail FROM audit.leaf WHERE kind = 'viewing.open'")
    assert leaf is not None
    assert leaf["detail"].endswith(f"; purpose {kept}")
