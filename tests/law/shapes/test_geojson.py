"""Every invalid GeoJSON file is told what is wrong with it; geopandas reads 26 of the 44 without a word."""

from __future__ import annotations

import json

import pytest

from tests.law.shapes import samples
from tests.law.shapes.support import answer, codes, only, read

ABOUT_US_ALONE = {"E-GEOM-12", "E-GEOM-13", "E-GEOM-14", "E-GEOM-20", "E-GEOM-23", "E-GEOM-26", "E-FILE-14"}
"""Faults for a jurisdiction (no area, off the earth), not against the format."""

BAD = {
    "no type": b"{}",
    "null": b"null",
    "unknown type": b'{"type": "Polygone", "coordinates": []}',
    "type in lower case": b'{"type": "featurecollection", "features": []}',
    "no features": b'{"type": "FeatureCollection"}',
    "features an object": b'{"type": "FeatureCollection", "features": {}}',
    "null feature": b'{"type": "FeatureCollection", "features": [null]}',
    "no geometry": b'{"type": "Feature", "properties": {}}',
    "properties a list": b'{"type": "Feature", "properties": [], "geometry": null}',
    "id an object": b'{"type": "Feature", "id": {}, "properties": {}, "geometry": null}',
    "truth as a number": b'{"type": "Point", "coordinates": [true, 2]}',
    "text as a number": b'{"type": "Point", "coordinates": ["1", 2]}',
    "one number": b'{"type": "Point", "coordinates": [1]}',
    "four numbers": b'{"type": "Point", "coordinates": [1, 2, 3, 4]}',
    "no coordinates": b'{"type": "Polygon"}',
    "short line": b'{"type": "LineString", "coordinates": [[1, 2]]}',
    "too shallow": b'{"type": "Polygon", "coordinates": [[1, 2], [3, 4]]}',
    "too deep": b'{"type": "MultiPoint", "coordinates": [[[1, 2]]]}',
    "bbox of three": b'{"type": "Point", "coordinates": [1, 2], "bbox": [1, 2, 3]}',
    "foreign members": b'{"type": "Point", "coordinates": [1, 2], "properties": {}}',
    "open ring": b'{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}',
    "two points": b'{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}',
    "wrong way round": b'{"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}',
    "collection in collection": b'{"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection", "geometries": []}]}',
    "many decimals": b'{"type": "LineString", "coordinates": [[1.00000000001, 2.00000000001], [3.00000000001, 4.00000000001]]}',
}
GOOD = {
    "polygon": samples.geojson(samples.feature([samples.SHELL, samples.HOLE], name="济源")),
    "null geometry": b'{"type": "Feature", "properties": {}, "geometry": null}',
    "null properties": b'{"type": "Feature", "properties": null, "geometry": {"type": "Point", "coordinates": [0, 0]}}',
    "extension": b'{"type": "Point", "coordinates": [1, 2], "colour": "red", "bbox": [1, 2, 1, 2]}',
}


def files(shared_data, kind, own):
    if shared_data is None:
        return own
    folder = shared_data / "validation/geojsonhint" / kind
    return own | {path.name: path.read_bytes() for path in folder.glob("*.geojson")}


def test_every_bad_file_is_told_what_is_wrong(shared_data):
    silent = [name for name, blob in files(shared_data, "bad", BAD).items() if not set(answer(blob)) - {"E-GEOM-12", "E-GEOM-13"}]
    assert silent == []


def test_no_good_file_is_blamed_for_its_format(shared_data):
    blamed = {name: found for name, blob in files(shared_data, "good", GOOD).items() if (found := set(answer(blob)) - ABOUT_US_ALONE - {"E-GEOM-19"})}
    assert blamed == {}


def test_a_fault_names_its_path():
    feature = only(read(b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, "x"], [1, 1], [0, 0]]]}}]}'))
    assert feature.geometry is None
    assert [(problem.code, problem.detail["path"], problem.place) for problem in feature.problems] == [("E-FILE-24", "$.features[0].geometry.coordinates[0][1]", (0.0, 0.0))]


def test_a_good_area_comes_as_it_is():
    feature = only(read(GOOD["polygon"]))
    assert feature.geometry.equals_exact(samples.AREA, 0)
    assert feature.problems == ()
    assert feature.properties == {"name": "济源"}


def test_a_bare_list_of_features_is_read_and_said():
    blob = json.dumps([samples.feature([samples.SHELL])]).encode()
    assert answer(blob) == ["E-FILE-14"]


def test_one_bad_feature_does_not_hide_the_others():
    blob = samples.geojson(samples.feature([samples.SHELL[:-1]]), samples.feature([samples.SHELL]))
    first, second = read(blob).layers[0].features
    assert (first.geometry, codes(first.problems), first.problems[0].place) == (None, {"E-GEOM-03"}, (112.5, 35.2))
    assert second.problems == ()


@pytest.mark.parametrize(("ring", "code"), [([[112.5, 35.1], [112.6, 35.1], [112.5, 35.1]], "E-GEOM-04"), ([[35.1, 112.5], [35.2, 112.5], [35.2, 112.6], [35.1, 112.5]], "E-GEOM-20"), ([[112.5, 35.1], [1125, 35.1], [112.6, 35.2], [112.5, 35.1]], "E-GEOM-14")])
def test_impossible_rings_are_named(ring, code):
    feature = only(read(samples.geojson(samples.feature([ring]))))
    assert feature.geometry is None
    assert code in codes(feature.problems)


def test_an_old_file_that_names_a_system_is_read_in_it():
    named = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}}
    layer = read(samples.geojson(samples.feature([samples.SHELL]), **named)).layers[0]
    assert (layer.crs, layer.crs_source, layer.crs_said) == ("cgcs2000", "file", "urn:ogc:def:crs:EPSG::4490")


def test_attributes_are_data_and_bounded(shared_data):
    strings = ["\x00", "\u202e<script>alert(1)</script>", "a" * 10_000, "'; DROP TABLE law.person; --", "{0.__class__}", "%s%n", "=cmd|' /C calc'!A0"]
    if shared_data is not None:
        strings += json.loads((shared_data / "security/blns/blns.json").read_text(encoding="utf-8"))
    features = [samples.feature([samples.SHELL], **{"name": text, text or "-": 1}) for text in strings]
    layer = read(samples.geojson(*features)).layers[0]
    assert len(layer.features) == len(strings)
    for feature in layer.features:
        for key, value in feature.properties.items():
            assert len(key) <= 200
            assert not isinstance(value, str) or (len(value) <= 2000 and "\x00" not in value and "\u202e" not in value)
