"""Reading what a caller sends, with every fault named at its field (422)."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any

from flask import request

from dashboard.sent import sent_json
from data.errors import InvalidInput

WORLD: tuple[float, float, float, float] = (-180.0, -90.0, 180.0, 90.0)
CODE = re.compile(r"[0-9]{20}")
Box = tuple[float, float, float, float]


def body(*required: str) -> dict[str, Any]:
    """The JSON object sent, with the required fields as text.

    Raises:
        InvalidInput: no JSON object (field "body"), or a field is missing or is not text.
    """
    sent = sent_json()
    if not isinstance(sent, dict):
        raise InvalidInput("body", "E-FORM-JSON")
    for name in required:
        if not is_text(sent.get(name)):
            raise InvalidInput(name, "E-FORM-TEXT")
    return sent


def sent_object() -> dict[str, Any]:
    """The JSON object sent, whatever it holds.

    Raises:
        InvalidInput: no JSON object (field "body").
    """
    return body()


def instant(name: str, text: object) -> datetime | None:
    """A moment in ISO 8601 with its offset from UTC; None when it is not given.

    Raises:
        InvalidInput: anything else.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInput(name, "E-FORM-INSTANT")
    return moment


def is_text(value: object) -> bool:
    """Whether a value is text that can be stored: no NUL, no half of a surrogate pair."""
    return isinstance(value, str) and "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)


def camera_code(text: str) -> str:
    """A camera's code as it was sent, or the code of none: what is not 20 digits can name no camera."""
    return text if CODE.fullmatch(text) else ""


def whole_number(name: str, default: int, low: int, high: int) -> int:
    """A whole number in the query string.

    Raises:
        InvalidInput: not a whole number between `low` and `high`.
    """
    text = request.args.get(name)
    if text is None:
        return default
    try:
        value = int(text) if text.isascii() else low - 1
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise InvalidInput(name, "E-FORM-NUMBER", low=low, high=high)
    return value


def box(name: str = "bbox") -> Box | None:
    """`west,south,east,north` in degrees (WGS-84) from the query string; None when it is not given.

    Raises:
        InvalidInput: not four finite numbers, out of range, or turned around.
    """
    text = request.args.get(name)
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InvalidInput(name, "E-FORM-BBOX") from None
    west_end, south_end, east_end, north_end = WORLD
    in_range = west_end <= west < east <= east_end and south_end <= south < north <= north_end
    if not (in_range and all(map(math.isfinite, (west, south, east, north)))):
        raise InvalidInput(name, "E-FORM-BBOX")
    return west, south, east, north
