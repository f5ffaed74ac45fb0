"""Leaves and seals."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ENUM, INET, INT8MULTIRANGE

from data.tables.base import INSTANT, XID8, make_table

RESULT = ENUM("allow", "deny", "done", "fail", name="result", schema="audit", create_type=False)

leaf = make_table(
    "audit",
    "leaf",
    Column("seq", BigInteger, primary_key=True),
    Column("at", INSTANT, nullable=False),
    Column("txid", XID8, nullable=False),
    Column("kind", Text, nullable=False),
    Column("result", RESULT, nullable=False),
    Column("rule", Text),
    Column("person_id", Integer),
    Column("login", Text),
    Column("department_id", Integer),
    Column("address", INET),
    Column("terminal_id", Integer),
    Column("session_id", BigInteger),
    Column("object_type", Text),
    Column("object_id", Text),
    Column("detail", Text),
    Column("hash", LargeBinary, nullable=False),
)

seal = make_table(
    "audit",
    "seal",
    Column("no", BigInteger, primary_key=True),
    Column("sealed_at", INSTANT, nullable=False),
    Column("txid", XID8, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("leaves", Integer, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("seqs", INT8MULTIRANGE, nullable=False),
    Column("leaf_hashes", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

sealing = make_table(
    "audit",
    "sealing",
    Column("one", Boolean, primary_key=True),
    Column("last_seq", BigInteger, nullable=False),
    Column("settling", INT8MULTIRANGE, nullable=False),
    Column("settled_when", XID8),
    Column("fresh", INT8MULTIRANGE, nullable=False),
)
