"""Reading GeoJSON, Overpass and arrays: told apart by content, flattened to text, never a traceback."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from data.catalogue.labels import is_known
from data.catalogue.reading import Unreadable, read_table


def read(document):
    text = document if isinstance(document, str | bytes) else json.dumps(document, ensure_ascii=False)
    return read_table(text if isinstance(text, bytes) else text.encode(), recognise=is_known)


def records(table):
    return [dict(zip(table.header, row, strict=True)) for row in table.rows]


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties or None}


def point(*place):
    return {"type": "Point", "coordinates": list(place)}


def test_features_give_their_properties_and_place():
    table = read({"type": "FeatureCollection", "features": [feature(point(112.5, 35.1, 140.0), name="甲", fov=90.0, old=None)]})
    assert table.kind == "geojson"
    assert records(table) == [{"name": "甲", "fov": "90", "old": "", "@longitude": "112.5", "@latitude": "35.1"}]


def test_what_is_no_point_keeps_the_word_for_it():
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    table = read([feature(line, name="线"), feature(None, name="无"), feature({"type": "MultiPoint", "coordinates": [[1, 2]]}), 7])
    found = [record["@geometry"] for record in records(table)]
    assert found == ["LineString", "?", "", "?"]


def test_the_files_own_word_for_its_system_is_stated_and_decides_nothing():
    table = read({"type": "FeatureCollection", "crs": {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "features": [feature(point(1, 2))]})
    assert table.stated["file_crs"].endswith("CRS84")


def test_overpass_elements_give_tags_and_the_centre_of_a_way():
    elements = [
        {"type": "node", "id": 5, "lat": 35.1, "lon": 112.5, "tags": {"camera:type": "dome", "name": "甲"}},
        {"type": "way", "id": 6, "center": {"lat": 35.2, "lon": 112.6}, "tags": {}},
        {"type": "relation", "id": 7},
    ]
    for document in (elements, {"version": 0.6, "elements": elements}):
        table = read(document)
        first, second, third = records(table)
        assert table.kind == "overpass"
        assert (first["id"], first["camera:type"], first["@latitude"]) == ("node/5", "dome", "35.1")
        assert (second["@longitude"], third["@geometry"]) == ("112.6", "relation")


def test_an_array_may_stand_under_a_key_and_nested_objects_become_dotted():
    table = read({"count": 2, "cameras": [{"name": "甲", "place": {"lat": 35.1, "more": {"deep": 1}}, "tags": ["a", "b"]}, {"name": "乙"}]})
    assert table.kind == "json"
    assert records(table)[0] == {"name": "甲", "place.lat": "35.1", "place.more.deep": "1", "tags": '["a", "b"]'}
    assert records(table)[1]["place.lat"] == ""


def test_endless_tagging_is_gathered_and_nothing_is_lost():
    table = read([{"name": "甲", f"key{n}": str(n)} for n in range(900)])
    assert len(table.header) == 400
    kept = {value for record in records(table) for key, value in record.items() if key.startswith("key") and value}
    more = {value for record in records(table) if record["@more"] for value in json.loads(record["@more"]).values()}
    assert kept | more == {str(n) for n in range(900)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000, "file-json-deep"), ('{"a":' * 50_000, "file-json-deep"), ("[1,2", "file-json"), ("[NaN]", "file-json-number"),
        ("[Infinity]", "file-json-number"), ("[" + "9" * 5000 + "]", "file-json-number"), ('{"a": 1}', "file-json-no-list"),
        ('{"type":"FeatureCollection"}', "file-json-no-list"), ('{"type":"FeatureCollection","features":{}}', "file-json-no-list"),
    ],
)  # fmt: skip
def test_what_is_not_a_list_in_json_is_told(text, code):
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert refused.value.code == code


def test_the_place_of_a_mistake_is_told():
    with pytest.raises(Unreadable) as refused:
        read('[{"name": "甲"},\n {"name": }]')
    assert (refused.value.params["line"], refused.value.params["column"]) == (2, 11)


def test_the_shared_json_test_suite_never_ends_in_a_traceback(shared_data):
    samples = [b'["\\ud800"]', b"[1e999]", b'{"a":"\xff"}', b"\xff\xfe[\x00]\x00", b'[{"\\u0000": 1}]', b"[[[]]]", b'[""],']
    if shared_data is not None:
        samples += [path.read_bytes() for path in sorted((shared_data / "validation" / "jsontestsuite").iterdir()) if path.is_file()]
    outcomes = set()
    for sample in samples:
        try:
            outcomes.add(read(sample).kind)
        except Unreadable as refused:
            outcomes.add(refused.code)
    assert {"json", "file-json"} <= outcomes


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return out.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa">]><l>&a;</l>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (archive(**{"a.txt": "x"}), "file-format"),
        (archive(**{"[Content_Types].xml": "<x/>"}), "file-xlsx"),
        (archive(**{"[Content_Types].xml": "<x/>", "xl__sharedStrings.xml": BOMB}), "file-xml-doctype"),
        (archive(**{"[Content_Types].xml": "<x/>", "xl__sharedStrings.xml": BOMB.decode().encode("utf-16")}), "file-xml-doctype"),
        (archive(**{"[Content_Types].xml": "<x/>", "big.bin": b"\x00" * 90_000_000}), "file-archive"),
        (b"PK\x03\x04" + b"\x00" * 50, "file-xlsx"),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_workbook_is_refused(data, code):
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert refused.value.code == code


def test_the_shared_xml_attacks_are_refused_inside_a_workbook(shared_data):
    samples = [BOMB]
    if shared_data is not None:
        samples += [path.read_bytes() for path in sorted((shared_data / "security" / "xml").iterdir()) if path.suffix == ".xml"]
    for sample in samples:
        with pytest.raises(Unreadable) as refused:
            read(archive(**{"[Content_Types].xml": "<x/>", "xl__workbook.xml": sample}))
        assert refused.value.code == "file-xml-doctype"
