"""Small files of every format, made here byte by byte, so that no test needs the shared data."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile

import numpy as np
import shapely

SHELL = [(112.5, 35.1), (112.6, 35.1), (112.6, 35.2), (112.5, 35.2), (112.5, 35.1)]
HOLE = [(112.52, 35.12), (112.52, 35.14), (112.54, 35.14), (112.54, 35.12), (112.52, 35.12)]
AREA = shapely.Polygon(SHELL, [HOLE])
BOW_TIE = [(112.5, 35.1), (112.6, 35.2), (112.6, 35.1), (112.5, 35.2), (112.5, 35.1)]


def feature(coordinates, kind="Polygon", **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def geojson(*features, **members):
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)}, ensure_ascii=False).encode()


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    blob = io.BytesIO()
    with zipfile.ZipFile(blob, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return blob.getvalue()


def dbf(rows, encoding, ldid=0, width=20, name=b"NAME"):
    """A table of one text column."""
    header = struct.pack("<BBBBIHH", 3, 124, 1, 1, len(rows), 65, width + 1) + bytes(17) + bytes([ldid]) + bytes(2)
    field = name.ljust(11, b"\0") + b"C" + bytes(4) + bytes([width]) + bytes(15)
    body = b"".join(b" " + row.encode(encoding)[:width].ljust(width) for row in rows)
    return header + field + b"\r" + body + b"\x1a"


def shp(*polygons):
    """Each polygon is a list of rings in the order and direction that the file is to have."""
    records = b"".join(_record(number, rings) for number, rings in enumerate(polygons, 1))
    header = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(records)) // 2) + struct.pack("<2i8d", 1000, 5, *[0.0] * 8)
    return header + records


def _record(number, rings):
    starts = np.cumsum([0, *(len(ring) for ring in rings[:-1])])
    points = np.concatenate([np.array(ring) for ring in rings])
    body = struct.pack("<i4d2i", 5, *points.min(axis=0), *points.max(axis=0), len(rings), len(points))
    body += struct.pack(f"<{len(rings)}i", *starts) + points.astype("<f8").tobytes()
    return struct.pack(">2i", number, len(body) // 2) + body


def clockwise(ring):
    return ring[::-1]


def shapefile(*, name="areas", encoding="utf-8", rows=("济源",), prj=None, cpg=None, shell=SHELL):
    members = {f"{name}.shp": shp([clockwise(shell), clockwise(HOLE)]), f"{name}.dbf": dbf(rows, encoding)}
    if prj:
        members[f"{name}.prj"] = prj
    if cpg:
        members[f"{name}.cpg"] = cpg
    return zipped(members)


def geopackage(geometry=AREA, srs_id=4326, blob=None, script=""):
    """One table `areas` with one feature; `blob` instead of the geometry's own bytes, `script` run before it is saved."""
    base = sqlite3.connect(":memory:")
    base.executescript("""
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER,
            definition TEXT, description TEXT);
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INT, m INT);
        CREATE TABLE areas (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT);
        INSERT INTO gpkg_contents VALUES ('areas', 'features', 'areas', 0);
    """)
    base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('a', ?, 'EPSG', ?, 'undefined', '')", (srs_id, srs_id))
    base.execute("INSERT INTO gpkg_geometry_columns VALUES ('areas', 'geom', 'GEOMETRY', ?, 0, 0)", (srs_id,))
    header = b"GP\0\x01" + struct.pack("<i", srs_id)
    base.execute("INSERT INTO areas VALUES (1, ?, '济源')", (header + shapely.to_wkb(geometry) if blob is None else blob,))
    base.executescript(script)
    base.commit()
    return bytes(base.serialize())


def kml(coordinates=None, head='<?xml version="1.0" encoding="UTF-8"?>', name="济源", inside=""):
    ring = coordinates or " ".join(f"{lon},{lat},0" for lon, lat in SHELL)
    return (
        f'{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>区域</name>{inside}<Placemark><name>{name}</name>'
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</Placemark></Document></kml>"
    )
