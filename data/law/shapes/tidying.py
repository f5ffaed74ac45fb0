"""Attributes of features, tidied for showing and keeping.

Belongs here: bounds on keys and values, no control characters. Does not belong here: decoding (encodings.py). A file's words are
data: they are shown as text and decide nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final

_MOST_PROPERTIES: Final = 256
_LONGEST_KEY: Final = 200
_LONGEST_VALUE: Final = 2000
_EXACT: Final = 2**53


def properties(given: Mapping[str, Any]) -> dict[str, Any]:
    """Texts, numbers, truths and None under bounded keys; what is nested becomes JSON text."""
    tidy: dict[str, Any] = {}
    for key, value in list(given.items())[:_MOST_PROPERTIES]:
        tidy[text(str(key), _LONGEST_KEY)] = _value(value)
    return tidy


def text(value: str, longest: int = _LONGEST_VALUE) -> str:
    """Text without control characters (line breaks and tabs become spaces), cut where it is too long."""
    cut = value if len(value) <= longest else value[: longest - 1] + "…"
    return "".join(char if char.isprintable() else " " if char in "\r\n\t\u3000\xa0" else "�" for char in cut)


def shown(value: object) -> str:
    """Any value of a file as a short word for a sentence."""
    return text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:80], 80)


def _value(value: object) -> Any:  # noqa: ANN401 - an attribute is any value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < _EXACT else str(value)[:_LONGEST_VALUE]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    return text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
