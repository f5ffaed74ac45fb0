"""Shapefile, GeoPackage, KML and KMZ give the same area, in the system that was read or stated, and say which."""

from __future__ import annotations

import geopandas
import numpy as np
import pytest
import shapely

from data.catalogue import coordinates
from data.errors import InvalidInput
from data.law.shapes.reading import chosen, read_shapes
from tests.law.shapes import samples
from tests.law.shapes.support import answer, codes, only, read

WGS84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
CGCS2000 = 'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
XIAN80 = 'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'


def same(geometry, other=samples.AREA, tolerance=1e-9):
    return geometry.normalize().equals_exact(shapely.MultiPolygon([other]).normalize() if geometry.geom_type == "MultiPolygon" else other.normalize(), tolerance)


@pytest.mark.parametrize(("prj", "system"), [(WGS84, "wgs84"), (CGCS2000, "cgcs2000")])
def test_a_shapefile_is_read_in_the_system_of_its_prj(prj, system):
    reading = read(samples.shapefile(prj=prj))
    layer = reading.layers[0]
    assert (reading.kind, layer.crs, layer.crs_source) == ("shapefile", system, "file")
    assert layer.crs_said.startswith("GCS_")
    assert same(only(reading).geometry)


def test_a_shapefile_without_prj_waits_for_a_statement():
    layer = read(samples.shapefile()).layers[0]
    assert (layer.crs, layer.crs_source, layer.features[0].geometry) == (None, "missing", None)
    assert "E-FILE-31" in codes(layer.problems)
    assert layer.features[0].properties == {"NAME": "济源"}
    assert same(only(read(samples.shapefile(), crs="wgs84")).geometry)


def test_a_prj_that_could_be_a_hundred_metres_off_is_refused():
    layer = read(samples.shapefile(prj=XIAN80)).layers[0]
    assert layer.features[0].geometry is None
    assert "E-FILE-31" in codes(layer.problems)


@pytest.mark.parametrize("prj", ["nonsense", 'PROJCS["a"', "[" * 5000, 'GEOGCS["x",EXTENSION["PROJ4","+proj=longlat +nadgrids=/etc/passwd"]]', "\0" * 100])
def test_a_prj_that_is_none_is_no_system(prj):
    assert "E-FILE-31" in answer(samples.shapefile(prj=prj))


@pytest.mark.parametrize(("stated", "forward"), [("gcj02", coordinates.gcj02_from_wgs84), ("bd09", coordinates.bd09_from_wgs84)])
def test_offset_coordinates_are_taken_back_exactly(stated, forward):
    x, y = forward(*np.array(samples.SHELL).T)
    layer = read(samples.geojson(samples.feature([np.column_stack([x, y]).tolist()])), crs=stated).layers[0]
    assert (layer.crs, layer.crs_source) == (stated, "stated")
    assert same(layer.features[0].geometry, shapely.Polygon(samples.SHELL), 1e-10)


def test_a_statement_against_the_file_is_said():
    layer = read(samples.shapefile(prj=WGS84), crs="gcj02").layers[0]
    assert (layer.crs, layer.crs_source) == ("gcj02", "stated")
    assert "E-FILE-30" in codes(layer.problems)
    assert "E-FILE-30" not in codes(read(samples.shapefile(prj=WGS84), crs="EPSG:4326").layers[0].problems)


@pytest.mark.parametrize(("stated", "code"), [("mars", "E-FILE-32"), ("EPSG:999999", "E-FILE-32"), ("EPSG:5714", "E-FILE-33"), ("EPSG:4610", "E-FILE-34")])
def test_a_system_that_cannot_be_used_is_refused(stated, code):
    with pytest.raises(InvalidInput) as refused:
        read(samples.kml().encode(), crs=stated)
    assert (refused.value.field, refused.value.code) == ("crs", code)


def test_what_gdal_writes_is_read(tmp_path):
    frame = geopandas.GeoDataFrame({"name": ["济源"]}, geometry=[samples.AREA], crs=4326)
    frame.to_file(tmp_path / "a.gpkg", layer="区域", driver="GPKG")
    frame.to_crs(4547).to_file(tmp_path / "a.gpkg", layer="平面", driver="GPKG", mode="a")
    frame.to_crs(4547).to_file(tmp_path / "b.shp", encoding="gbk")
    frame.to_file(tmp_path / "c.kml", driver="KML")
    shape_zip = samples.zipped({f"数据/b{suffix}": (tmp_path / f"b{suffix}").read_bytes() for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg")})
    layers = [*read((tmp_path / "a.gpkg").read_bytes()).layers, *read(shape_zip).layers, *read((tmp_path / "c.kml").read_bytes()).layers]
    assert [layer.name for layer in layers[:3]] == ["区域", "平面", "b"]
    assert [layer.crs for layer in layers] == ["wgs84", "EPSG:4547", "EPSG:4547", "wgs84"]
    for layer in layers:
        assert layer.features[0].properties["name"] == "济源"
        assert same(layer.features[0].geometry, tolerance=1e-8)


def test_a_geopackage_is_read_in_its_system():
    layer = read(samples.geopackage()).layers[0]
    assert (layer.name, layer.crs, layer.crs_said) == ("areas", "wgs84", "EPSG:4326")
    assert same(layer.features[0].geometry)
    assert layer.features[0].properties == {"fid": 1, "name": "济源"}
    assert "E-FILE-31" in answer(samples.geopackage(srs_id=0))


@pytest.mark.parametrize(("wkt", "code"), [("POINT (112.5 35.1)", "E-GEOM-13"), ("LINESTRING (0 0, 1 1)", "E-GEOM-13"), ("POLYGON EMPTY", "E-GEOM-12"), ("POLYGON Z ((112 35 1, 112.1 35 1, 112.1 35.1 1, 112 35 1))", "E-GEOM-23")])
def test_geometries_of_other_kinds_are_named(wkt, code):
    assert code in answer(samples.geopackage(shapely.from_wkt(wkt)))


def test_curves_are_refused_by_name():
    curve = b"GP\0\x01\xe6\x10\0\0" + b"\x01\x0a\0\0\0" + bytes(4)
    feature = only(read(samples.geopackage(blob=curve)))
    assert [(problem.code, problem.detail["kind"]) for problem in feature.problems] == [("E-GEOM-24", "CurvePolygon")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk", "gb2312", "big5", "euc-kr"])
def test_kml_in_the_encodings_of_the_east(encoding):
    blob = samples.kml(head=f'<?xml version="1.0" encoding="{encoding}"?>', name="河南", inside="").replace("区域", "area").encode(encoding)
    reading = read(blob)
    assert only(reading).properties == {"name": "河南"}
    assert same(only(reading).geometry, shapely.Polygon(samples.SHELL))


def test_kmz_and_links_that_nobody_follows():
    link = "<NetworkLink><Link><href>file:///etc/passwd</href></Link></NetworkLink>"
    layer = read(samples.zipped({"doc.kml": samples.kml(inside=link), "files/icon.png": b"x"})).layers[0]
    assert (layer.name, layer.crs_source) == ("区域", "format")
    assert codes(layer.problems) == {"E-FILE-73"}
    assert same(layer.features[0].geometry, shapely.Polygon(samples.SHELL))


def test_kml_polygons_of_two_outer_rings_or_none():
    ring = "<LinearRing><coordinates>{}</coordinates></LinearRing>".format(" ".join(f"{lon},{lat}" for lon, lat in samples.SHELL))
    far = ring.replace("112.", "113.")
    blob = f"<kml><Placemark><Polygon><outerBoundaryIs>{ring}{far}</outerBoundaryIs></Polygon></Placemark></kml>"
    assert len(shapely.get_parts(only(read(blob.encode())).geometry)) == 2
    assert answer(f"<kml><Placemark><Polygon><innerBoundaryIs>{ring}</innerBoundaryIs></Polygon></Placemark></kml>".encode()) == ["E-GEOM-12"]


def test_layers_of_an_archive_are_told_apart():
    one = samples.geojson(samples.feature([samples.SHELL]))
    assert [layer.name for layer in read(samples.zipped({"a/x.geojson": one, "b/x.geojson": one})).layers] == ["x", "x (2)"]


def test_kml_numbers_that_are_none_have_their_place():
    feature = only(read(samples.kml("112.5,35.1 112.6,35.1 abc,35.2 nan,nan 1_1,2 112.5,35.1").encode()))
    assert feature.geometry is None
    assert [(problem.code, problem.place, problem.detail["vertex"]) for problem in feature.problems] == [("E-GEOM-15", (112.6, 35.1), vertex) for vertex in (3, 4, 5)]


def test_holes_go_to_the_ring_around_them_and_turned_rings_are_said():
    far = [(lon + 1, lat) for lon, lat in samples.SHELL]
    blob = samples.zipped({"a.shp": samples.shp([samples.clockwise(far), samples.clockwise(samples.SHELL), samples.clockwise(samples.HOLE)])})
    parts = shapely.get_parts(only(read(blob, crs="wgs84")).geometry)
    assert [len(part.interiors) for part in parts] == [0, 1]
    turned = samples.zipped({"a.shp": samples.shp([samples.SHELL])})
    assert "E-GEOM-18" in answer(turned, crs="wgs84")
    lost = samples.zipped({"a.shp": samples.shp([samples.clockwise(far), samples.clockwise(samples.HOLE)])})
    assert "E-GEOM-08" in answer(lost, crs="wgs84")


def test_tables_and_shapes_of_different_length_are_said():
    assert "E-FILE-54" in answer(samples.shapefile(rows=("一", "二"), encoding="gbk"), crs="wgs84")
    assert "E-FILE-53" in answer(samples.zipped({"a.shp": samples.shp([samples.clockwise(samples.SHELL)])}), crs="wgs84")


def test_layers_and_features_are_chosen():
    reading = read(samples.geojson(*(samples.feature([samples.SHELL], n=n) for n in range(3))), name="三.geojson")
    assert [feature.properties["n"] for feature in chosen(reading, "三", [3, 1, 3])] == [2, 0]
    for layer, numbers in (("四", [1]), ("三", [4])):
        with pytest.raises(InvalidInput, match="E-FILE-83"):
            chosen(reading, layer, numbers)


@pytest.mark.parametrize(("blob", "crs"), [(samples.geojson(samples.feature([samples.SHELL, samples.HOLE], name="济源")), None), (samples.shapefile(encoding="gbk"), "wgs84"), (samples.geopackage(), None), (samples.zipped({"doc.kml": samples.kml()}), "gcj02")])
def test_the_process_apart_answers_the_same(blob, crs):
    assert read_shapes("file", blob, crs=crs) == read(blob, crs=crs)
