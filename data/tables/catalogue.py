"""The catalogue, the basemap, nodes and sealed sources."""

from __future__ import annotations

from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    CHAR,
    REAL,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from data.tables.base import INSTANT, make_table

basemap_feature = make_table(
    "catalogue",
    "basemap_feature",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("layer", Text, nullable=False),
    Column("class", Text, nullable=False),
    Column("name_zh", Text),
    Column("name_en", Text),
    Column("rank", Integer, nullable=False),
    Column("min_zoom", Integer, nullable=False),
    Column("geom", Geometry("GEOMETRY", 3857), nullable=False),
)

camera = make_table(
    "catalogue",
    "camera",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("gb_code", CHAR(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("resource_class", SmallInteger, nullable=False),
    Column("camera_type", SmallInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_at", INSTANT, nullable=False),
    Column("owner_id", Integer, ForeignKey("law.department.id"), nullable=False),
    Column("built_by", Integer, ForeignKey("law.department.id"), nullable=False),
    Column("maintained_by", Integer, ForeignKey("law.department.id"), nullable=False),
    Column("contact_name", Text),
    Column("contact_phone", Text),
    Column("civil_code", Text),
    Column("township_code", Text, ForeignKey("catalogue.township.code")),
    Column("geom", Geometry("POINT", 4326), nullable=False),
    Column("src_crs", Text, nullable=False),
    Column("direction", SmallInteger),
    Column("azimuth", REAL),
    Column("azimuths", ARRAY(REAL)),
    Column("hfov", REAL),
    Column("max_view_m", REAL),
    Column("height_m", REAL),
    Column("tilt", REAL),
    Column("ptz", Boolean, nullable=False),
    Column("indoor", Boolean, nullable=False),
    Column("location_type", Text),
    Column("function_type", Text),
    Column("light", Text),
    Column("resolution", Text),
    Column("codec", Text),
    Column("network", Text),
    Column("secrecy", Boolean, nullable=False),
    Column("blocked_reason", Text),
    Column("connected", Boolean, nullable=False),
    Column("retention_days", SmallInteger),
    Column("pole_no", Text),
    Column("dossier", JSONB, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
)

city = make_table(
    "catalogue",
    "city",
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("code", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("outline", Geometry("MULTIPOLYGON", 4326), nullable=False),
    Column("note_zh", Text, nullable=False),
    Column("note_en", Text, nullable=False),
)

status_event = make_table(
    "catalogue",
    "status_event",
    Column("camera_id", Integer, ForeignKey("catalogue.camera.id"), primary_key=True),
    Column("at", INSTANT, primary_key=True),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

township = make_table(
    "catalogue",
    "township",
    Column("code", Text, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("geom", Geometry("MULTIPOLYGON", 4326), nullable=False),
)

node = make_table(
    "operations",
    "node",
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("base_url", Text),
    Column("ws_url", Text),
    Column("beat_at", INSTANT, nullable=False),
)

revision = make_table(
    "operations",
    "revision",
    Column("scope", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

camera_source = make_table(
    "secret",
    "camera_source",
    Column("camera_id", Integer, ForeignKey("catalogue.camera.id"), primary_key=True),
    Column("cipher", LargeBinary, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
)
