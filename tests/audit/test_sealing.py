"""Sealing: every committed leaf comes under one seal, whatever runs beside it; what was rolled back is missed by nobody (R-66)."""

from __future__ import annotations

import contextlib
import threading

import psycopg
import pytest

from data.law import audit
from data.law.audit_rows import seal_of
from data.law.verification import verify
from data.settings import Role
from tests.audit.support import append, seal, tamper


@pytest.fixture
def owner(database):
    with database.connect() as connection:
        yield connection


@pytest.fixture
def check(database):
    def verdict():
        with database.connect(Role.AUDITOR) as connection:
            return verify(connection)

    return verdict


def numbers(owner, no):
    with owner.transaction():
        return seal_of(owner, no).seqs


def test_nothing_to_seal_gives_no_seal(owner, check):
    assert seal(owner) is None
    verdict = check()
    assert (verdict.ok, verdict.seals, verdict.leaves) == (True, 0, 0)


def test_an_open_transaction_delays_nobody_but_itself(database, owner, check):
    append(owner)
    with database.connect() as slow:
        slow.execute("BEGIN")
        late = append(slow)
        append(owner)
        assert seal(owner) == 1
        assert numbers(owner, 1) == "{[1,2),[3,4)}"
        append(owner)
        assert seal(owner) == 2
        slow.execute("COMMIT")
    assert check().pending == 1
    assert seal(owner) == 3
    assert numbers(owner, 3) == f"{{[{late},{late + 1})}}"
    verdict = check()
    assert (verdict.ok, verdict.leaves, verdict.pending) == (True, 4, 0)


def test_gaps_of_rolled_back_acts_are_not_named(owner, check):
    for n in range(20):
        append(owner)
        with pytest.raises(ZeroDivisionError), owner.transaction():
            append(owner)
            raise ZeroDivisionError
        if n % 7 == 6:
            seal(owner)
    seal(owner)
    verdict = check()
    assert (verdict.ok, verdict.leaves, verdict.pending, verdict.seals) == (True, 20, 0, 3)


def test_a_settled_gap_is_given_up_and_a_running_one_is_not(database, owner):
    def book():
        row = owner.execute("SELECT settling::text AS s, fresh::text AS f FROM audit.sealing").fetchone()
        return row["s"], row["f"]

    with pytest.raises(ZeroDivisionError), owner.transaction():
        append(owner)
        raise ZeroDivisionError
    append(owner)
    seal(owner)
    assert book() == ("{[1,2)}", "{}")
    with database.connect() as slow:
        slow.execute("BEGIN")
        append(slow)
        append(owner)
        seal(owner)
        append(owner)
        seal(owner)
        assert "[3,4)" in book()[0] + book()[1]
        slow.execute("ROLLBACK")


def test_many_hands_at_once_and_every_leaf_is_sealed_once(database, owner, check):
    done = threading.Event()

    def act(person):
        with database.connect() as connection:
            for n in range(60):
                with contextlib.suppress(ZeroDivisionError), connection.transaction():
                    append(connection, person=person)
                    append(connection, person=person)
                    1 // (n % 5)

    def keep_sealing():
        with database.connect(Role.WORKER) as connection:
            while not done.is_set():
                seal(connection)

    hands = [threading.Thread(target=act, args=[n]) for n in range(6)]
    sealers = [threading.Thread(target=keep_sealing) for _ in range(2)]
    for thread in hands + sealers:
        thread.start()
    for thread in hands:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    while seal(owner):
        pass
    verdict = check()
    assert verdict.ok
    assert (verdict.leaves, verdict.pending) == (6 * 48 * 2, 0)
    assert verdict.seals > 2


def test_only_one_sealer_writes(database, owner):
    append(owner)
    with database.connect() as other:
        other.execute("BEGIN")
        assert seal(other) == 1
        assert seal(owner) is None
        other.execute("ROLLBACK")
    assert seal(owner) == 1


def test_a_seal_wants_a_transaction_of_its_own(owner):
    with pytest.raises(psycopg.errors.ActiveSqlTransaction), owner.transaction():
        append(owner)
        seal(owner)


def test_a_backlog_is_worked_off_seal_by_seal(database, owner, check):
    for _ in range(25):
        append(owner)
    sizes = []
    with database.connect(Role.WORKER) as worker:
        while row := worker.execute("SELECT leaves FROM api.seal_leaves(10)").fetchone():
            sizes.append(row["leaves"])
    assert sizes == [10, 10, 5]
    assert check().ok


def test_a_backlog_with_gaps_is_sealed_whole(database, owner, check):
    with database.connect() as slow:
        slow.execute("BEGIN")
        for _ in range(15):
            append(slow)
        append(owner)
        seal(owner)
        slow.execute("COMMIT")
    for _ in range(8):
        append(owner)
    with database.connect(Role.WORKER) as worker:
        while worker.execute("SELECT leaves FROM api.seal_leaves(4)").fetchone():
            pass
    verdict = check()
    assert (verdict.ok, verdict.leaves, verdict.pending) == (True, 24, 0)


def test_seals_from_before_a_restore_do_not_stop_the_sealing(owner, check):
    """A dump carries transaction numbers that the new server has not reached."""
    append(owner)
    future = "(pg_current_xact_id()::text::bigint + 1000000)::text::xid8"
    owner.execute("ALTER TABLE audit.leaf DISABLE TRIGGER ALL")
    with pytest.raises(ZeroDivisionError), owner.transaction():
        append(owner)
        raise ZeroDivisionError
    append(owner)
    seal(owner)
    owner.execute(f"UPDATE audit.sealing SET settled_when = {future}")
    append(owner)
    assert seal(owner) == 2
    assert owner.execute("SELECT settled_when < pg_current_xact_id() AS ok, settling::text AS s FROM audit.sealing").fetchone() == {
        "ok": True, "s": "{}",
    }  # fmt: skip
    assert check().ok


@pytest.mark.parametrize("hours", [-1, 0, 0.5, 1, 7, 7.5, 19, 19.5, 40])
def test_a_leaf_is_found_by_its_time_whatever_gaps_the_numbers_have(owner, hours):
    for n in range(20):
        seq = append(owner)
        tamper(
            owner,
            "UPDATE audit.leaf SET at = '2030-01-01' :: timestamptz + %s * interval '1 hour' WHERE seq = %s",
            [n, seq],
        )
        if n % 3 == 0:
            owner.execute("SELECT setval('audit.leaf_seq', %s)", [seq + 17 * n])
    wanted = "SELECT min(seq) AS seq FROM audit.leaf WHERE at >= '2030-01-01'::timestamptz + %(h)s * interval '1 hour'"
    asked = "SELECT audit.seq_at('2030-01-01'::timestamptz + %(h)s * interval '1 hour') AS seq"
    assert owner.execute(asked, {"h": hours}).fetchone() == owner.execute(wanted, {"h": hours}).fetchone()


def test_nothing_is_found_in_an_empty_audit(owner):
    assert owner.execute("SELECT audit.seq_at(now()) AS a, audit.seq_at(NULL) AS b").fetchone() == {
        "a": None,
        "b": None,
    }


def test_the_alarm_rings_when_leaves_wait_for_ten_seconds(database, owner):
    web = database.open(Role.WEB)
    state = audit.seal_state(web)
    assert (state.newest_seal, state.oldest_unsealed, state.alarm) == (None, None, False)
    append(owner)
    assert not audit.seal_state(web).alarm
    owner.execute("ALTER TABLE audit.leaf DISABLE TRIGGER ALL")
    owner.execute("UPDATE audit.leaf SET at = at - interval '11 seconds'")
    state = audit.seal_state(web)
    assert state.alarm
    assert (state.oldest_unsealed, state.oldest_unsealed_age.seconds) == (1, 11)
    audit.seal(database.open(Role.WORKER))
    state = audit.seal_state(web)
    assert (state.newest_seal, state.oldest_unsealed, state.alarm) == (1, None, False)


@pytest.mark.parametrize("role", [Role.WEB, Role.FEEDS, Role.AUDITOR])
def test_only_the_worker_may_seal(database, role):
    with database.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        seal(connection)
