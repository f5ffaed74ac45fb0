"""Whoever owns the database can write whatever they like into it, and the verifier names it (R-66; issue: edited, removed, cut, forged).

The attack of each test is done as superuser with the triggers put aside; before each the verifier passes.
"""

from __future__ import annotations

import hashlib

import psycopg
import pytest

from data.law import leaves
from data.law.audit_rows import leaves_of, seal_of
from tests.audit.support import append, seal, tamper


@pytest.fixture(autouse=True)
def whole_before(sealed):
    verdict = sealed.check()
    assert verdict.ok
    assert (verdict.leaves, verdict.seals, verdict.pending, verdict.anchored, verdict.newest_seal) == (
        40,
        4,
        0,
        4,
        4,
    )


@pytest.mark.parametrize(
    "change",
    [
        "detail = ''", "detail = NULL", "login = login || ' '", "result = 'deny'", "rule = ''", "person_id = NULL", "address = '10.0.0.2'",
        "address = '10.0.0.1/24'", "at = at + interval '1 microsecond'", "at = 'infinity'", "txid = '18446744073709551615'",
        "department_id = 2", "kind = 'x'", "session_id = -1", "terminal_id = 7", "object_type = NULL", "object_id = 'c'", "hash = '\\x00'",
    ],
)  # fmt: skip
def test_an_edited_row_is_named(sealed, change):
    assert tamper(sealed.owner, f"UPDATE audit.leaf SET {change} WHERE seq = 17") == 1
    assert sealed.findings() == [("row-edited", 17, 17)]


def test_an_edited_row_is_named_though_its_hash_was_made_to_fit(sealed):
    tamper(sealed.owner, "UPDATE audit.leaf SET login = 'somebody-else' WHERE seq = 17")
    forge_hash(sealed, 17)
    assert sealed.findings() == [("row-edited", 17, 17)]


def test_a_renumbered_row_is_named(sealed):
    tamper(sealed.owner, "UPDATE audit.leaf SET seq = 1000 WHERE seq = 17")
    assert sealed.findings() == [("row-removed", 17, 17), ("row-inserted", 1000, 1000)]


def test_two_swapped_rows_are_named(sealed):
    tamper(
        sealed.owner,
        "UPDATE audit.leaf SET seq = CASE seq WHEN 17 THEN -19 ELSE -17 END WHERE seq IN (17, 19)",
    )
    tamper(sealed.owner, "UPDATE audit.leaf SET seq = -seq WHERE seq < 0")
    assert sealed.findings() == [("row-edited", 17, 17), ("row-edited", 19, 19)]


@pytest.mark.parametrize(
    ("condition", "named"),
    [("seq = 17", (17, 17)), ("seq BETWEEN 11 AND 20", (11, 20)), ("seq = 40", (40, 40))],
)
def test_a_removed_row_is_named(sealed, condition, named):
    tamper(sealed.owner, f"DELETE FROM audit.leaf WHERE {condition}")
    assert sealed.findings() == [("row-removed", *named)]


def test_all_rows_removed_are_named(sealed):
    tamper(sealed.owner, "TRUNCATE audit.leaf")
    assert sealed.findings() == [("row-removed", 1, 40)]


def test_a_row_forged_with_a_wrong_hash_is_named(sealed):
    copy_row(sealed, "41")
    assert sealed.findings() == [("row-inserted", 41, 41)]
    copy_row(sealed, "42", at="clock_timestamp()", txid="pg_current_xact_id()")
    assert sealed.findings() == [("row-inserted", 41, 41), ("row-edited", 42, 42)]
    seal(sealed.owner)
    assert sealed.findings() == [("row-edited", 41, 42)]


def test_a_row_slipped_between_sealed_ones_is_named(sealed):
    copy_row(sealed, "0")
    forge_hash(sealed, 0)
    assert sealed.findings() == [("row-inserted", 0, 0)]
    append(sealed.owner)
    sealed.seal()
    assert sealed.findings() == [("row-inserted", 0, 0)]


@pytest.mark.parametrize("transaction", ["txid", "pg_current_xact_id()"])
def test_a_row_dated_back_is_named_though_its_hash_fits_and_it_was_sealed(sealed, transaction):
    copy_row(sealed, "nextval('audit.leaf_seq')", at="at - interval '3 days'", txid=transaction)
    forge_hash(sealed, 41)
    sealed.seal()
    assert sealed.findings() == [("row-inserted", 41, 41)]


def test_a_row_dated_ahead_is_named(sealed):
    copy_row(
        sealed,
        "nextval('audit.leaf_seq')",
        at="clock_timestamp() + interval '1 day'",
        txid="pg_current_xact_id()",
    )
    forge_hash(sealed, 41)
    sealed.seal()
    assert sealed.findings() == [("row-inserted", 41, 41)]


def test_an_edited_row_that_waits_for_its_seal_is_named(sealed):
    seq = append(sealed.owner, login="li")
    tamper(sealed.owner, "UPDATE audit.leaf SET login = 'wang' WHERE seq = %s", [seq])
    assert sealed.findings() == [("row-edited", seq, seq)]


def test_a_cut_tail_is_named_by_the_anchors_alone(sealed):
    cut_tail(sealed, 3)
    assert sealed.findings(anchored=False) == []
    assert sealed.findings() == [("tail-cut", 3, 4)]


def test_a_cut_tail_is_named_after_the_audit_went_on(sealed):
    cut_tail(sealed, 4)
    append(sealed.owner)
    sealed.seal()
    assert ("anchor-mismatch", 4, 4) in sealed.findings()


def test_a_cut_of_everything_is_named(sealed):
    cut_tail(sealed, 1)
    assert sealed.findings() == [("tail-cut", 1, 4)]


def test_removed_first_seals_are_named(sealed):
    tamper(sealed.owner, "DELETE FROM audit.seal WHERE no <= 2")
    assert ("seal-removed", 1, 2) in sealed.findings(anchored=False)


@pytest.mark.parametrize(
    "change",
    [
        "sealed_at = sealed_at + interval '1 second'", "root = sha256('x')", "prev = sha256('x')", "leaves = leaves, total = total + 1",
        "snapshot = '1:1:'", "snapshot = 'x'", "txid = '1'", "complete = false", "seqs = '{[1,11)}'", "seqs = '{[11,9000000000000000000)}'", "seqs = '{(,)}'",
        "leaf_hashes = substr(leaf_hashes, 33) || substr(leaf_hashes, 1, 32)", "hash = sha256('x')",
    ],
)  # fmt: skip
def test_a_changed_seal_is_named(sealed, change):
    tamper(sealed.owner, f"UPDATE audit.seal SET {change} WHERE no = 2")
    found = sealed.findings(anchored=False)
    assert ("seal-changed", 2, 2) in found
    assert {kind for kind, *_ in found} <= {"seal-changed", "chain-broken", "row-inserted"}
    assert [(first, last) for kind, first, last in found if kind == "row-inserted"] == (
        [(11, 20)] if change.startswith("seqs") else []
    )


def test_a_seal_made_to_fit_an_edited_row_breaks_the_chain(sealed):
    edit_and_reseal(sealed, 17, 2)
    assert sealed.findings(anchored=False) == [("chain-broken", 3, 3)]
    assert sealed.findings() == [("anchor-mismatch", 2, 2), ("chain-broken", 3, 3)]


def test_a_chain_rewritten_to_its_end_is_named_by_the_anchors(sealed):
    edit_and_reseal(sealed, 17, 2)
    for number in (3, 4):
        former = seal_row(sealed, number - 1).hash
        reseal(sealed, seal_row(sealed, number)._replace(prev=former))
    assert sealed.findings(anchored=False) == []
    assert sealed.findings() == [("anchor-mismatch", 2, 4)]


def test_a_seal_taken_out_of_a_mended_chain_is_named(sealed):
    tamper(sealed.owner, "DELETE FROM audit.seal WHERE no = 2")
    reseal(sealed, seal_row(sealed, 3)._replace(prev=seal_row(sealed, 1).hash))
    found = sealed.findings(anchored=False)
    assert ("seal-removed", 2, 2) in found
    assert ("row-inserted", 11, 20) in found


def test_nobody_changes_a_row_while_the_guard_stands(sealed):
    for statement in (
        "UPDATE audit.leaf SET login = login",
        "DELETE FROM audit.leaf WHERE false",
        "TRUNCATE audit.leaf",
        "DELETE FROM audit.seal",
    ):
        for replica in ("origin", "replica"):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
                sealed.owner.transaction(),
            ):
                sealed.owner.execute(f"SET LOCAL session_replication_role = '{replica}'")
                sealed.owner.execute(statement)


@pytest.mark.parametrize("role", ["mj_web", "mj_feeds", "mj_worker", "mj_auditor", "mj_definer"])
def test_no_role_may_change_cut_or_forge(sealed, role):
    statements = [
        "UPDATE audit.leaf SET login = 'x'",
        "DELETE FROM audit.seal",
        "TRUNCATE audit.leaf",
        "ALTER TABLE audit.leaf DISABLE TRIGGER ALL",
    ]
    if role != "mj_definer":
        statements += ["INSERT INTO audit.leaf SELECT * FROM audit.leaf", "INSERT INTO audit.seal SELECT * FROM audit.seal",
                       "SELECT audit.append('x', 'done', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)"]  # fmt: skip
    for statement in statements:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), sealed.owner.transaction():
            sealed.owner.execute(f"SET LOCAL ROLE {role}")
            sealed.owner.execute(statement)


def forge_hash(sealed, seq):
    """Write the hash that fits the row."""
    with sealed.owner.transaction():
        leaf = next(leaves_of(sealed.owner, "SELECT {columns} FROM audit.leaf l WHERE seq = %s", [seq]))
    tamper(sealed.owner, "UPDATE audit.leaf SET hash = %s WHERE seq = %s", [leaves.leaf_hash(leaf), seq])


def copy_row(sealed, seq, at="at", txid="txid"):
    sealed.owner.execute(
        "INSERT INTO audit.leaf (seq, at, txid, kind, result, login, hash)"
        f" SELECT {seq}, {at}, {txid}, kind, result, 'forged', hash FROM audit.leaf WHERE seq = 17"
    )


def cut_tail(sealed, number):
    tamper(
        sealed.owner,
        "DELETE FROM audit.leaf l USING audit.seal s WHERE s.no >= %s AND l.seq <@ s.seqs",
        [number],
    )
    tamper(sealed.owner, "DELETE FROM audit.seal WHERE no >= %s", [number])
    sealed.owner.execute("UPDATE audit.sealing SET last_seq = (SELECT coalesce(max(seq), 0) FROM audit.leaf)")


def seal_row(sealed, number):
    with sealed.owner.transaction():
        return seal_of(sealed.owner, number)


def reseal(sealed, row):
    """Write a seal that fits its own contents."""
    statement = "UPDATE audit.seal SET leaf_hashes = %s, root = %s, prev = %s, hash = %s WHERE no = %s"
    row = row._replace(root=leaves.merkle_root(row.leaf_hashes))
    tamper(sealed.owner, statement, [row.leaf_hashes, row.root, row.prev, leaves.seal_hash(row), row.no])


def edit_and_reseal(sealed, seq, number):
    tamper(sealed.owner, "UPDATE audit.leaf SET login = 'somebody-else' WHERE seq = %s", [seq])
    forge_hash(sealed, seq)
    row = seal_row(sealed, number)
    hashes = sealed.owner.execute(
        "SELECT string_agg(hash, ''::bytea ORDER BY seq) AS h FROM audit.leaf WHERE seq <@ %s::int8multirange",
        [row.seqs],
    )
    reseal(sealed, row._replace(leaf_hashes=hashes.fetchone()["h"]))


def test_the_prefixes_keep_leaf_node_and_seal_apart():
    assert {leaves.LEAF_PREFIX[:1], leaves.NODE_PREFIX, leaves.SEAL_PREFIX[:1]} == {b"\0", b"\x01", b"\x02"}
    assert leaves.merkle_root(hashlib.sha256(b"a").digest()) == hashlib.sha256(b"a").digest()
