"""Jurisdictions, authorisations, priority orders, rules, looks and their tickets."""

from __future__ import annotations

from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Date,
    FetchedValue,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    Text,
)
from sqlalchemy.dialects.postgresql import INET, TSTZRANGE

from data.tables.base import INSTANT, make_table

authorisation = make_table(
    "law",
    "authorisation",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("application_no", Text, nullable=False),
    Column("department_id", Integer, ForeignKey("law.department.id"), nullable=False),
    Column("apply_date", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("modes", ARRAY(Text), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("status", Text, nullable=False),
    Column("contact_name", Text),
    Column("unit_phone", Text),
    Column("contact_phone", Text),
    Column("email", Text),
    Column("applicant_id", Integer, ForeignKey("law.person.id"), nullable=False),
    Column("unit_head_id", Integer, ForeignKey("law.person.id")),
    Column("reviewer_id", Integer, ForeignKey("law.person.id")),
    Column("approver_id", Integer, ForeignKey("law.person.id")),
    Column("approved_at", INSTANT),
    Column("scan_sha256", LargeBinary),
    Column("status_reason", Text),
)

authorisation_camera = make_table(
    "law",
    "authorisation_camera",
    Column("authorisation_id", Integer, ForeignKey("law.authorisation.id"), primary_key=True),
    Column("camera_id", Integer, ForeignKey("catalogue.camera.id"), primary_key=True),
)

authorisation_permission = make_table(
    "law",
    "authorisation_permission",
    Column("authorisation_id", Integer, ForeignKey("law.authorisation.id"), primary_key=True),
    Column("permission", Text, primary_key=True),
)

jurisdiction_exception = make_table(
    "law",
    "jurisdiction_exception",
    Column("version_id", Integer, ForeignKey("law.jurisdiction_version.id"), primary_key=True),
    Column("camera_id", Integer, ForeignKey("catalogue.camera.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

jurisdiction_version = make_table(
    "law",
    "jurisdiction_version",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("department_id", Integer, ForeignKey("law.department.id"), nullable=False),
    Column("version_no", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("geom", Geometry("MULTIPOLYGON", 4326)),
    Column("during", TSTZRANGE, nullable=False),
    Column("basis", Text, nullable=False),
    Column("drawn_by", Integer, ForeignKey("law.person.id"), nullable=False),
    Column("approved_by", Integer, ForeignKey("law.person.id")),
    Column("approved_at", INSTANT),
    Column("geom_sha256", LargeBinary, server_default=FetchedValue()),
    Column("revision", Integer, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    Column("updated_by", Integer, ForeignKey("law.person.id")),
    Column("article", Text, nullable=False),
    Column("attachment_sha256", LargeBinary),
    Column("note", Text, nullable=False),
    Column("effective_from", INSTANT),
)

jurisdiction_act = make_table(
    "law",
    "jurisdiction_act",
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("version_id", Integer, ForeignKey("law.jurisdiction_version.id"), nullable=False),
    Column("act", Text, nullable=False),
    Column("step", Text),
    Column("person_id", Integer, ForeignKey("law.person.id"), nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("reason", Text, nullable=False),
    Column("content_sha256", LargeBinary),
)

protected_zone = make_table(
    "law",
    "protected_zone",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("geom", Geometry("MULTIPOLYGON", 4326), nullable=False),
    Column("drawn_by", Integer, ForeignKey("law.person.id"), nullable=False),
    Column("drawn_at", INSTANT, nullable=False),
    Column("ended_by", Integer, ForeignKey("law.person.id")),
    Column("ended_at", INSTANT),
)

sensitive_place = make_table(
    "law",
    "sensitive_place",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("geom", Geometry("GEOMETRY", 4326), nullable=False),
)

priority_camera = make_table(
    "law",
    "priority_camera",
    Column("order_id", Integer, ForeignKey("law.priority_order.id"), primary_key=True),
    Column("camera_id", Integer, ForeignKey("catalogue.camera.id"), primary_key=True),
)

priority_order = make_table(
    "law",
    "priority_order",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("department_id", Integer, ForeignKey("law.department.id"), nullable=False),
    Column("incident_no", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_by", Integer, ForeignKey("law.person.id"), nullable=False),
    Column("approved_by", Integer, ForeignKey("law.person.id")),
    Column("during", TSTZRANGE, nullable=False),
    Column("ended_at", INSTANT),
)

rule = make_table(
    "law",
    "rule",
    Column("code", Text, primary_key=True),
    Column("article", Text, nullable=False),
    Column("name", Text, nullable=False),
)

viewing = make_table(
    "law",
    "viewing",
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("register_no", Text, server_default=FetchedValue()),
    Column("person_id", Integer, ForeignKey("law.person.id"), nullable=False),
    Column("person_name", Text, nullable=False),
    Column("department_id", Integer, ForeignKey("law.department.id"), nullable=False),
    Column("session_id", BigInteger, ForeignKey("law.session.id"), nullable=False),
    Column("terminal_id", Integer, ForeignKey("law.terminal.id"), nullable=False),
    Column("address", INET, nullable=False),
    Column("camera_id", Integer, ForeignKey("catalogue.camera.id"), nullable=False),
    Column("action", Text, ForeignKey("law.action.code"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("approver_id", Integer, ForeignKey("law.person.id"), nullable=False),
    Column("approver_name", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("medium", Text, nullable=False),
    Column("authorisation_id", Integer, ForeignKey("law.authorisation.id")),
    Column("jurisdiction_version_id", Integer, ForeignKey("law.jurisdiction_version.id")),
    Column("priority_order_id", Integer, ForeignKey("law.priority_order.id")),
    Column("opened_at", INSTANT, nullable=False),
    Column("started_at", INSTANT),
    Column("ended_at", INSTANT),
    Column("end_reason", Text),
    Column("node", Text, nullable=False),
)

ticket = make_table(
    "secret",
    "ticket",
    Column("token_hash", LargeBinary, primary_key=True),
    Column("viewing_id", BigInteger, ForeignKey("law.viewing.id"), nullable=False),
    Column("node", Text, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("redeemed_at", INSTANT),
)
