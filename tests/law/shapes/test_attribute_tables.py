"""Attribute tables in GBK, Big5 and CP949 are words, not mojibake; what was guessed is said to be guessed."""

from __future__ import annotations

from contextlib import suppress

import pytest

from data.errors import InvalidInput
from data.law.shapes import dbf
from data.law.shapes.limits import Limits
from tests.law.shapes import samples


def table(blob, cpg="", stated=None):
    return dbf.read(blob, cpg, stated, Limits())


CASES = [
    ("简体国语", "gbk", "gb18030"),
    ("济源市北海街道办事处", "gbk", "gb18030"),
    ("河南省济源市王屋镇", "gb18030", "gb18030"),
    ("繁體國語", "big5", "big5"),
    ("臺北市大安區", "big5", "big5"),
    ("서울특별시", "cp949", "cp949"),
    ("경기도 수원시", "cp949", "cp949"),
    ("ひたちなか市", "shift_jis", "shift_jis"),
    ("國语國語", "utf-8", "utf-8"),
]


@pytest.mark.parametrize(("text", "encoding", "told"), CASES)
def test_an_encoding_is_told_from_the_bytes(text, encoding, told):
    found = table(samples.dbf([text], encoding))
    assert (found.rows[0]["NAME"], found.encoding, found.encoding_source) == (text, told, "guessed")
    assert [problem.code for problem in found.problems] == ["E-FILE-52"]


@pytest.mark.parametrize(("cpg", "encoding"), [("GBK", "gbk"), ("936", "gbk"), ("Big-5", "big5"), ("EUC-KR", "cp949"), ("UTF-8", "utf-8"), ("ANSI 936", "gbk")])
def test_a_cpg_is_believed(cpg, encoding):
    found = table(samples.dbf(["國"], encoding), cpg)
    assert (found.rows[0]["NAME"], found.encoding_source, found.problems) == ("國", "cpg", ())


@pytest.mark.parametrize(("ldid", "encoding"), [(0x4D, "gbk"), (0x4F, "big5"), (0x4E, "cp949")])
def test_a_header_is_believed(ldid, encoding):
    found = table(samples.dbf(["國"], encoding, ldid))
    assert (found.rows[0]["NAME"], found.encoding_source) == ("國", "dbf")


def test_a_stated_encoding_goes_first_and_what_does_not_fit_is_counted():
    found = table(samples.dbf(["简体国语", "abc"], "gbk"), "Big5", "utf-8")
    assert (found.encoding, found.encoding_source) == ("utf-8", "stated")
    assert [(problem.code, problem.detail["count"]) for problem in found.problems] == [("E-FILE-55", 1)]


@pytest.mark.parametrize("stated", ["klingon", "hex", "rot13", "zip", "idna", "base64_codec"])
def test_an_encoding_that_is_none_is_refused(stated):
    with pytest.raises(InvalidInput, match="E-FILE-56"):
        table(samples.dbf(["a"], "ascii"), stated=stated)


def test_a_character_cut_by_the_field_is_left_out():
    found = table(samples.dbf(["济源市北海街道"], "gbk", width=9))
    assert found.rows[0]["NAME"] == "济源市北"


def test_the_files_of_others_are_words(shared_data):
    if shared_data is None:
        return
    folder = shared_data / "validation/mapshaper/dbf"
    words = {"gbk": "简体国语", "gb2312": "简体国语", "big5": "繁體國語", "utf8": "国语國語", "cpg/big5": "國語", "cpg/euckr": "한국말", "ldid/chinese": "简体", "eucjp": "ひたちなか市", "shiftjis": "ひたちなか市"}
    for name, text in words.items():
        assert table((folder / f"{name}.dbf").read_bytes()).rows[0]["NAME"] == text
    for path in folder.rglob("*.dbf"):
        cpg = path.with_suffix(".cpg")
        assert table(path.read_bytes(), cpg.read_text() if cpg.exists() else "").encoding


def test_no_bytes_break_the_reader():
    whole = samples.dbf(["简体国语", "济源"], "gbk")
    for cut in range(len(whole)):
        for blob in (whole[:cut], whole[:cut] + b"\xff" + whole[cut + 1 :], whole[:cut] + b"\0" * 40):
            with suppress(InvalidInput):
                table(blob)
