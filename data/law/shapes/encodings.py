"""The encoding of an attribute table: as written in its .cpg or header, else told from the bytes.

Belongs here: names of encodings and the telling. Does not belong here: the table's structure (dbf.py). A table that says nothing is
decoded by what its double bytes most often are: each candidate is asked how many of its characters are everyday ones. What was
guessed is said to be guessed.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from typing import Final

_HANZI: Final = frozenset(
    "的一是不在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主"
    "行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重"
    "市区县镇乡村街路道州府省自治东西南北中上下河山江湖海桥门站园港城里店庄桃龙沙水石金白黄青红林田井泉岭坡沟湾岛塘堡寨营屯社居委会办事处派出所公安局学校医院号楼"
    "简体国语济源沁玉轵承留坡头梨林大峪思礼五龙口王屋下冶邵原克井天坛北海济水面积编码名称长度类型备注"
)
_TRADITIONAL: Final = frozenset(
    "的一是不在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可里後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主"
    "行方又如前所本見經頭面公同三已老從動兩長知民樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話兒者向情部正名定女問力機給等幾很業最間新什打便位因重"
    "市區縣鎮鄉村街路道州府省自治東西南北中上下河山江湖海橋門站園港城里店莊龍沙水石金白黃青紅林田井泉嶺坡溝灣島塘堡寨營屯社居委會辦事處派出所公安局學校醫院號樓"
    "繁體國語臺灣台北新竹高雄南投花蓮屏嘉義彰化雲桃園基隆宜蘭澎縣名稱長度類型備註面積編碼"
)
_HANGUL: Final = frozenset(
    "가각간갑강개거건경계고공과관광교구국군금기길김나남내노농다단당대덕도동두등라래로리마만말면명목무문미민박방백번법보봉부북비사산상서석선설성세소송수순시신아안양어여연"
    "영오옥완왕외용우운울원월위유은을음읍의이인일임자장전정제조종주중지진창천청초춘충치탄태터통파평포하학한항해현호화황회효흥"
)
_CANDIDATES: Final = ("gb18030", "big5", "cp949", "shift_jis", "euc_jp")
_ORDINARY_ROWS: Final = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "cp949": (0xB0, 0xC8)}
_LDID: Final = {
    0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5", 0x78: "big5", 0x4E: "cp949", 0x79: "cp949", 0x13: "shift_jis", 0x7B: "shift_jis",
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x65: "cp866", 0xC8: "cp1250", 0xC9: "cp1251", 0x7C: "cp874", 0xCA: "cp1254", 0xCB: "cp1253",
}  # fmt: skip
_ALIASES: Final = {
    "65001": "utf-8", "utf8": "utf-8", "936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "950": "big5",
    "big-5": "big5", "cp950": "big5", "949": "cp949", "euc-kr": "cp949", "euckr": "cp949", "932": "shift_jis", "utf-16": "utf-16-le",
    "utf16": "utf-16-le", "koi8r": "koi8-r", "oem": "", "ansi": "", "system": "",
}  # fmt: skip
_WORTH: Final = 0.9
_LAST_RESORT: Final = "cp1252"


def of_header(ldid: int) -> str:
    """The encoding of a DBF's language byte, or "" where it says nothing certain."""
    return _LDID.get(ldid, "")


def named(label: str) -> str | None:
    """Python's name of an encoding, "" where the label means "whatever the machine uses", None where it is unknown.

    Only encodings of text: none that unpack or transform.
    """
    plain = label.strip().strip("\x00\ufeff").casefold().replace("_", "-").removeprefix("ansi ").strip()
    if plain in _ALIASES:
        return _ALIASES[plain]
    tried = (plain, f"cp{plain}" if plain.isdigit() else plain, plain.replace("8859", "iso8859-", 1) if plain.startswith("8859") else plain)
    for one in tried:
        try:
            found = codecs.lookup(one) if one else None
        except (LookupError, ValueError):
            continue
        if found is not None and found._is_text_encoding and found.name not in {"idna", "punycode", "unicode_escape", "raw_unicode_escape"}:  # noqa: SLF001 - Python's only word on it
            return "gb18030" if found.name in {"gbk", "gb2312"} else found.name
    return None


def guess(texts: Sequence[bytes]) -> str:
    """The encoding that makes the most ordinary text of the bytes."""
    odd = [text for text in texts if not text.isascii()][:2000]
    if not odd or all(_decoded(text, "utf-8") is not None for text in odd):
        return "utf-8"
    scores = {encoding: _score(odd, encoding) for encoding in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda encoding: scores[encoding])
    return best if scores[best] >= _WORTH else _LAST_RESORT


def _decoded(text: bytes, encoding: str) -> str | None:
    """Decoded, a character cut off by the width of the field left out; None where it does not fit."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(text)
    except UnicodeDecodeError:
        return None


def _score(texts: Sequence[bytes], encoding: str) -> float:
    """Mean worth of the characters beyond ASCII: everyday 2, ordinary 1, rare 0; what does not decode counts against it."""
    worth = count = 0.0
    for text in texts:
        decoded = _decoded(text, encoding)
        if decoded is None:
            worth, count = worth - 2, count + 1
            continue
        for char in decoded:
            if not char.isascii():
                worth, count = worth + _worth(char, encoding), count + 1
    return worth / count if count else 0.0


def _worth(char: str, encoding: str) -> int:
    if encoding in {"shift_jis", "euc_jp"}:
        return 2 if "\u3041" <= char <= "\u30fe" else 1 if char in _TRADITIONAL else 0
    everyday = {"gb18030": _HANZI, "big5": _TRADITIONAL, "cp949": _HANGUL}[encoding]
    if char in everyday:
        return 2
    code = char.encode(encoding)
    low, high = _ORDINARY_ROWS[encoding]
    common_trail = encoding == "big5" or (len(code) == 2 and code[1] >= 0xA1)  # noqa: PLR2004 - double bytes of the older standard
    return 1 if low <= code[0] <= high and common_trail else 0
