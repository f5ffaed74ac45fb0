"""What one cell may say: from text to a value of a field, or the reason why not.

Belongs here: enumerations with their Chinese and English words, numbers with units, headings, telephones, addresses.
Does not belong here: codes (codes.py), coordinates of a whole list and rules between fields (validation.py).
Every reader takes a text that is not empty and raises `BadCell` with the code of a message and its parameters.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")


class BadCell(ValueError):
    """A value that is refused; `code` names the message, `params` fill it. No part of a secret value is in them."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def _words(table: dict[Any, str]) -> dict[str, Any]:
    return {_plain(word): value for value, words in table.items() for word in words.split("|")}


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text).casefold())


RESOURCE_CLASSES: Final = _words(
    {
        1: "1|一类|一类视频监控点|一类点|class 1|government",
        2: "2|二类|二类视频监控点|二类点|class 2",
        3: "3|三类|三类视频监控点|三类点|class 3",
        9: "9|其他|其它|其他视频监控点|other",
    }
)
CAMERA_TYPES: Final = _words(
    {
        1: "1|球机|球型摄像机|球形摄像机|高速球|快球|智能球机|ptz|dome/ptz|speed dome|ptz dome",
        2: "2|半球|半球摄像机|half-dome|half dome|dome",
        3: "3|固定枪机|枪机|枪型摄像机|固定|固定摄像机|bullet|fixed|fixed bullet|box",
        4: "4|遥控枪机|云台枪机|ptz bullet|panning|pan-tilt bullet",
        5: "5|遥控半球|ptz half-dome",
        6: "6|多目全景|多目设备的全景/拼接通道|全景|全景摄像机|全景相机|panoramic|panorama|multi-sensor panorama",
        7: "7|多目分割|多目设备的分割通道|multi-sensor channel",
    }
)
STATUSES: Final = _words(
    {
        "online": "正常|在线|在用|开启|online|normal|on|ok|true|active|turned on|정상",
        "offline": "离线|断线|不在线|offline|off|false|no communication|inactive",
        "fault": "故障|异常|损坏|fault|faulty|broken|error",
        "repair": "维修|维修中|检修|repair|maintenance|in repair",
        "disabled": "停用|禁用|暂停|disabled|suspended",
        "retired": "报废|拆除|已拆除|注销|retired|removed|void|scrapped|decommissioned",
    }
)
BOOLEANS: Final = _words(
    {True: "1|是|有|真|true|yes|y|on|支持", False: "0|否|无|没有|假|false|no|n|off|不支持"}
)
INDOOR: Final = _words({False: "1|室外|户外|outdoor|outside|no|false", True: "2|室内|户内|indoor|inside|yes|true"})
SECRECY: Final = _words({False: "0|不涉密|非涉密|否|无|公开|false|no", True: "1|涉密|是|保密|true|yes"})
CONNECTED: Final = _words({True: "1|是|已接入|已联网|接入|true|yes|connected", False: "0|否|未接入|未联网|false|no|not connected"})

_SECTORS: Final = {"东": 1, "西": 2, "南": 3, "北": 4, "东南": 5, "东北": 6, "西南": 7, "西北": 8}
SECTOR_HEADINGS: Final = {1: 90.0, 2: 270.0, 3: 180.0, 4: 0.0, 5: 135.0, 6: 45.0, 7: 225.0, 8: 315.0}
_POINTS: Final = (
    ("n", "north"), ("nne",), ("ne", "northeast"), ("ene",), ("e", "east"), ("ese",), ("se", "southeast"), ("sse",),
    ("s", "south"), ("ssw",), ("sw", "southwest"), ("wsw",), ("w", "west"), ("wnw",), ("nw", "northwest"), ("nnw",),
)
_COMPASS: Final = {word: index * 22.5 for index, words in enumerate(_POINTS) for word in words}
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_PHONE = re.compile(r"(\+?86-?)?1[3-9]\d{9}|(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?|400-?\d{3}-?\d{4}|1[0-2]\d{1,3}|9\d{4}|\+[1-9]\d{6,14}", re.ASCII)
_SCHEMES = frozenset({"rtsp", "rtsps", "rtmp", "rtmps", "http", "https", "gb28181", "srt"})


def one_of(words: dict[str, T], allowed: str) -> Callable[[str], T]:
    """A reader of an enumeration; `allowed` lists for the report what may stand here."""

    def read(text: str) -> T:
        try:
            return words[_plain(text)]
        except KeyError:
            raise BadCell("value-unknown", allowed=allowed) from None

    return read


def number(
    low: float, high: float, *, units: str = "", open_low: bool = False, whole: bool = False
) -> Callable[[str], float | int]:
    """A reader of a number within low..high (`open_low`: low itself is out) that may carry one of `units` (a|b|c)."""
    unit = re.compile(f"({units})$") if units else None

    def read(text: str) -> float | int:
        plain = unicodedata.normalize("NFKC", text).strip().casefold()
        plain = unit.sub("", plain).strip() if unit else plain
        if not _NUMBER.fullmatch(plain):
            raise BadCell("number-wrong")
        value = round(float(plain), 3)
        if not low <= value <= high or (open_low and value == low) or (whole and not value.is_integer()):
            raise BadCell("number-range", low=f"{low:g}", high=f"{high:g}")
        return int(value) if whole else value

    return read


def clean(text: str, most: int) -> str:
    """One line of text: line breaks and runs of blanks become one blank; control characters are refused."""
    if _CONTROL.search(text):
        raise BadCell("text-control")
    plain = " ".join(text.split())
    if len(plain) > most:
        raise BadCell("text-long", most=most, length=len(plain))
    return plain


def text_up_to(most: int) -> Callable[[str], str]:
    """A reader of plain text of at most `most` characters."""
    return lambda text: clean(text, most)


def phone(text: str) -> str:
    """A mobile or landline number, a short service number, or an international one; several by `/`, `,`, `;` or `、`."""
    plain = unicodedata.normalize("NFKC", text)
    numbers = [re.sub(r"[\s()]", "", part) for part in re.split(r"[/,;、]", plain) if part.strip()]
    if not numbers or not all(map(_PHONE.fullmatch, numbers)):
        raise BadCell("phone-wrong")
    return " / ".join(numbers)


def mac(text: str) -> str:
    """XX-XX-XX-XX-XX-XX, whatever stood between the digits."""
    digits = re.sub(r"[\s:.\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not re.fullmatch(r"[0-9A-F]{12}", digits):
        raise BadCell("mac-wrong")
    return "-".join(digits[at : at + 2] for at in range(0, 12, 2))


def ip(text: str) -> str:
    """An IPv4 or IPv6 address in its usual form."""
    try:
        return str(ipaddress.ip_address(unicodedata.normalize("NFKC", text).strip()))
    except ValueError:
        raise BadCell("ip-wrong") from None


def url(text: str) -> str:
    """An address of a stream with a scheme that a camera speaks and a host."""
    plain = clean(text, 2_000)
    try:
        parts = urlsplit(plain)
        fits = parts.scheme.lower() in _SCHEMES and bool(parts.netloc.rpartition("@")[2]) and " " not in plain
    except ValueError:
        fits = False
    if not fits:
        raise BadCell("url-wrong")
    return plain


def civil_code(text: str) -> str:
    """6 to 8 digits; longer statistical codes (9 or 12 digits) are cut to their six."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"[0-9]{6,8}|[0-9]{9}|[0-9]{12}", plain):
        raise BadCell("civil-wrong")
    return plain if len(plain) <= 8 else plain[:6]  # noqa: PLR2004 - as R-01


def heading(text: str, *, codes: bool) -> tuple[tuple[float, ...], float | None]:
    """All headings (degrees clockwise from north, 0 ≤ a < 360) that a cell names, and the angle swept where it is a range.

    Understands 1–8 (when `codes`), degrees, compass points, Chinese directions, lists (`90;160;270`) and ranges
    (`190-100`: clockwise from 190 to 100, whose middle is the heading). `全向`, `360°全景` and the like have no heading.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("°", "").replace("度", "").strip()
    if plain in {"全向", "全景", "360全景", "四周", "all", "omni", "全方位"}:
        return (), 360.0
    span = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*[-–~至]\s*([0-9]+(?:\.[0-9]+)?)", plain)
    if span:
        start, sweep = float(span[1]), (float(span[2]) - float(span[1])) % 360.0
        _within_turn(start)
        _within_turn(float(span[2]))
        return (round((start + sweep / 2.0) % 360.0, 2) % 360.0,), sweep or 360.0
    parts = [part.strip() for part in re.split(r"[;,、/|]", plain) if part.strip()]
    if not parts:
        raise BadCell("direction-wrong")
    return tuple(dict.fromkeys(_one_heading(part, codes=codes) for part in parts)), None


def sector_of(azimuth: float) -> int:
    """The direction code (1 east … 8 north-west) nearest to a heading."""
    return min(SECTOR_HEADINGS, key=lambda code: abs((azimuth - SECTOR_HEADINGS[code] + 180.0) % 360.0 - 180.0))


def is_sector_code(text: str) -> bool:
    """Whether a cell could be a direction code and not degrees."""
    return unicodedata.normalize("NFKC", text).strip() in {str(code) for code in SECTOR_HEADINGS}


def _one_heading(part: str, *, codes: bool) -> float:
    if codes and is_sector_code(part):
        return SECTOR_HEADINGS[int(part)]
    if _NUMBER.fullmatch(part):
        return round(_within_turn(float(part)) % 360.0, 2) % 360.0
    word = re.sub(r"[\s\-]|^[朝向面]+|[向方侧面]+$", "", part)
    if word in _COMPASS:
        return _COMPASS[word]
    sector = _SECTORS.get(word) or _SECTORS.get(word[::-1])
    if sector is None:
        raise BadCell("direction-wrong")
    return SECTOR_HEADINGS[sector]


def _within_turn(value: float) -> float:
    if not -360.0 <= value <= 360.0:  # noqa: PLR2004 - one turn
        raise BadCell("direction-wrong")
    return value
