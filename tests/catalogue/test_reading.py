"""Reading lists (R-01): which encoding, delimiter and header, told apart by content; a broken file gives words, never a traceback."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import reading
from data.catalogue.labels import is_known
from data.catalogue.reading import Unreadable, read_table

SIMPLIFIED = "点位名称,经度,纬度\r\n黄河大道与济水大街交叉口,112.60,35.08\r\n南水北调桥东侧,112.61,35.09\r\n"
TRADITIONAL = "監視器名稱,經度,緯度\r\n臺北市中正區忠孝東路一段,112.60,35.08\r\n"
KOREAN = "관리기관명,위도,경도\r\n서울특별시 강남구청 방범용 카메라,35.08,112.60\r\n"
JAPANESE = "名称,備考\r\n千代田区のカメラです,にほんごのテキスト\r\n"
GERMAN = "Name,Ort\r\nÜberwachung Zürich Höngg,Brücke süd\r\n"


def read(data, **options):
    return read_table(data if isinstance(data, bytes) else data.encode(), recognise=is_known, **options)


@pytest.mark.parametrize(
    ("text", "encoding", "stated"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"), (SIMPLIFIED, "utf-8-sig", "utf-8-sig"), (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030"), (SIMPLIFIED, "utf-16", "utf-16"), (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "big5", "big5hkscs"), (KOREAN, "cp949", "cp949"), (KOREAN, "euc-kr", "cp949"),
        (JAPANESE, "cp932", "cp932"), (GERMAN, "cp1252", "cp1252"), ("name,lon\r\nA,1\r\n", "ascii", "ascii"),
    ],
    ids=lambda value: value if value.isascii() and "," not in value else "",
)  # fmt: skip
def test_the_encoding_is_found_and_stated(text, encoding, stated):
    table = read(text.encode(encoding))
    assert table.stated["encoding"] == stated
    expected = list(csv.reader(io.StringIO(text, newline="")))
    assert [table.header, *table.rows] == expected


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, KOREAN], ids=["simplified", "traditional", "korean"])
def test_without_a_known_label_the_script_still_decides(text):
    body = text.split("\r\n", 1)[1]
    encoding = {SIMPLIFIED: "gbk", TRADITIONAL: "big5", KOREAN: "cp949"}[text]
    assert read(("a,b,c\r\n" + body).encode(encoding)).rows[0][0] == body.split(",")[0]


def test_the_operator_may_state_the_encoding_and_is_told_when_it_does_not_fit():
    assert read(SIMPLIFIED.encode("gbk"), encoding="gbk").header[0] == "点位名称"
    with pytest.raises(Unreadable) as wrong:
        read(SIMPLIFIED.encode("gbk"), encoding="utf-8")
    assert (wrong.value.code, wrong.value.params["line"]) == ("file-encoding-wrong", 1)
    with pytest.raises(Unreadable) as unknown:
        read(SIMPLIFIED, encoding="klingon")
    assert unknown.value.code == "file-encoding-unknown"


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Unreadable):
        read(bytes(range(128, 256)) * 20)


@pytest.mark.parametrize(("delimiter", "stated"), [(",", ","), (";", ";"), ("\t", "TAB"), ("|", "|")])
def test_the_delimiter_is_found(delimiter, stated):
    table = read(SIMPLIFIED.replace(",", delimiter))
    assert table.stated["delimiter"] == stated
    assert table.header == ["点位名称", "经度", "纬度"]


def test_a_spreadsheets_own_word_for_the_delimiter_is_heeded():
    table = read("sep=;\r\n名称;经度;备注\r\n甲;1,5;a,b\r\n")
    assert table.rows == [["甲", "1,5", "a,b"]]


def test_a_title_above_the_header_is_passed_over_and_stated():
    table = read("济源市一机一档登记表,,\r\n,,\r\n点位名称,经度,纬度\r\n甲,1,2\r\n")
    assert (table.header, table.rows, table.numbers) == (["点位名称", "经度", "纬度"], [["甲", "1", "2"]], [4])
    assert table.stated["header_row"] == "3"


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    table = read('name,note\r\nA,"two\nlines"\r\n\r\nB,x\r\n')
    assert table.numbers == [2, 4]
    assert table.rows[0] == ["A", "two\nlines"]


def test_short_rows_are_filled_and_long_ones_marked():
    table = read("name,lon,lat\r\nA,1\r\nB,1,2,3\r\nC,1,2,,\r\n")
    assert table.rows[0] == ["A", "1", ""]
    assert table.spilled == {3}


@pytest.mark.parametrize("broken", ['name,lon\r\n"A,1\r\nB,2\r\n', 'name,lon\r\n"A"x,1\r\n', "name\r\n" + '"' + "x" * 200_000])
def test_a_quote_left_open_is_told_with_its_line(broken):
    with pytest.raises(Unreadable) as refused:
        read(broken)
    assert refused.value.code == "file-csv"
    assert refused.value.params["line"] >= 1


@pytest.mark.parametrize("empty", [b"", b"  \r\n\t ", b"\xef\xbb\xbf", b"name,lon\r\n", b"[]", b'{"type":"FeatureCollection","features":[]}'])
def test_a_file_with_nothing_in_it_is_refused(empty):
    with pytest.raises(Unreadable) as refused:
        read(empty)
    assert refused.value.code in {"file-empty", "file-no-rows"}


@pytest.mark.parametrize("other", [b"%PDF-1.7 x", b"\xd0\xcf\x11\xe0\xa1\xb1", b"\x1f\x8b\x08abc", b"Rar!\x1a\x07"])
def test_another_format_is_refused(other):
    with pytest.raises(Unreadable) as refused:
        read(other)
    assert refused.value.code == "file-format"


def test_limits_hold(monkeypatch, tmp_path):
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    big = tmp_path / "big.csv"
    big.write_bytes(b"x" * 11)
    with pytest.raises(Unreadable) as refused:
        reading.read_bytes(big)
    assert refused.value.code == "file-too-big"
    with pytest.raises(Unreadable) as wide:
        read(",".join(f"c{n}" for n in range(500)) + "\r\n" + ",".join("1" * 500) + "\r\n")
    assert wide.value.code == "file-too-many-columns"
    with pytest.raises(Unreadable) as missing:
        reading.read_bytes(tmp_path)
    assert missing.value.code == "file-missing"


def test_too_many_rows_are_refused_before_they_fill_the_memory(monkeypatch):
    from data.catalogue import reading_json

    for module in (reading, reading_json):
        monkeypatch.setattr(module, "MAX_ROWS", 50)
    long = ["name\r\n" + "A\r\n" * 51, json.dumps([{"name": "A"}] * 51), workbook([["点位名称", "经度"], *[["甲", 1]] * 51])]
    for data in long:
        with pytest.raises(Unreadable) as refused:
            read(data)
        assert refused.value.code == "file-too-many-rows"
    assert len(read("name\r\n" + "A\r\n" * 50).rows) == 50
    monkeypatch.setattr(reading, "MAX_CELLS", 99)
    with pytest.raises(Unreadable):
        read("name,lon\r\n" + "A,1\r\n" * 50)
    with pytest.raises(Unreadable) as bomb:
        read("[" + "{}," * 3_000_001 + "{}]")
    assert bomb.value.code == "file-too-many-rows"


def test_the_shared_spectrum_of_csv_is_read_as_its_authors_meant(shared_data):
    samples = {
        "comma_in_quotes": 'first,last,address,city,zip\nJohn,Doe,120 any st.,"Anytown, WW",08123\n',
        "escaped_quotes": 'a,b\n1,"ha ""ha"" ha"\n3,4\n',
        "json": 'key,val\n1,"{""type"": ""Point"", ""coordinates"": [102.0, 0.5]}"\n',
        "newlines": 'a,b,c\n1,2,3\n"Once upon \na time",5,6\n7,8,9\n',
        "utf8": "a,b,c\n1,2,3\n4,5,ʤ\n",
    }
    if shared_data is not None:
        folder = shared_data / "security" / "csv-spectrum"
        samples |= {path.stem: path.read_bytes().decode() for path in folder.glob("*.csv")}
    for name, text in samples.items():
        expected = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
        table = read(text)
        assert [table.header, *table.rows] == expected, name


def workbook(rows, title="点位"):
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["本表由各单位填写"])
    page = book.create_sheet(title)
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_worksheet_with_the_list_is_found_and_its_cells_are_text():
    data = workbook([["点位名称", "经度", "纬度", "录像保存天数"], ["甲", 112.5, 35.0, 30], ["=1+1", "112.6", None, True]])
    table = read(data)
    assert (table.kind, table.stated["sheet"]) == ("xlsx", "点位")
    assert table.rows[0] == ["甲", "112.5", "35", "30"]
    assert table.rows[1][2:] == ["", "true"]


def test_a_named_worksheet_is_taken_and_a_missing_one_told():
    data = workbook([["点位名称", "经度"], ["甲", 1]])
    with pytest.raises(Unreadable) as refused:
        read(data, sheet="没有")
    assert refused.value.code == "file-no-sheet"
    assert "点位" in str(refused.value.params["sheets"])


def test_a_code_that_a_spreadsheet_made_a_number_shows_its_loss():
    assert read(workbook([["点位编号", "点位名称"], [41900100001320000001, "甲"]])).rows[0][0] == "4.190010000132e+19"


@given(st.binary(max_size=300))
def test_no_bytes_end_in_a_traceback(data):
    for head in (b"", b"PK\x03\x04", b"{", b"[", b"\xef\xbb\xbf", b"name,lon\r\n"):
        try:
            read(head + data)
        except Unreadable:
            continue
