"""The audit's bytes are said twice, in SQL and in Python: both must agree on whatever a person can type (R-66)."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.law import leaves
from data.law.audit_rows import leaves_of, seal_of
from tests.audit.support import append

TEXT = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
INT4 = st.none() | st.integers(-(2**31), 2**31 - 1)
INT8 = st.none() | st.integers(-(2**63), 2**63 - 1)
ADDRESS = (
    st.none()
    | st.ip_addresses().map(str)
    | st.sampled_from(["10.1.2.3/8", "::ffff:1.2.3.4", "fe80::1/64", "0.0.0.0/0"])
)
HOSTILE = [
    "",
    "'; DROP TABLE audit.leaf; --",
    "{}",
    "\\x00",
    "\\",
    "null",
    "NULL",
    '"',
    "张三\u202e",
    "e\u0301 é",
    "\U0001f3a5" * 20,
    "\t\r\n\x7f",
]


def stored(db, seq):
    return next(leaves_of(db.connection, "SELECT {columns} FROM audit.leaf l WHERE seq = %s", [seq]))


@given(st.tuples(TEXT, INT4, TEXT, INT4, ADDRESS, INT4, INT8, TEXT, TEXT, TEXT))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sql_and_python_agree_on_any_row(db, row):
    leaf = stored(db, append(db, "test.any", "done", row[0], *row[1:]))
    assert leaves.leaf_hash(leaf) == leaf.hash
    assert leaf[5:9] == row[:4]
    assert leaf[10:15] == row[5:]


@pytest.mark.parametrize("text", HOSTILE)
def test_sql_and_python_agree_on_hostile_text(db, text):
    leaf = stored(db, append(db, text or "empty", "deny", text, login=text, detail=text, object_id=text))
    assert (leaf.detail, leaf.rule) == (text, text)
    assert leaves.leaf_hash(leaf) == leaf.hash


@pytest.mark.parametrize("encoding", ["UTF8", "GB18030", "SQL_ASCII"])
def test_the_hash_hangs_on_no_setting_of_the_session(db, encoding):
    db.connection.execute(
        "SET LOCAL timezone = 'Asia/Shanghai'; SET LOCAL bytea_output = 'escape'; SET LOCAL datestyle = 'SQL, DMY'"
    )
    db.connection.execute(f"SET LOCAL client_encoding = '{encoding}'")
    seq = append(db, "test", "done", detail=None if encoding == "SQL_ASCII" else "济源")
    db.connection.execute("SET LOCAL client_encoding = 'UTF8'")
    leaf = stored(db, seq)
    assert leaves.leaf_hash(leaf) == leaf.hash


def test_absent_is_not_empty_and_fields_do_not_run_together():
    base = leaves.Leaf(1, 2, 3, "k", "done", None, None, None, None, None, None, None, None, None, None, b"")
    others = [
        base._replace(detail=""),
        base._replace(object_id=""),
        base._replace(login=""),
        base._replace(person_id=0),
    ]
    split = [base._replace(object_type="ab", object_id="c"), base._replace(object_type="a", object_id="bc")]
    assert len({leaves.leaf_hash(leaf) for leaf in [base, *others, *split]}) == 7


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 31, 100])
def test_both_roots_are_the_tree_of_rfc_6962(db, count):
    hashes = [hashlib.sha256(b"\0%d" % i).digest() for i in range(count)]
    row = db.row("SELECT audit.merkle_root(%(hashes)s) AS root", hashes=b"".join(hashes))
    assert leaves.merkle_root(b"".join(hashes)) == row["root"] == rfc_6962(hashes)


def rfc_6962(hashes):
    """Section 2.1, word for word: split at the largest power of two smaller than n."""
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + rfc_6962(hashes[:k]) + rfc_6962(hashes[k:])).digest()


def test_sql_and_python_agree_on_a_seal(database):
    with database.connect() as connection:
        for _ in range(3):
            connection.execute(
                "SELECT audit.append('test', 'done', NULL, 1, 'a', 1, '10.0.0.1', 1, 1, NULL, NULL, NULL)"
            )
        connection.execute("SELECT * FROM api.seal_leaves(100)")
        seal = seal_of(connection, 1)
    assert leaves.seal_hash(seal) == seal.hash
    assert leaves.merkle_root(seal.leaf_hashes) == seal.root
    assert list(leaves.numbers_of(seal.seqs)) == [1, 2, 3]


@pytest.mark.parametrize("cut", [b"", b"short", bytes(33)])
def test_a_cut_hash_is_refused(cut):
    with pytest.raises(ValueError, match="32 octets"):
        leaves.merkle_root(cut)
