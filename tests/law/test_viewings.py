"""Looks from ticket to register: redeemed once, decided again, told on change, written once (Articles 24 and 26)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from data.errors import Refused, Unavailable
from data.law import people, viewings
from data.law.actions import Action
from data.settings import Role
from tests import factories
from tests.factories import ADDRESS, City
from tests.support.postgres import Session, TestDatabase

Open = Callable[..., dict[str, Any]]


def redeem(db: Session, ticket: str, *, address: str = ADDRESS, node: str = "node-1") -> dict[str, Any]:
    with db.as_role("mj_feeds") as feeds:
        row = feeds.row("SELECT * FROM api.redeem(%(t)s, %(a)s::inet, %(n)s)", t=ticket, a=address, n=node)
    assert row is not None
    return row


def recheck(db: Session, *ids: int, node: str = "node-1") -> list[dict[str, Any]]:
    with db.as_role("mj_feeds") as feeds:
        return feeds.rows(
            "SELECT viewing_id, code, article, asks_at FROM api.recheck(%(n)s, %(i)s)", n=node, i=list(ids)
        )


def test_a_ticket_is_good_once(db: Session, city: City, open_look: Open) -> None:
    ticket = open_look(city.token, city.west_camera)["ticket"]
    first, second = redeem(db, ticket), redeem(db, ticket)
    assert (first["code"], first["camera_code"], first["purpose"]) == (None, city.west_camera, "巡查路口")
    assert (second["code"], second["viewing_id"], second["cipher"]) == ("E-TICK-01", None, None)


@pytest.mark.parametrize("harm", ["address", "node", "expired", "forged"])
def test_a_ticket_is_good_for_its_bearer_node_and_time(
    db: Session, city: City, open_look: Open, harm: str
) -> None:
    ticket = open_look(city.token, city.west_camera)["ticket"]
    if harm == "expired":
        db.rows("UPDATE secret.ticket SET expires_at = clock_timestamp()")
    answer = redeem(
        db,
        "0" * 64 if harm == "forged" else ticket,
        address="10.0.0.1" if harm == "address" else ADDRESS,
        node="node-2" if harm == "node" else "node-1",
    )
    assert (answer["code"], answer["cipher"]) == ("E-TICK-01", None)
    assert db.row("SELECT result FROM audit.leaf WHERE kind = 'ticket.redeem'") == {"result": "deny"}


def test_redeeming_decides_again(db: Session, city: City, open_look: Open) -> None:
    look = open_look(city.token, city.west_camera)
    db.rows("UPDATE law.authorisation SET status = 'closed' WHERE id = %(a)s", a=city.authorisation)
    answer = redeem(db, look["ticket"])
    assert (answer["code"], answer["cipher"]) == ("E-AUTH-06", None)
    assert db.row("SELECT end_reason FROM law.viewing WHERE id = %(i)s", i=look["viewing_id"]) == {
        "end_reason": "refused"
    }


def test_recheck_follows_the_law(db: Session, city: City, open_look: Open) -> None:
    look = open_look(city.token, city.west_camera)["viewing_id"]
    row = recheck(db, look)[0]
    assert row["code"] is None
    assert row["asks_at"] is not None
    factories.past_the_guards(
        db,
        "UPDATE law.jurisdiction_version SET geom = ST_GeomFromText(%(w)s, 4326) WHERE id = %(v)s",
        w=factories.EAST.replace("112.7 ", "112.8 "),
        v=city.version,
    )
    assert [(r["code"], r["article"]) for r in recheck(db, look)] == [("E-JUR-01", "25")]
    assert recheck(db, look, node="node-2")[0]["code"] == "E-VIEW-01"
    assert recheck(db, 10**12)[0]["code"] == "E-VIEW-01"


@pytest.mark.parametrize("role", ["mj_web", "mj_worker", "mj_auditor"])
def test_only_the_feeds_role_may_redeem(db: Session, city: City, open_look: Open, role: str) -> None:
    ticket = open_look(city.token, city.west_camera)["ticket"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), db.as_role(role) as other:
        other.row("SELECT * FROM api.redeem(%(t)s, %(a)s::inet, 'node-1')", t=ticket, a=ADDRESS)


@pytest.mark.parametrize("role", ["mj_web", "mj_feeds", "mj_worker", "mj_auditor"])
@pytest.mark.parametrize(
    "table",
    [
        "secret.camera_source",
        "secret.ticket",
        "law.account",
        "law.session",
        "law.viewing",
        "catalogue.camera",
    ],
)
def test_no_login_role_reads_the_tables(db: Session, role: str, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), db.as_role(role) as other:
        other.rows(f"SELECT * FROM {table}")  # type: ignore[arg-type]


def test_the_register_holds_the_six_columns_and_both_acts_are_in_the_audit(
    db: Session, city: City, open_look: Open
) -> None:
    look = open_look(city.token, city.west_camera)
    open_look(city.token, city.east_camera)
    row = db.row("SELECT * FROM law.viewing")
    assert row is not None
    assert row["purpose"] == "巡查路口"
    assert row["person_name"] == "张west"
    assert row["approver_id"] == city.approver
    assert row["content"] == f"{city.west_camera} 济水大街西口"
    assert (row["opened_at"], row["medium"]) == (look["opened_at"], "screen")
    leaves = db.rows(
        "SELECT result, rule, object_id FROM audit.leaf WHERE kind = 'viewing.open' ORDER BY seq"
    )
    assert leaves == [
        {"result": "allow", "rule": None, "object_id": city.west_camera},
        {"result": "deny", "rule": "E-JUR-01", "object_id": city.east_camera},
    ]


@pytest.mark.parametrize(
    "edit",
    [
        "SET purpose = '改写'",
        "SET person_id = 1",
        "SET opened_at = clock_timestamp()",
        "SET ended_at = NULL, end_reason = NULL",
        "SET end_reason = '改'",
    ],
)
def test_not_even_the_owner_edits_the_register(db: Session, city: City, open_look: Open, edit: str) -> None:
    look = open_look(city.token, city.west_camera)["viewing_id"]
    with db.as_role("mj_feeds") as feeds:
        feeds.rows("SELECT api.viewing_started('node-1', %(i)s)", i=look)
        feeds.rows("SELECT api.close_viewing('node-1', %(i)s, 'closed', NULL)", i=look)
    with pytest.raises(psycopg.errors.CheckViolation, match="not edited"), db.connection.transaction():
        db.rows(f"UPDATE law.viewing {edit}")  # type: ignore[arg-type]
    with pytest.raises(psycopg.errors.CheckViolation, match="not edited"), db.connection.transaction():
        db.rows("DELETE FROM law.viewing")


def test_one_closes_only_ones_own_look(db: Session, city: City, open_look: Open) -> None:
    look = open_look(city.token, city.west_camera)["viewing_id"]
    for token, ended in (
        (city.neighbour_token, False),
        ("forged", False),
        (city.token, True),
        (city.token, False),
    ):
        with db.as_role("mj_web") as web:
            assert web.row(
                "SELECT ended FROM api.end_viewing(%(t)s, %(a)s::inet, %(i)s)", t=token, a=ADDRESS, i=look
            ) == {"ended": ended}
    assert db.row("SELECT end_reason FROM law.viewing") == {"end_reason": "closed"}


def test_the_register_is_read_as_far_as_the_roles_go(db: Session, city: City, open_look: Open) -> None:
    open_look(city.token, city.west_camera)
    open_look(city.neighbour_token, city.east_camera)
    head = factories.make_session(db, city.signers[1])
    chief = factories.make_session(db, city.approver)
    read = "SELECT person_name FROM api.register(%(t)s, %(a)s::inet, %(s)s, NULL, NULL, 100)"
    with db.as_role("mj_web") as web:
        seen = {
            (scope, who): len(web.rows(read, t=token, a=ADDRESS, s=scope))
            for scope, who, token in (
                ("own", "west", city.token),
                ("department", "head", head),
                ("all", "chief", chief),
                ("own", "chief", chief),
            )
        }
        assert seen == {
            ("own", "west"): 1,
            ("department", "head"): 1,
            ("all", "chief"): 2,
            ("own", "chief"): 0,
        }
    for scope, token in (("department", city.token), ("all", head), ("everything", chief)):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="E-ROLE-01"),
            db.as_role("mj_web") as web,
        ):
            web.rows(read, t=token, a=ADDRESS, s=scope)


def test_a_rolled_back_decision_leaves_no_ticket(database: TestDatabase) -> None:
    with database.connect() as owner:
        city = City.build(Session(owner))
    web = database.open(Role.WEB)
    viewer = people.viewer_of(web, city.token, ADDRESS, Action.PAGE_MAP)
    with pytest.raises(RuntimeError, match="later"), web.transaction() as inner:
        look = viewings.open_viewing(inner, viewer, city.west_camera, Action.VIEW_LIVE, "巡查")
        raise RuntimeError("later")
    answer = database.open(Role.FEEDS).row(
        "SELECT code FROM api.redeem(%(t)s, %(a)s::inet, 'node-1')", t=look.ticket, a=ADDRESS
    )
    assert answer == {"code": "E-TICK-01"}


def test_an_older_snapshot_decides_nothing(database: TestDatabase) -> None:
    with database.connect() as owner:
        city = City.build(Session(owner))
    with (
        database.connect(Role.WEB) as web,
        pytest.raises(psycopg.errors.InvalidTransactionState),
        web.transaction(),
    ):
        web.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        web.execute(
            "SELECT * FROM api.open_viewing(%s, %s::inet, %s, 'camera:view-live', '巡查')",
            [city.token, ADDRESS, city.west_camera],
        )


def test_the_domain_raises_what_the_database_refuses(database: TestDatabase) -> None:
    with database.connect() as owner:
        city = City.build(Session(owner))
        web = database.open(Role.WEB)
        viewer = people.viewer_of(web, city.token, ADDRESS, Action.PAGE_MAP)
        with pytest.raises(Refused) as refused:
            viewings.open_viewing(web, viewer, city.east_camera, Action.VIEW_LIVE, "巡查")
        assert (refused.value.code, refused.value.params["camera_name"]) == ("E-JUR-01", "济水大街东口")
        look = viewings.open_viewing(web, viewer, city.west_camera, Action.VIEW_LIVE, " 巡查 ")
        assert [row.purpose for row in viewings.register(web, viewer)] == ["巡查"]
        assert viewings.end_viewing(web, viewer, look.id)
        owner.execute("DELETE FROM operations.node")
        with pytest.raises(Unavailable, match="E-FEED-01"):
            viewings.open_viewing(web, viewer, city.west_camera, Action.VIEW_LIVE, "巡查")


def test_a_change_of_rights_is_told_at_commit(database: TestDatabase) -> None:
    with database.connect() as owner, database.connect(Role.FEEDS) as feeds:
        city = City.build(Session(owner))
        feeds.execute("LISTEN mj_rights")
        for act in (
            "UPDATE law.authorisation SET status = 'suspended'",
            "UPDATE law.jurisdiction_version SET status = 'suspended'",
            "UPDATE law.letter SET revoked_at = now()",
            "UPDATE law.account SET status = 'disabled'",
            "UPDATE law.session SET ended_at = clock_timestamp(), end_reason = 'x'",
            "UPDATE law.terminal SET revoked_at = now()",
            "DELETE FROM law.person_role",
            "UPDATE catalogue.camera SET secrecy = true",
            "DELETE FROM law.authorisation_camera",
            "UPDATE law.department SET suspended_at = now(), suspended_reason = 'x'",
        ):
            owner.execute(act)  # type: ignore[arg-type]
            assert next(feeds.notifies(timeout=5)).channel == "mj_rights", act
            for _ in feeds.notifies(timeout=0.05):
                continue
        owner.execute("UPDATE catalogue.camera SET name = name || '一'")
        assert list(feeds.notifies(timeout=0.05)) == []
        assert city.west
