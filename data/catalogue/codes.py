"""The 20-digit code of a camera (GB/T 28181): its structure, and free codes for lists that have none.

Digits 1–8 centre (the city's six and two of the centre), 9–10 industry, 11–13 type (131 camera, 132 network camera),
14 network, 15–20 serial. Does not belong here: which codes the database holds (importing.py asks).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from data.catalogue.cells import BadCell

LENGTH: Final = 20
TYPES: Final = ("131", "132")
SERIALS: Final = 1_000_000
_LOSSY = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")


def read_code(text: str, city_code: str) -> str:
    """The code as 20 ASCII digits.

    Spreadsheet habits are undone first: full-width digits, blanks, a leading apostrophe, `="…"`.

    Raises:
        BadCell: code-lossy (a spreadsheet made a number of it), or code-digit, code-centre, code-type, code-length with
            `n`, the first wrong digit counted from 1.
    """
    if re.fullmatch(f"{city_code}[0-9]{{4}}13[12][0-9]{{7}}", text):
        return text
    code = _tidied(text)
    if _LOSSY.fullmatch(code):
        raise BadCell("code-lossy")
    for at, digit in enumerate(code[:LENGTH]):
        _check_digit(code, at, digit, city_code)
    if len(code) != LENGTH:
        raise BadCell("code-length", n=min(len(code), LENGTH) + 1, length=len(code))
    return code


def free_codes(city_code: str, taken: AbstractSet[str]) -> Iterator[str]:
    """Codes of the city that nobody has: centre 00, industry 00, type 132, network 0 then 1 to 9, serials from 1."""
    for network in range(10):
        stem = f"{city_code}0000132{network}"
        for serial in range(1, SERIALS):
            code = f"{stem}{serial:06d}"
            if code not in taken:
                yield code


def _tidied(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().strip("\ufeff\u200b")
    formula = re.fullmatch(r'="([^"]*)"', plain)
    plain = formula.group(1) if formula else plain
    return re.sub(r"[\s\u200b]+", "", plain.removeprefix("'"))


def _check_digit(code: str, at: int, digit: str, city_code: str) -> None:
    if digit not in "0123456789":
        raise BadCell("code-digit", n=at + 1)
    if at < len(city_code) and digit != city_code[at]:
        raise BadCell("code-centre", n=at + 1, city=city_code)
    if 10 <= at <= 12 and not any(kind.startswith(code[10 : at + 1]) for kind in TYPES):  # noqa: PLR2004 - the type's digits
        raise BadCell("code-type", n=at + 1)
