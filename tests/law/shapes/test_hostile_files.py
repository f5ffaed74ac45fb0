"""Hostile files end in a clear answer: bounded, without a crash, and nothing is written anywhere."""

from __future__ import annotations

import random
import stat
import struct
import time
import zipfile
from dataclasses import replace

import pytest

from data.errors import InvalidInput
from data.law.shapes import child
from data.law.shapes.limits import Limits
from data.law.shapes.reading import read_shapes
from tests.law.shapes import samples
from tests.law.shapes.support import answer

SMALL = Limits(unpacked_bytes=1 << 20, members=20, features=50, vertices=1000, layers=5, containers=5000)
ENTITY = '<?xml version="1.0"?><!DOCTYPE kml [{declared}]><kml>&{name};</kml>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
XML = {
    "laughs": ENTITY.format(declared=LAUGHS, name="l11"),
    "quadratic": ENTITY.format(declared=f'<!ENTITY a "{"B" * 50_000}">', name="a;" + "&a;" * 5000 + "&a"),
    "file": ENTITY.format(declared='<!ENTITY e SYSTEM "file:///etc/passwd">', name="e"),
    "network": ENTITY.format(declared='<!ENTITY e SYSTEM "http://camera.invalid/x">', name="e"),
    "parameter": '<!DOCTYPE kml [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><kml/>',
    "doctype": '<!DOCTYPE kml SYSTEM "http://camera.invalid/kml.dtd"><kml/>',
}


@pytest.mark.parametrize("name", XML)
def test_xml_that_declares_entities_is_refused(name):
    assert answer(XML[name].encode()) == ["E-FILE-70"]
    assert answer(samples.zipped({"doc.kml": XML[name]})) == ["E-FILE-70"]


def test_the_xml_bombs_of_others_are_refused(shared_data):
    if shared_data is not None:
        assert {path.name: answer(path.read_bytes()) for path in (shared_data / "security/xml").glob("*.xml")} == {path.name: ["E-FILE-70"] for path in (shared_data / "security/xml").glob("*.xml")}


@pytest.mark.parametrize(("xml", "code"), [("<kml><Folder>" + "<Folder>" * 100_000, "E-FILE-09"), ("<kml><a></kml>", "E-FILE-71"), ("<html/>", "E-FILE-03"), ("<kml/>", "E-GEOM-12"), ('<?xml version="1.0" encoding="klingon"?><kml/>', "E-FILE-7"), ("<kml>" + "<a/>" * 6000 + "</kml>", "E-FILE-84"), ('<?xml version="1.0" encoding="gbk"?><kml>\udcff</kml>', "E-FILE-72")])
def test_xml_that_is_no_kml_is_refused(xml, code):
    assert answer(xml.encode("utf-8", "surrogateescape"), limits=SMALL)[0].startswith(code)


@pytest.mark.parametrize("name", ["../x.shp", "a/../../x.shp", "/etc/x.shp", "..\\x.shp", "C:\\x.shp", "C:x.shp", "\\\\host\\x.shp", "a/..\\..\\x.kml"])
def test_names_that_lead_outside_are_refused(name):
    assert answer(samples.zipped({name: samples.shp([samples.SHELL])})) == ["E-FILE-41"]


def test_links_passwords_and_doubles_are_refused():
    link = zipfile.ZipInfo("a.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert answer(samples.zipped({link: "/etc/passwd"})) == ["E-FILE-46"]
    locked = bytearray(samples.zipped({"a.kml": samples.kml()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    assert answer(bytes(locked)) == ["E-FILE-44"]
    assert answer(samples.zipped({"a.shp": b"", "A.SHP": b""})) == ["E-FILE-47"]
    double = samples.zipped({"a.kml": samples.kml(), "b.kml": samples.kml()}).replace(b"b.kml", b"a.kml")
    assert answer(double) == ["E-FILE-47"]


def test_bombs_are_refused_whatever_they_say_of_their_size():
    bomb = samples.zipped({"doc.kml": b" " * (8 << 20)})
    assert answer(bomb, limits=SMALL) == ["E-FILE-43"]
    lying = bomb.replace(struct.pack("<I", 8 << 20), struct.pack("<I", 100))
    assert answer(lying, limits=SMALL)[0] in {"E-FILE-40", "E-FILE-43"}
    assert answer(samples.zipped({f"{n}.kml": "" for n in range(30)}), limits=SMALL) == ["E-FILE-42"]
    assert answer(samples.zipped({"doc.kml": bomb}), limits=SMALL) == ["E-FILE-45"]
    assert answer(samples.zipped({"readme.txt": "x"})) == ["E-FILE-45"]


def test_too_much_is_refused_by_count():
    many = [samples.feature([samples.SHELL])] * 60
    assert answer(samples.geojson(*many), limits=SMALL) == ["E-FILE-80"]
    ring = [[112 + n / 1e6, 35.0] for n in range(1100)]
    assert answer(samples.geojson(samples.feature([[*ring, [112, 36], ring[0]]])), limits=SMALL) == ["E-FILE-81"]
    assert answer(b"[" + b"{}," * 9000 + b"{}]", limits=SMALL) == ["E-FILE-84"]
    assert answer(samples.zipped({f"{n}.shp": samples.shp([samples.SHELL]) for n in range(9)}), limits=SMALL, crs="wgs84") == ["E-FILE-82"]
    assert answer(samples.shapefile(rows=["x"] * 60), limits=SMALL) == ["E-FILE-80"]
    assert answer(b"x" * 11, limits=replace(SMALL, file_bytes=10)) == ["E-FILE-02"]
    assert answer(b"") == ["E-FILE-01"]


def test_counts_that_lie_break_the_file_not_the_reader():
    shp = bytearray(samples.shp([samples.SHELL]))
    for at in (100 + 8 + 36, 100 + 8 + 40):
        for lie in (2**31 - 1, -1, 10_000_000):
            wrong = bytearray(shp)
            wrong[at : at + 4] = struct.pack("<i", lie)
            assert answer(bytes(wrong), crs="wgs84") == ["E-FILE-50"]
    header = b"GP\0\x01\xe6\x10\0\0"
    for body in (b"\x01\x03\0\0\0\xff\xff\xff\xff", b"\x01\x06\0\0\0\xff\xff\xff\x7f", b"\x01\x07\0\0\0\x01\0\0\0" * 50, b"\x01\x63\0\0\0", b"", b"\x01"):
        assert "E-FILE-62" in answer(samples.geopackage(blob=header + body))
    assert "E-FILE-62" in answer(samples.geopackage(blob=b"XX"))


@pytest.mark.parametrize("script", [
    "DROP TABLE areas; CREATE VIEW areas AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n AS fid, x'00' AS geom FROM t;",
    "DROP TABLE areas; CREATE VIEW areas AS SELECT 1 AS fid, randomblob(2000000000) AS geom;",
    "DROP TABLE areas; CREATE VIEW areas AS SELECT 1 AS fid, load_extension('x') AS geom;",
    "UPDATE gpkg_geometry_columns SET table_name = 'sqlite_master', column_name = 'sql'; UPDATE gpkg_contents SET table_name = 'sqlite_master';",
    "DROP TABLE gpkg_geometry_columns;",
    "DELETE FROM gpkg_contents;",
    "UPDATE gpkg_geometry_columns SET table_name = 'areas\"; DROP TABLE areas; --';",
])
def test_a_database_is_not_a_program(script):
    assert set(answer(samples.geopackage(script=script), limits=SMALL)) & {"E-FILE-60", "E-FILE-61", "E-FILE-62", "E-FILE-80"}


WHOLE = {
    "geojson": samples.geojson(samples.feature([samples.SHELL, samples.HOLE])),
    "shp": samples.shp([samples.clockwise(samples.SHELL), samples.HOLE]),
    "zip": samples.shapefile(),
    "gpkg": samples.geopackage(),
    "kml": samples.kml().encode(),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_damaged_files_end_in_a_sentence(kind):
    chance, whole = random.Random(kind), WHOLE[kind]
    for _ in range(150):
        blob = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.randrange(1, 6)):
            if blob:
                blob[chance.randrange(len(blob))] = chance.randrange(256)
        answer(bytes(blob), crs="wgs84", limits=SMALL)


def test_names_of_files_decide_nothing(shared_data):
    names = ["../../etc/passwd", "\x00", "a" * 5000, "名.geojson", "", "C:\\x\\y.shp"]
    if shared_data is not None:
        names += (shared_data / "security/blns/blns.txt").read_text(encoding="utf-8").splitlines()[:200]
    for name in names:
        assert answer(WHOLE["geojson"], name=name) == []


def refused(blob, limits):
    with pytest.raises(InvalidInput) as caught:
        read_shapes("file", blob, crs="wgs84", limits=limits)
    return caught.value.code


def test_time_and_memory_end_in_the_process_apart():
    started = time.monotonic()
    flood = b"[" + b"{}," * 2_500_000 + b"{}]"
    generous = Limits(containers=10**9, features=10**9)
    assert refused(flood, replace(generous, memory_bytes=600 << 20)) == "E-FILE-05"
    assert refused(flood, replace(generous, seconds=0)) in {"E-FILE-04", "E-FILE-05"}
    assert refused(b"[" * 100_000, Limits()) == "E-FILE-09"
    assert refused(WHOLE["geojson"], Limits(answer_bytes=100)) in {"E-FILE-05", "E-FILE-06"}
    assert time.monotonic() - started < 200


def test_only_so_many_read_at_a_time(monkeypatch):
    monkeypatch.setattr(child, "_PATIENCE_S", 0)
    with child._SLOTS, child._SLOTS:
        assert refused(WHOLE["geojson"], Limits()) == "E-FILE-85"


def test_an_end_without_an_answer_is_told():
    for code, text, told in ((-11, b"", "E-FILE-06"), (1, b"", "E-FILE-06"), (-24, b"", "E-FILE-04"), (0, b"{", "E-FILE-05")):
        with pytest.raises(InvalidInput, match=told):
            child._answer(code, text, Limits())


def test_reading_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for blob in WHOLE.values():
        answer(blob, crs="wgs84")
    read_shapes("a.zip", WHOLE["zip"], crs="wgs84")
    assert list(tmp_path.rglob("*")) == []
