"""GeoPackage: an SQLite database, opened in memory and for reading only.

Belongs here: its tables of features and the header of its geometries. Does not belong here: other SQLite files. A database is a
program that somebody else wrote: it is loaded from bytes (no file, no journal), its schema is not trusted, an authoriser lets nothing
but SELECT through, and the reading process bounds time and memory (child.py).
"""

from __future__ import annotations

import sqlite3
import struct
from typing import Any, Final

from data.errors import InvalidInput
from data.law.shapes import tidying, wkb
from data.law.shapes.limits import Limits
from data.law.shapes.model import Problem, RawFeature, RawLayer
from data.law.shapes.positions import Budget

_MAGIC: Final = b"SQLite format 3\0"
_BROKEN: Final = "E-FILE-60"
_ALLOWED: Final = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_PLAIN_FUNCTIONS: Final = {"count", "lower", "length", "substr"}
_ENVELOPES: Final = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_WAL_VERSIONS: Final = slice(18, 20)
_LAYERS: Final = """
    SELECT g.table_name, g.column_name, g.srs_id, s.organization, s.organization_coordsys_id, s.definition, s.srs_name
    FROM gpkg_geometry_columns AS g
    JOIN gpkg_contents AS c ON lower(c.table_name) = lower(g.table_name)
    LEFT JOIN gpkg_spatial_ref_sys AS s ON s.srs_id = g.srs_id
    WHERE lower(c.data_type) = 'features'
"""


def is_sqlite(blob: bytes) -> bool:
    """Whether the bytes begin as an SQLite database does."""
    return blob.startswith(_MAGIC)


def read(blob: bytes, limits: Limits) -> list[RawLayer]:
    """The feature tables, each as a layer.

    Raises:
        InvalidInput: E-FILE-60, 61, 80, 81, 82.
    """
    try:
        connection = _opened(blob, limits)
        try:
            return _layers(connection, limits)
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError, struct.error, OverflowError):
        raise InvalidInput("file", _BROKEN) from None


def _opened(blob: bytes, limits: Limits) -> sqlite3.Connection:
    """The database in memory; one written with a log beside it is read as it stands."""
    plain = bytearray(blob)
    plain[_WAL_VERSIONS] = b"\x01\x01"
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(bytes(plain))
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.file_bytes)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_authorizer(_authorised)
    return connection


def _authorised(action: int, _first: str | None, second: str | None, _database: str | None, _inner: str | None) -> int:
    if action in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and second in _PLAIN_FUNCTIONS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _layers(connection: sqlite3.Connection, limits: Limits) -> list[RawLayer]:
    found = connection.execute(_LAYERS).fetchmany(limits.layers + 1)
    if not found:
        raise InvalidInput("file", "E-FILE-61")
    if len(found) > limits.layers:
        raise InvalidInput("file", "E-FILE-82", most=limits.layers)
    budget, layers, left = Budget(limits.vertices), [], limits.features
    for table, column, srs_id, *srs in found:
        said, system = _system(int(srs_id or 0), *srs)
        features = _features(connection, str(table), str(column), left=left, budget=budget, limits=limits)
        left -= len(features)
        layers.append(RawLayer(tidying.text(str(table), 200), features, said, system))
    return layers


def _system(srs_id: int, organisation: Any, number: Any, definition: Any, name: Any) -> tuple[str, str]:  # noqa: ANN401 - cells
    """The file's word for the system, and the system; 0 and -1 mean that it is unknown."""
    if srs_id in {0, -1} or organisation is None:
        return "", ""
    if str(organisation).upper() == "EPSG" and isinstance(number, int):
        return f"EPSG:{number}", f"EPSG:{number}"
    return tidying.text(str(name), 80), str(definition or "")


def _features(
    connection: sqlite3.Connection, table: str, column: str, *, left: int, budget: Budget, limits: Limits
) -> tuple[RawFeature, ...]:
    cursor = connection.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608 - an identifier, quoted; nothing but SELECT is authorised
    names = [str(entry[0]) for entry in cursor.description]
    if column.casefold() not in [name.casefold() for name in names]:
        raise InvalidInput("file", _BROKEN)
    at = [name.casefold() for name in names].index(column.casefold())
    features = []
    for number, row in enumerate(cursor, 1):
        if number > left:
            raise InvalidInput("file", "E-FILE-80", most=limits.features)
        properties = {name: cell for index, (name, cell) in enumerate(zip(names, row, strict=True)) if index != at}
        features.append(_feature(row[at], properties, number, budget))
    return tuple(features)


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _feature(blob: object, properties: dict[str, Any], number: int, budget: Budget) -> RawFeature:
    tidy = tidying.properties(properties)
    if blob is None:
        return RawFeature(tidy, None, (Problem("E-GEOM-12"),))
    try:
        return RawFeature(tidy, wkb.read(_body(blob), budget))
    except wkb.CurvedError as error:
        return RawFeature(tidy, None, (Problem("E-GEOM-24", detail={"kind": str(error)}),))
    except (wkb.BrokenGeometryError, struct.error):
        return RawFeature(tidy, None, (Problem("E-FILE-62", detail={"feature": number}),))


def _body(blob: object) -> bytes:
    """What follows the GeoPackage header: magic, version, flags, srs, envelope."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:  # noqa: PLR2004 - the header
        raise wkb.BrokenGeometryError
    flags = blob[3]
    envelope = _ENVELOPES.get((flags >> 1) & 7)
    if envelope is None or flags & 0x20:  # an extension of somebody's own
        raise wkb.BrokenGeometryError
    return blob[8 + envelope :]
