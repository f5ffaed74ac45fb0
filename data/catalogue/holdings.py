"""What an import asks of the database and what it writes there.

Belongs here: the SQL of importing, in one transaction that the caller opens. Does not belong here: any judgement
(validation.py), reports. Acts as the role that prepares the database; no service may write the catalogue (R-01).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import shapely

from data.catalogue.fields import Units
from data.catalogue.places import City
from data.catalogue.rows import Record
from data.db import Queries
from data.errors import InvalidInput
from data.vault import seal_source

BATCH: Final = 5_000
ONE_AT_A_TIME: Final = 0x6D6A_1301
_PLAIN: Final = (
    "id", "gb_code", "name", "resource_class", "camera_type", "status", "contact_name", "contact_phone",
    "civil_code", "township_code", "src_crs", "direction", "azimuth", "azimuths", "hfov", "max_view_m",
    "height_m", "tilt", "ptz", "indoor", "location_type", "function_type", "light", "resolution", "codec",
    "network", "retention_days", "pole_no", "dossier", "lon", "lat",
)


def lock_catalogue(db: Queries) -> None:
    """Imports run one after the other: two at once would assign the same codes."""
    db.rows("SELECT pg_advisory_xact_lock(%(key)s)", key=ONE_AT_A_TIME)


def load_city(db: Queries) -> City:
    """The city, its townships and the roads of its map.

    Raises:
        InvalidInput: city-missing; a place cannot be checked against nothing.
    """
    city = db.row("SELECT code, ST_AsBinary(outline) AS outline FROM catalogue.city ORDER BY id LIMIT 1")
    if city is None:
        raise InvalidInput("city", "city-missing")
    townships = db.rows("SELECT code, ST_AsBinary(geom) AS geom FROM catalogue.township ORDER BY code")
    roads = db.rows(
        """SELECT ST_AsBinary(ST_Transform(geom, 4326)) AS geom FROM catalogue.basemap_feature
           WHERE layer = 'road' AND GeometryType(geom) LIKE '%%LINESTRING'"""
    )
    return City(
        code=city["code"],
        outline=shapely.from_wkb(city["outline"]),
        townships=[(row["code"], shapely.from_wkb(row["geom"])) for row in townships],
        roads=list(shapely.from_wkb([row["geom"] for row in roads])),
    )


def city_code(db: Queries) -> str:
    """The six digits all codes of the city begin with."""
    row = db.row("SELECT code FROM catalogue.city ORDER BY id LIMIT 1")
    assert row is not None
    return str(row["code"])


def load_units(db: Queries) -> Units:
    """All departments by code and name."""
    return Units.of(db.rows("SELECT id, code, name_zh, name_en, kind FROM law.department ORDER BY id"))


def codes_held(db: Queries, codes: Sequence[str]) -> set[str]:
    """Which of these codes the catalogue already has."""
    rows = db.rows("SELECT gb_code FROM catalogue.camera WHERE gb_code = ANY(%(codes)s::text[])", codes=list(codes))
    return {row["gb_code"] for row in rows}


def all_codes(db: Queries) -> set[str]:
    """Every code of the catalogue, for choosing free ones."""
    return {row["gb_code"] for row in db.rows("SELECT gb_code FROM catalogue.camera")}


def points_held(db: Queries, names: Sequence[str]) -> dict[tuple[str, float, float], str]:
    """Name and place (degrees to six decimals) → code, of cameras that bear one of these names."""
    rows = db.rows(
        """SELECT name, gb_code, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM catalogue.camera
           WHERE name = ANY(%(names)s::text[])""",
        names=list(names),
    )
    return {(row["name"], round(row["lon"], 6), round(row["lat"], 6)): row["gb_code"] for row in rows}


def insert_cameras(db: Queries, records: Sequence[Record], vault_key: bytes) -> int:
    """Write records that passed every check, their sources sealed under the new ids.

    Returns:
        How many sources were sealed.
    """
    taken = db.rows(
        """SELECT nextval(pg_get_serial_sequence('catalogue.camera', 'id'))::int AS id
           FROM generate_series(1, %(many)s)""",
        many=len(records),
    )
    numbered = [record | {"id": row["id"]} for record, row in zip(records, taken, strict=True)]
    for batch in batched_lists(numbered):
        _insert(db, batch)
    sources = [record for record in numbered if record["source"]]
    for batch in batched_lists(sources):
        db.rows(
            """INSERT INTO secret.camera_source (camera_id, cipher)
               SELECT * FROM unnest(%(ids)s::int[], %(ciphers)s::bytea[])""",
            ids=[record["id"] for record in batch],
            ciphers=[seal_source(vault_key, record["id"], record["source"]) for record in batch],
        )
    db.rows("ANALYZE catalogue.camera")  # the planner must know of a long list at once
    return len(sources)


def append_leaf(db: Queries, *, result: str, sha256: str, detail: dict[str, Any]) -> None:
    """One leaf for one import, in the caller's transaction: `done`, or `fail` for a list that was refused."""
    db.rows(
        """SELECT audit.append('catalogue.import', %(result)s, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                               'catalogue', %(sha256)s, %(detail)s)""",
        result=result,
        sha256=sha256,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
    )


def batched_lists(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Lists of at most 5,000 records."""
    left = iter(records)
    while batch := list(islice(left, BATCH)):
        yield batch


def _insert(db: Queries, batch: Sequence[Record]) -> None:
    """One statement for a batch: JSON in, typed rows out; a missing key is NULL."""
    rows = [
        {name: value for name in _PLAIN if (value := record.get(name)) is not None}
        | {
            "owner_id": record["owner"],
            "built_by": record["built_by"],
            "maintained_by": record["maintained_by"],
            "indoor": bool(record.get("indoor")),
            "secrecy": bool(record.get("secrecy")),
            "connected": record.get("connected") is not False,
        }
        for record in batch
    ]
    db.rows(
        """INSERT INTO catalogue.camera (
               id, gb_code, name, resource_class, camera_type, status, owner_id, built_by, maintained_by, contact_name,
               contact_phone, civil_code, township_code, geom, src_crs, direction, azimuth, azimuths, hfov, max_view_m,
               height_m, tilt, ptz, indoor, location_type, function_type, light, resolution, codec, network, secrecy,
               connected, retention_days, pole_no, dossier)
           OVERRIDING SYSTEM VALUE
           SELECT id, gb_code, name, resource_class, camera_type, status, owner_id, built_by, maintained_by, contact_name,
               contact_phone, civil_code, township_code, ST_SetSRID(ST_MakePoint(lon, lat), 4326), src_crs, direction,
               azimuth, azimuths, hfov, max_view_m, height_m, tilt, ptz, indoor, location_type, function_type, light,
               resolution, codec, network, secrecy, connected, retention_days, pole_no, dossier
           FROM json_to_recordset(%(rows)s::json) AS r (
               id int, gb_code text, name text, resource_class smallint, camera_type smallint, status text, owner_id int,
               built_by int, maintained_by int, contact_name text, contact_phone text, civil_code text,
               township_code text, lon float8, lat float8, src_crs text, direction smallint, azimuth real,
               azimuths real[], hfov real, max_view_m real, height_m real, tilt real, ptz boolean, indoor boolean,
               location_type text, function_type text, light text, resolution text, codec text, network text,
               secrecy boolean, connected boolean, retention_days smallint, pole_no text, dossier jsonb)
           ORDER BY id""",
        rows=json.dumps(rows, ensure_ascii=False),
    )
