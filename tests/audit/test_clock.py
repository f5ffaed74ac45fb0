"""What time ends is ended and written down: sessions, unused tickets, authorisations after their last day, looks of a silent node."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from data.settings import Role
from tests import factories
from tests.factories import ADDRESS, City, make_session, today


@pytest.fixture
def city(db):
    return City.build(db)


@pytest.fixture
def clock(db):
    def act(function):
        with db.as_role("mj_worker") as worker:
            return worker.rows(f"SELECT * FROM api.{function}()")

    return act


def look(db, city, camera=None):
    with db.as_role("mj_web") as web:
        row = web.row(
            "SELECT * FROM api.open_viewing(%(t)s, %(a)s::inet, %(c)s, 'camera:view-live', '巡查路口')",
            t=city.token, a=ADDRESS, c=camera or city.west_camera,
        )  # fmt: skip
    assert row["code"] is None, row
    return row


def redeem(db, row):
    with db.as_role("mj_feeds") as feeds:
        assert (
            feeds.row(
                "SELECT code FROM api.redeem(%(t)s, %(a)s::inet, 'node-1')", t=row["ticket"], a=ADDRESS
            )["code"]
            is None
        )


def viewing(db, row):
    return db.row("SELECT * FROM law.viewing WHERE id = %(id)s", id=row["viewing_id"])


def leaves(db, kind):
    return db.rows("SELECT * FROM audit.leaf WHERE kind = %(kind)s ORDER BY seq", kind=kind)


def ended(rows):
    return {row["what"]: row["ended"] for row in rows}


def test_nothing_to_do_does_nothing(db, city, clock):
    row = look(db, city)
    redeem(db, row)
    assert ended(clock("expire")) == {"session": 0, "ticket": 0, "authorisation": 0}
    assert clock("close_orphans") == [{"ended": 0}]
    assert viewing(db, row)["ended_at"] is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("seen_at = seen_at - interval '31 minutes'", "idle"),
        ("absolute_until = clock_timestamp() - interval '1 second'", "absolute-limit"),
    ],
)
def test_a_session_past_its_limit_is_ended(db, city, clock, change, reason):
    db.rows(f"UPDATE law.session SET {change} WHERE person_id = %(p)s", p=city.dispatcher)
    assert ended(clock("expire"))["session"] == 1
    row = db.row("SELECT * FROM law.session WHERE person_id = %(p)s", p=city.dispatcher)
    assert (row["end_reason"], row["ended_at"] is not None) == (reason, True)
    assert [(leaf["person_id"], leaf["detail"]) for leaf in leaves(db, "session.close")] == [
        (city.dispatcher, reason)
    ]
    assert ended(clock("expire"))["session"] == 0


def test_a_ticket_that_nobody_redeemed_ends_its_look_as_unused(db, city, clock):
    row = look(db, city)
    db.rows("UPDATE secret.ticket SET expires_at = clock_timestamp()")
    assert ended(clock("expire"))["ticket"] == 1
    assert viewing(db, row)["end_reason"] == "unused"
    assert db.rows("SELECT * FROM secret.ticket") == []
    assert leaves(db, "viewing.close")[-1]["detail"] == "unused"


def test_a_redeemed_ticket_does_not_expire(db, city, clock):
    row = look(db, city)
    redeem(db, row)
    db.rows("UPDATE secret.ticket SET expires_at = clock_timestamp()")
    assert ended(clock("expire"))["ticket"] == 0
    assert viewing(db, row)["ended_at"] is None


@pytest.mark.parametrize(("days", "status"), [(0, "approved"), (-1, "expired")])
def test_an_authorisation_is_expired_after_its_last_day_and_not_on_it(db, city, clock, days, status):
    last = today() + timedelta(days=days)
    db.rows(
        "UPDATE law.authorisation SET valid_to = %(last)s WHERE id = %(id)s", last=last, id=city.authorisation
    )
    assert ended(clock("expire"))["authorisation"] == (status == "expired")
    assert (
        db.row("SELECT status FROM law.authorisation WHERE id = %(id)s", id=city.authorisation)["status"]
        == status
    )
    found = leaves(db, "authorisation.expire")
    assert [(leaf["department_id"], leaf["detail"]) for leaf in found] == (
        [(city.west, f"last day {last}")] if days else []
    )


@pytest.mark.parametrize("with_clock", [False, True])
def test_an_expired_authorisation_is_refused_with_the_same_reason_before_and_after_the_clock_came_by(
    db, city, clock, with_clock
):
    db.rows(
        "UPDATE law.authorisation SET valid_to = %(last)s WHERE id = %(id)s",
        last=today() - timedelta(days=1),
        id=city.authorisation,
    )
    if with_clock:
        clock("expire")
    with db.as_role("mj_web") as web:
        row = web.row(
            "SELECT code FROM api.open_viewing(%(t)s, %(a)s::inet, %(c)s, 'camera:view-live', '巡查路口')",
            t=city.token, a=ADDRESS, c=city.west_camera,
        )  # fmt: skip
    assert row["code"] == "E-AUTH-03"


def test_looks_of_a_silent_node_end_at_its_last_beat(db, city, clock):
    row = look(db, city)
    redeem(db, row)
    db.rows("ALTER TABLE law.viewing DISABLE TRIGGER ALL")
    db.rows("UPDATE law.viewing SET opened_at = opened_at - interval '1 hour'")
    db.rows("ALTER TABLE law.viewing ENABLE TRIGGER ALL")
    beat = db.row(
        "UPDATE operations.node SET beat_at = clock_timestamp() - interval '11 seconds' RETURNING beat_at"
    )["beat_at"]
    assert clock("close_orphans") == [{"ended": 1}]
    found = viewing(db, row)
    assert (found["ended_at"], found["end_reason"]) == (beat, "node-lost")
    assert leaves(db, "viewing.close")[-1]["detail"] == "node-lost; node-1"
    assert clock("close_orphans") == [{"ended": 0}]


def test_looks_of_a_node_that_beats_go_on(db, city, clock):
    row = look(db, city)
    db.rows("UPDATE operations.node SET beat_at = clock_timestamp() - interval '9 seconds'")
    assert clock("close_orphans") == [{"ended": 0}]
    assert viewing(db, row)["ended_at"] is None


def test_a_look_never_ends_before_it_began(db, city, clock):
    row = look(db, city)
    db.rows("UPDATE operations.node SET beat_at = clock_timestamp() - interval '1 hour'")
    assert clock("close_orphans") == [{"ended": 1}]
    found = viewing(db, row)
    assert found["ended_at"] == found["opened_at"]
    assert db.rows("SELECT * FROM secret.ticket") == []


def test_looks_of_a_node_that_left_end_now(db, city, clock):
    row = look(db, city)
    db.rows("DELETE FROM operations.node")
    assert clock("close_orphans") == [{"ended": 1}]
    assert viewing(db, row)["end_reason"] == "node-lost"


def test_retention_clears_only_what_is_over_and_says_so(db, city, clock):
    row = look(db, city)
    make_session(db, city.approver)
    make_session(db, city.signers[0])
    for person, age in (
        (city.dispatcher, "1 year"),
        (city.approver, "6 months 8 days"),
        (city.signers[0], "6 months"),
    ):
        db.rows(
            "UPDATE law.session SET ended_at = clock_timestamp() - %(age)s::interval, end_reason = 'idle' WHERE person_id = %(p)s",
            age=age,
            p=person,
        )
    db.rows(
        "INSERT INTO operations.node VALUES ('old', 'worker', NULL, NULL, clock_timestamp() - interval '2 days')"
    )
    assert {r["what"]: r["purged"] for r in clock("purge")} == {"session": 1, "ticket": 0, "node": 1}
    left = {r["person_id"] for r in db.rows("SELECT person_id FROM law.session WHERE ended_at IS NOT NULL")}
    assert left == {city.dispatcher, city.signers[0]}
    assert viewing(db, row) is not None
    assert {(leaf["object_type"], leaf["detail"]) for leaf in leaves(db, "retention.purge")} == {
        ("session", "1"),
        ("node", "1"),
    }


def test_the_worker_speaks_only_as_a_worker(db):
    with db.as_role("mj_worker") as worker:
        worker.row("SELECT api.worker_said('w', 'anchor-late', 'done', 'x')")
    leaf = leaves(db, "worker.anchor-late")[0]
    assert (leaf["person_id"], leaf["login"], leaf["object_id"]) == (None, None, "w")


@pytest.mark.parametrize(
    "function",
    ["expire()", "close_orphans()", "purge()", "worker_said('a','b','done','c')", "seal_leaves(1)"],
)
@pytest.mark.parametrize("role", [Role.WEB, Role.FEEDS, Role.AUDITOR])
def test_only_the_worker_may_turn_the_clock(db, role, function):
    with pytest.raises(psycopg.errors.InsufficientPrivilege), db.as_role(role) as other:
        other.rows(f"SELECT api.{function}")


def test_two_clocks_at_once_end_each_thing_once(database):
    owner = database.open(Role.OWNER)
    city = City.build(owner)
    row = look_committed(database, city)
    owner.rows("UPDATE operations.node SET beat_at = clock_timestamp() - interval '1 hour'")
    with database.connect(Role.WORKER) as first, database.connect(Role.WORKER) as second:
        first.execute("BEGIN")
        assert first.execute("SELECT ended FROM api.close_orphans()").fetchone()["ended"] == 1
        assert second.execute("SELECT ended FROM api.close_orphans()").fetchone()["ended"] == 0
        first.execute("COMMIT")
    assert (
        factories.one(
            owner,
            "SELECT count(*) FROM audit.leaf WHERE kind = 'viewing.close' AND object_id = %(no)s",
            no=row["register_no"],
        )
        == 1
    )


def look_committed(database, city):
    return database.open(Role.WEB).row(
        "SELECT * FROM api.open_viewing(%(t)s, %(a)s::inet, %(c)s, 'camera:view-live', '巡查路口')",
        t=city.token, a=ADDRESS, c=city.west_camera,
    )  # fmt: skip
