"""Delimited text: which encoding, which delimiter, where a quote was left open.

Belongs here: decoding of text files (JSON too) and CSV. Does not belong here: other formats, the meaning of columns.

An encoding is judged by what the text becomes: every candidate that decodes without an error is scored by the share of its
characters that are common in the script it is for. The winner and a close second are stated in the report.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from data.catalogue.reading import Recognise, Table, Unreadable, framed, metered

DELIMITERS = (",", "\t", ";", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE = 20_000
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_POOR = 0.5
_CLOSE = 0.05
_KNOWN_LABEL = 0.2
_SNIFFED_ROWS = 60


def decode(data: bytes, *, recognise: Recognise, encoding: str | None = None) -> tuple[str, dict[str, str]]:
    """The text and how it was decoded: {"encoding": name[, "runner_up": name]}.

    Raises:
        Unreadable: the stated encoding does not fit, or none fits.
    """
    if encoding is not None:
        return _decode_as(data, encoding), {"encoding": encoding}
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decode_as(data, name).lstrip("\ufeff"), {"encoding": name}
    even, odd = data[0:4000:2].count(b"\x00"), data[1:4000:2].count(b"\x00")
    if even + odd > len(data[:4000]) // 8:
        name = "utf-16-le" if odd > even else "utf-16-be"
        return _decode_as(data, name), {"encoding": name}
    try:
        return data.decode("utf-8"), {"encoding": "ascii" if data.isascii() else "utf-8"}
    except UnicodeDecodeError:
        return _judged(data, recognise)


def read(text: str, stated: dict[str, str], *, recognise: Recognise) -> Table:
    """A delimited table; a first line `sep=;` (spreadsheets write it) names the delimiter."""
    delimiter, text = _stated_delimiter(text)
    delimiter = delimiter or _sniffed_delimiter(text, recognise)
    cells = list(_records(text, delimiter))
    shown = {"\t": "TAB"}.get(delimiter, delimiter)
    return framed(cells, kind="csv", recognise=recognise, stated={**stated, "delimiter": shown})


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise Unreadable("file-encoding-unknown", encoding=encoding) from None
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, at) + 1
        raise Unreadable("file-encoding-wrong", encoding=encoding, line=line) from None


def _judged(data: bytes, recognise: Recognise) -> tuple[str, dict[str, str]]:
    texts = {name: text for name in _JUDGES if (text := _tried(data, name)) is not None}
    scores = Counter({name: _score(text, _JUDGES[name], recognise) for name, text in texts.items()})
    ranked = scores.most_common(2)
    if not ranked or ranked[0][1] < _POOR:
        raise Unreadable("file-encoding-unrecognised")
    stated = {"encoding": ranked[0][0]}
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _CLOSE:
        stated["runner_up"] = ranked[1][0]
    return texts[ranked[0][0]], stated


def _tried(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _score(text: str, judge: Callable[[list[str], str], float], recognise: Recognise) -> float:
    """0..1 by the judge of the script, and a little more for each header label that is known."""
    foreign = _FOREIGN.findall(text[: 20 * _SAMPLE])[:_SAMPLE] or _FOREIGN.findall(text)[:_SAMPLE]
    first = text[:4000].splitlines()[:10]
    cells = {cell.strip(' "') for line in first for cell in re.split(r"[,;\t|]", line)}
    known = sum(1 for cell in cells if not cell.isascii() and recognise(cell))
    return judge(foreign, text) + min(known, 5) * _KNOWN_LABEL


def _share(characters: list[str], common: Callable[[str], bool]) -> float:
    return sum(map(common, characters)) / len(characters)


def _simplified(characters: list[str], _: str) -> float:
    """GB 2312 level 1 and its signs: nearly all of any modern Chinese text; a text that is really Korean fills half the rows."""
    return _share(characters, _is_common_simplified)


def _is_common_simplified(char: str) -> bool:
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return lead in {0xA1, 0xA3} or 0xB0 <= lead <= 0xD7  # noqa: PLR2004 - rows of GB 2312


def _traditional(characters: list[str], _: str) -> float:
    """Big5 level 1 (5,401 characters in frequent use)."""
    return _share(characters, _is_common_traditional)


def _is_common_traditional(char: str) -> bool:
    try:
        code = char.encode("big5")
    except UnicodeEncodeError:
        return False
    return b"\xa4\x40" <= code <= b"\xc6\x7e" or code < b"\xa3\xc0"


def _korean(characters: list[str], _: str) -> float:
    """Hangul; the frequent syllables count full, since Chinese read as CP949 yields rare ones and hanja."""
    return _share(characters, lambda char: "가" <= char <= "힣" or char in "·、。「」㎡℃") * (
        1.1 if sum(char in _SYLLABLES for char in characters) * 5 >= len(characters) else 0.8
    )


_SYLLABLES = frozenset("이다는에의을를가한고로사도시기지하대관리소재구동명번호설치목적카메라수보일위경주차장안방범교통단속원면읍군부정과")


def _japanese(characters: list[str], _: str) -> float:
    """Kana beside kanji; half-width katakana speaks against it."""
    kana = _share(characters, lambda char: "぀" <= char <= "ヿ")
    half = _share(characters, lambda char: "｡" <= char <= "ﾟ")
    kanji = _share(characters, lambda char: "一" <= char <= "龥")
    return max(0.0, min(1.0, kana * 3) * (kana + kanji) - 2 * half)


def _western(characters: list[str], text: str) -> float:
    """Single accented letters among plain ones, as in European names."""
    inside = len(re.findall(r"(?<=[A-Za-z ,;\"])[À-ÖØ-öø-ÿœŒšŠžŽ](?=[A-Za-z ,;.\"\r\n]|$)", text))
    letters = sum(unicodedata.category(char) in {"Ll", "Lu"} for char in characters)
    return 0.95 * min(inside, letters) / len(characters) if characters else 0.0


_JUDGES: dict[str, Callable[[list[str], str], float]] = {
    "gb18030": _simplified,
    "big5hkscs": _traditional,
    "cp949": _korean,
    "cp932": _japanese,
    "cp1252": _western,
}


def _stated_delimiter(text: str) -> tuple[str | None, str]:
    found = re.match(r"sep=(.)\r?\n", text)
    return (found.group(1), text[found.end() :]) if found else (None, text)


def _sniffed_delimiter(text: str, recognise: Recognise) -> str:
    """The delimiter under which the first rows agree in width, have most known labels, and are widest."""

    def merit(delimiter: str) -> tuple[int, float, int]:
        head = "\n".join(text[:200_000].splitlines()[:_SNIFFED_ROWS])
        rows = [row for row in csv.reader(io.StringIO(head), delimiter=delimiter) if row]
        widths = Counter(len(row) for row in rows)
        width, agreeing = widths.most_common(1)[0] if widths else (1, 0)
        known = max((sum(map(recognise, row)) for row in rows[:10]), default=0)
        return known, agreeing / len(rows) if width > 1 else 0.0, width

    try:
        return max(DELIMITERS, key=merit)
    except csv.Error as error:
        raise Unreadable("file-csv", line=1, why=str(error)) from None


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows as a spreadsheet shows them: a quoted line break does not begin a new row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from metered(reader)
    except csv.Error as error:
        raise Unreadable("file-csv", line=reader.line_num, why=str(error)) from None
