"""What the tests of importing share: a small city in the place of Jiyuan, its units, and how a list is written and imported."""

from __future__ import annotations

import csv
import functools
import io
import json

import numpy as np
import pyproj
import pytest
import shapely

from data.catalogue import coordinates as c
from data.catalogue.fields import Units
from data.catalogue.importing import Options, import_cameras
from data.catalogue.places import City

KEY = bytes(range(32))
OUTLINE = shapely.MultiPolygon(
    [shapely.Polygon([(112.02, 34.92), (112.30, 34.88), (112.75, 34.95), (112.77, 35.20), (112.40, 35.29), (112.05, 35.22)])]
)
TOWNSHIPS = [("419001001", shapely.MultiPolygon([shapely.box(112.5, 35.0, 112.7, 35.15)]))]
UNITS = Units({"bdb": 1, "大数据局": 1, "公安局": 2, "police": 2}, bureau=1)


FROM_WGS84 = {
    "wgs84": lambda lon, lat: (lon, lat),
    "cgcs2000": lambda lon, lat: (lon, lat),
    "gcj02": c.gcj02_from_wgs84,
    "bd09": c.bd09_from_wgs84,
    "EPSG:4547": pyproj.Transformer.from_crs(4490, 4547, always_xy=True).transform,
}


class Town:
    """A catalogue to import into, and the hand that does it."""

    def __init__(self, db, folder):
        self.db, self.folder = db, folder

    def file(self, data, name="list.csv"):
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def load(self, data, crs="wgs84", name="list.csv", **options):
        """Import bytes or text as a file; gives the report."""
        return import_cameras(self.db, KEY, self.file(data, name), Options(crs=crs, **options))

    def cameras(self):
        return self.db.rows("SELECT *, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM catalogue.camera ORDER BY gb_code")

    def leaves(self):
        return self.db.rows("SELECT * FROM audit.leaf WHERE kind = 'catalogue.import' ORDER BY seq")

    def everything(self):
        """Every row of every table of ours as text: what a dump of the database would show."""
        tables = self.db.rows(
            "SELECT format('%%I.%%I', schemaname, tablename) AS name FROM pg_tables "
            "WHERE schemaname IN ('catalogue', 'law', 'operations', 'secret', 'audit')"
        )
        return "\n".join(
            row["t"] for table in tables for row in self.db.rows(f"SELECT r::text AS t FROM {table['name']} r")
        )


def furnish(db):
    """The city, one township, two roads and three units; what stood there before goes."""
    db.rows("TRUNCATE catalogue.camera, catalogue.township, catalogue.city, catalogue.basemap_feature CASCADE")
    db.rows(
        "INSERT INTO catalogue.city (code, name_zh, name_en, outline) VALUES ('419001', '济源', 'Jiyuan', ST_GeomFromText(%(wkt)s, 4326))",
        wkt=OUTLINE.wkt,
    )
    for code, geom in TOWNSHIPS:
        db.rows(
            "INSERT INTO catalogue.township (code, name_zh, name_en, geom) VALUES (%(code)s, '沁园', 'Qinyuan', ST_GeomFromText(%(wkt)s, 4326))",
            code=code, wkt=geom.wkt,
        )
    for code, name, kind in (("t-bureau", "测试大数据局", "bureau"), ("t-police", "测试公安局", "using"), ("t-works", "测试维护公司", "maintainer")):
        db.rows(
            "INSERT INTO law.department (code, name_zh, name_en, kind) VALUES (%(code)s, %(name)s, %(code)s, %(kind)s)",
            code=code, name=name, kind=kind,
        )


@pytest.fixture
def town(db, tmp_path):
    furnish(db)
    return Town(db, tmp_path)


@pytest.fixture
def city():
    return City("419001", OUTLINE, TOWNSHIPS)


@pytest.fixture
def units():
    return UNITS


def code(serial, kind="132"):
    """A right code of the city."""
    return f"4190010000{kind}0{serial:06d}"


def row(serial=1, **cells):
    """One good camera by Chinese labels; cells given replace or add."""
    return {
        "点位编号": code(serial), "点位名称": f"测试路口{serial}", "摄像头类型": "球机", "视频资源类别": "一类", "设备状态": "正常",
        "管理单位": "测试公安局", "建设单位": "测试公安局", "维护单位": "测试维护公司",
        "经度": f"{112.51 + serial % 97 * 0.001:.6f}", "纬度": f"{35.01 + serial % 89 * 0.001:.6f}",
    } | cells


def sheet(rows, delimiter=","):
    """Rows as delimited text; the header has the columns of all of them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(dict.fromkeys(name for one in rows for name in one)), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def geojson(places):
    """(longitude, latitude, properties) as a FeatureCollection."""
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}
        for lon, lat, properties in places
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


@functools.cache
def streets(seed=1):
    """A town of crooked streets about 250 m apart, and the points cameras stand at: within 10 m of one."""
    chance = np.random.default_rng(seed)
    across, along = np.arange(112.50, 112.70, 0.0027), np.arange(35.00, 35.15, 0.0024)
    north = [[(at + chance.normal(0, 0.0006), lat) for lat in np.arange(35.00, 35.15, 0.004)] for at in across]
    east = [[(lon, at + chance.normal(0, 0.0005)) for lon in np.arange(112.50, 112.70, 0.005)] for at in along]
    return [shapely.LineString(line) for line in north + east]


def beside(lines, many, seed):
    chance = np.random.default_rng(seed)
    points = [lines[chance.integers(len(lines))].interpolate(chance.uniform(0.02, 0.98), normalized=True) for _ in range(many)]
    offset = chance.uniform(-6e-5, 6e-5, (many, 2))
    return np.array([point.x for point in points]) + offset[:, 0], np.array([point.y for point in points]) + offset[:, 1]
