"""Signing in: proof compared in the database, terminal, lock, one live session, end (R-12, R-22, R-67; Article 27)."""

from __future__ import annotations

import pytest

from data.errors import Refused
from data.law import people
from data.law.actions import Action
from tests import factories
from tests.factories import ADDRESS, PASSWORD
from tests.support.postgres import Session


@pytest.fixture
def person(db: Session) -> int:
    """A dispatcher `alice` with a password."""
    return factories.make_person(
        db, factories.make_department(db), "dispatcher", login="alice", password=PASSWORD
    )


def attempt(
    db: Session, login: str = "alice", password: str = PASSWORD, address: str = ADDRESS
) -> str | None:
    """The code of a sign-in, None when it worked."""
    try:
        with db.as_role("mj_web") as web:
            people.sign_in(web, login, password, address, "test")
    except Refused as refused:
        return refused.code
    return None


def keep(db: Session, login: str, password: str) -> str | None:
    """Like attempt, but what was counted stays, as it does in autocommit."""
    with db.as_role("mj_web") as web:
        try:
            people.sign_in(web, login, password, ADDRESS)
        except Refused as refused:
            return refused.code
    return None


def test_who_has_the_password_at_a_registered_terminal_is_in(db: Session, person: int) -> None:
    with db.as_role("mj_web") as web:
        signed = people.sign_in(web, "alice", PASSWORD, ADDRESS)
        viewer = people.viewer_of(web, signed.token, ADDRESS, Action.PAGE_MAP)
    assert (viewer.person_id, viewer.roles) == (person, frozenset({"dispatcher"}))
    assert viewer.may(Action.VIEW_LIVE)
    assert not viewer.may(Action.AUDIT_READ)
    assert people.csrf_matches(viewer, signed.csrf)
    assert not people.csrf_matches(viewer, "x")
    assert signed.token not in repr(signed) + repr(viewer)


@pytest.mark.parametrize(
    ("login", "password", "address", "code"),
    [
        ("alice", "wrong", ADDRESS, "E-SESS-02"),
        ("alice", "", ADDRESS, "E-SESS-02"),
        ("nobody", PASSWORD, ADDRESS, "E-SESS-02"),
        ("alice' OR 1=1 --", PASSWORD, ADDRESS, "E-SESS-02"),
        ("alice", PASSWORD, "10.9.9.9", "E-TERM-01"),
    ],
)
def test_others_may_not(db: Session, person: int, login: str, password: str, address: str, code: str) -> None:
    assert person
    assert attempt(db, login, password, address) == code


def test_an_unknown_login_gets_a_steady_salt(db: Session, person: int) -> None:
    assert person
    salts = [
        bytes(factories.one(db, "SELECT salt FROM api.sign_in_begin(%(l)s, '127.0.0.1')", l=login))
        for login in ("ghost", "ghost", "other")
    ]
    assert salts[0] == salts[1] != salts[2]
    assert {len(salt) for salt in salts} == {16}


def test_five_failures_lock_and_time_opens(db: Session, person: int) -> None:
    assert [keep(db, "alice", "wrong") for _ in range(5)] == ["E-SESS-02"] * 5
    assert keep(db, "alice", PASSWORD) == "E-SESS-03"
    db.rows("UPDATE law.account SET locked_until = clock_timestamp() WHERE person_id = %(p)s", p=person)
    assert keep(db, "alice", PASSWORD) is None
    assert factories.one(db, "SELECT failed_count FROM law.account WHERE person_id = %(p)s", p=person) == 0


def test_a_success_forgets_failures(db: Session, person: int) -> None:
    assert person
    outcome = (
        [keep(db, "alice", "wrong") for _ in range(4)]
        + [keep(db, "alice", PASSWORD)]
        + [keep(db, "alice", "wrong") for _ in range(4)]
    )
    assert keep(db, "alice", PASSWORD) is None, outcome


def test_a_second_sign_in_ends_the_first(db: Session, person: int) -> None:
    assert person
    with db.as_role("mj_web") as web:
        first = people.sign_in(web, "alice", PASSWORD, ADDRESS)
        second = people.sign_in(web, "alice", PASSWORD, ADDRESS)
        with pytest.raises(Refused, match="E-SESS-01"):
            people.viewer_of(web, first.token, ADDRESS, Action.PAGE_MAP)
        people.viewer_of(web, second.token, ADDRESS, Action.PAGE_MAP)


def test_signing_out_ends_it_on_the_server(db: Session, person: int) -> None:
    assert person
    with db.as_role("mj_web") as web:
        signed = people.sign_in(web, "alice", PASSWORD, ADDRESS)
        people.sign_out(web, signed.viewer)
        with pytest.raises(Refused, match="E-SESS-01"):
            people.viewer_of(web, signed.token, ADDRESS, Action.PAGE_MAP)
    assert factories.one(db, "SELECT end_reason FROM law.session") == "signed-out"


def test_a_refused_page_of_somebody_known_is_in_the_audit(db: Session, person: int) -> None:
    token = factories.make_session(db, person)
    with db.as_role("mj_web") as web, pytest.raises(Refused, match="E-ROLE-01"):
        people.viewer_of(web, token, ADDRESS, Action.PAGE_AUDIT)
    leaf = db.row("SELECT person_id, result, rule, object_id FROM audit.leaf WHERE kind = 'access'")
    assert leaf == {"person_id": person, "result": "deny", "rule": "E-ROLE-01", "object_id": "page:audit"}


def test_neither_password_proof_nor_token_is_kept(db: Session, person: int) -> None:
    assert person
    with db.as_role("mj_web") as web:
        signed = people.sign_in(web, "alice", PASSWORD, ADDRESS)
    for table in ("law.account", "law.session", "audit.leaf"):
        text = str(db.rows(f"SELECT t::text FROM {table} t"))  # type: ignore[arg-type]
        for secret in (PASSWORD, signed.token, signed.csrf):
            assert secret not in text
            assert secret.encode().hex() not in text


@pytest.mark.parametrize(
    ("first", "second"),
    [("system_admin", "auditor"), ("security_admin", "dispatcher"), ("auditor", "reviewer")],
)
def test_the_three_administrators_do_not_meet_in_one_person(db: Session, first: str, second: str) -> None:
    with pytest.raises(Exception, match="E-SOD-02"):
        factories.make_person(db, factories.make_department(db), first, second)
