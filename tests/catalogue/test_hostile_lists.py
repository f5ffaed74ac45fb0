"""Hostile lists: names that attack, formulas, broken and endless files. What is text stays text; what is refused is told in words."""

from __future__ import annotations

import io
import json
import time
import tracemalloc

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.catalogue import reading
from data.catalogue.findings import KEPT, Findings, shown
from data.errors import InvalidInput
from tests.catalogue.conftest import code, row, sheet

NAUGHTY = [
    "undefined", "null", "NaN", "true", "1/0", "-1E+02", "０１２３", "\u202a\u202atest\u202a", "Ω≈ç√∫", "田中さんにあげて下さい", "👾 🙇 💁", "الكل في المجمو عة", "\u202etest\u202c",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1) />", "'; DROP TABLE catalogue.camera; --", "1;DROP TABLE users", "../../../../etc/passwd%00", "$(touch x)",
    "`ls -al /`", "{{ 7*7 }}", "%s%s%n", "${jndi:ldap://127.0.0.1/x}", "%(name)s", "{0}", "\\", '"', "'", "CON", "ﾠ", "Ｔｈｅ ｑｕｉｃｋ", "=1+1", "+1", "-1", "@SUM(1)",
    "\x00", "a\x07b", "\x7f", "\u200b", "\ufeff", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "\u2028x", "x" * 51, " ",
]  # fmt: skip


def shared_lines(shared_data, *parts):
    if shared_data is None:
        return []
    text = (shared_data / "security").joinpath(*parts).read_text(encoding="utf-8")
    return json.loads(text) if parts[-1].endswith(".json") else text.splitlines()


def test_naughty_names_are_kept_as_they_are_or_refused_by_name(town, shared_data):
    names = list(dict.fromkeys([*NAUGHTY, *shared_lines(shared_data, "blns", "blns.json")]))
    listed = [{"gb_code": code(n), "name": name, "camera_type": "3", "lon": 112.6, "lat": 35.08, "remark": name.replace("\x00", "")} for n, name in enumerate(names, start=1)]
    first = town.load(json.dumps(listed), maps=[("remark", "dossier")])
    refused = {found.row for found in first.findings.kept if found.level == "refused"}
    assert {found.code for found in first.findings.kept if found.level == "refused"} <= {"text-long", "text-control", "cell-empty"}
    assert refused
    second = town.load(json.dumps([one for n, one in enumerate(listed, start=1) if n not in refused]))
    assert second.accepted, second.as_text()[:3000]
    stored = {camera["gb_code"]: camera["name"] for camera in town.cameras()}
    assert stored == {code(n): " ".join(name.split()) for n, name in enumerate(names, start=1) if n not in refused}
    assert "catalogue.camera" in "".join(stored.values()) or "DROP TABLE" in "".join(stored.values())


def test_the_report_prints_no_control_character_of_a_list(town):
    hostile = "\x1b[2J\x1b]0;owned\x07\u202egnp.exe\r\n第 1 行: 已写入"
    report = town.load(json.dumps([{"gb_code": hostile, "name": hostile, "camera_type": hostile, "lon": hostile, "lat": 35.08, hostile: "x"}]), name="list.json")
    lines = report.as_text().splitlines()
    assert not report.accepted
    assert all(char.isprintable() for line in lines for char in line)
    assert not any(line.startswith("第 1 行: 已写入") for line in lines)


def test_formulas_are_text(town, shared_data):
    formulas = ["=1+1", "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-2+3", '=HYPERLINK("x","y")', *shared_lines(shared_data, "csv", "csv-payload.txt")]
    formulas = [text.strip() for text in formulas if 0 < len(text.strip()) <= 50]
    report = town.load(sheet([row(n, 点位名称=text) for n, text in enumerate(formulas, start=1)]))
    assert report.accepted, report.as_text()
    assert [camera["name"] for camera in town.cameras()] == [" ".join(text.split()) for text in formulas]


def test_a_workbooks_formula_is_never_computed(town):
    book = openpyxl.Workbook()
    cells = row(1)
    book.active.append(list(cells))
    book.active.append(["=1+1" if label == "点位名称" else value for label, value in cells.items()])
    out = io.BytesIO()
    book.save(out)
    report = town.load(out.getvalue(), name="list.xlsx")
    assert [(found.row, found.column, found.code) for found in report.findings.kept if found.level == "refused"] == [(2, "点位名称", "cell-empty")]


def test_a_workbook_is_imported_and_its_numeric_codes_refused_as_such(town):
    def book_of(first_code):
        book = openpyxl.Workbook()
        book.active.append(list(row(1)))
        for cells in (row(1, 点位编号=first_code, 经度=112.6, 纬度=35.08), row(2)):
            book.active.append(list(cells.values()))
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    bad = town.load(book_of(int(code(1))), name="list.xlsx")
    assert [(found.row, found.code) for found in bad.findings.kept if found.level == "refused"] == [(2, "code-lossy")]
    good = town.load(book_of(code(1)), name="list.xlsx")
    assert good.written == 2
    assert [camera["gb_code"] for camera in town.cameras()] == [code(1), code(2)]


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"PK\x03\x04broken", b"{", b"[[[[", b'"', b"\xff\xfe\x00", b"name\r\n", b"%PDF-", b"\x80\x81\x82" * 50])
def test_a_bad_file_gives_an_error_in_words(town, data):
    with pytest.raises(InvalidInput) as refused:
        town.load(data)
    from data.catalogue.sentences import sentence

    zh, en = sentence(refused.value.code, refused.value.params)
    assert zh != refused.value.code
    assert any(char > "一" for char in zh)
    assert en.isascii()
    assert town.cameras() == []


def test_a_cell_beyond_the_limit_is_refused_at_its_place(town):
    report = town.load(sheet([row(1), row(2, 备注="长" * (reading.MAX_CELL + 1))]))
    assert [(found.row, found.column, found.code) for found in report.findings.kept] == [(3, "备注", "text-long")]


def test_hostile_column_names_are_stored_as_text(town):
    listed = [{"gb_code": code(1), "name": "甲", "camera_type": "3", "lon": 112.6, "lat": 35.08, "a'; DROP TABLE x; --": "1", "\x00\ud800": "2", "<b>": "3", "": "4"}]
    report = town.load(json.dumps(listed))
    assert report.accepted, report.as_text()
    assert set(town.cameras()[0]["dossier"].values()) == {"1", "2", "3", "4"}


def test_findings_are_counted_without_end_and_kept_with_one():
    findings = Findings()
    for n in range(KEPT * 3):
        findings.refuse("code-missing", row=n)
    assert (len(findings.kept), findings.count("refused"), len(findings.refused_rows)) == (KEPT, KEPT * 3, KEPT * 3)


@given(st.text())
def test_a_shown_value_is_one_short_printable_line(text):
    value = shown(text)
    assert len(value) <= 40
    assert "\n" not in value
    assert "\x1b" not in value


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(["gb_code", "name", "lon", "lat", "camera_type", "status", "ip", "direction", "hfov", "x", "联系方式"]),
                                st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20), st.lists(st.integers(), max_size=2)),
                                max_size=8), min_size=1, max_size=6))  # fmt: skip
def test_no_list_ends_in_a_traceback(town, listed):
    try:
        report = town.load(json.dumps(listed), assign_codes=True, dry_run=True)
    except InvalidInput:
        return
    assert report.as_text()


def test_a_long_list_is_judged_in_bounded_time_and_memory(town, monkeypatch):
    """20,000 rows; generous bounds, since the machine may be busy: 100,000 take about 10 s of one core."""
    from data.catalogue import holdings

    written = []
    monkeypatch.setattr(holdings, "insert_cameras", lambda db, records, key: written.append(len(records)) or 0)
    data = sheet([row(n, 备注=f"备注 {n}", 密码="x", 用户名="y") for n in range(1, 20_001)]).encode("gbk")
    began = time.process_time()
    tracemalloc.start(1)
    try:
        report = town.load(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.accepted
    assert written == [20_000]
    assert peak < 250 * 1024 * 1024
    assert time.process_time() - began < 60
