"""Departments, people, accounts, roles, terminals, letters, sessions, policy."""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Integer,
    Interval,
    LargeBinary,
    Text,
)
from sqlalchemy.dialects.postgresql import INET, MACADDR

from data.tables.base import INSTANT, make_table

account = make_table(
    "law",
    "account",
    Column("person_id", Integer, ForeignKey("law.person.id"), primary_key=True),
    Column("login", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("verifier", LargeBinary, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_reason", Text),
    Column("failed_count", Integer, nullable=False),
    Column("locked_until", INSTANT),
    Column("password_changed_at", INSTANT, nullable=False),
)

action = make_table(
    "law",
    "action",
    Column("code", Text, primary_key=True),
    Column("permission", Text),
    Column("open_to_all", Boolean, nullable=False),
)

department = make_table(
    "law",
    "department",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("code", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("article", Text),
    Column("principal", Text),
    Column("supervising_leader", Text),
    Column("contact_name", Text),
    Column("contact_phone", Text),
    Column("suspended_at", INSTANT),
    Column("suspended_reason", Text),
)

letter = make_table(
    "law",
    "letter",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("department_id", Integer, ForeignKey("law.department.id"), nullable=False),
    Column("person_id", Integer, ForeignKey("law.person.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("leader_name", Text, nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("scan_sha256", LargeBinary),
    Column("revoked_at", INSTANT),
)

person = make_table(
    "law",
    "person",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("department_id", Integer, ForeignKey("law.department.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("staff_no", Text, nullable=False),
    Column("post", Text),
    Column("phone", Text),
)

person_role = make_table(
    "law",
    "person_role",
    Column("person_id", Integer, ForeignKey("law.person.id"), primary_key=True),
    Column("role", Text, ForeignKey("law.role.code"), primary_key=True),
)

person_terminal = make_table(
    "law",
    "person_terminal",
    Column("person_id", Integer, ForeignKey("law.person.id"), primary_key=True),
    Column("terminal_id", Integer, ForeignKey("law.terminal.id"), primary_key=True),
)

policy = make_table(
    "law",
    "policy",
    Column("one", Boolean, primary_key=True),
    Column("session_idle", Interval, nullable=False),
    Column("session_absolute", Interval, nullable=False),
    Column("failures_to_lock", Integer, nullable=False),
    Column("lock_time", Interval, nullable=False),
    Column("ticket_life", Interval, nullable=False),
    Column("lease", Interval, nullable=False),
    Column("node_silence", Interval, nullable=False),
    Column("decoy_key", LargeBinary, nullable=False),
    Column("jurisdiction_vertices", Integer, nullable=False),
    Column("reason_share", REAL, nullable=False),
)

role = make_table(
    "law",
    "role",
    Column("code", Text, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("family", Text, nullable=False),
)

role_action = make_table(
    "law",
    "role_action",
    Column("role", Text, ForeignKey("law.role.code"), primary_key=True),
    Column("action", Text, ForeignKey("law.action.code"), primary_key=True),
)

session = make_table(
    "law",
    "session",
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("person_id", Integer, ForeignKey("law.account.person_id"), nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("csrf_hash", LargeBinary, nullable=False),
    Column("mode", Text, nullable=False),
    Column("terminal_id", Integer, ForeignKey("law.terminal.id"), nullable=False),
    Column("address", INET, nullable=False),
    Column("user_agent", Text),
    Column("opened_at", INSTANT, nullable=False),
    Column("seen_at", INSTANT, nullable=False),
    Column("idle_limit", Interval, nullable=False),
    Column("absolute_until", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
    Column("end_reason", Text),
)

terminal = make_table(
    "law",
    "terminal",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("department_id", Integer, ForeignKey("law.department.id"), nullable=False),
    Column("ip", INET, nullable=False),
    Column("mac", MACADDR),
    Column("location", Text, nullable=False),
    Column("revoked_at", INSTANT),
)
