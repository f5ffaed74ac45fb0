"""Strict, bounded JSON (RFC 8259): says where the fault is, never recurses without end.

Belongs here: bytes to values. Does not belong here: what they mean (geojson.py). Refused beyond the standard's grammar: a key twice
in one object, nesting beyond the limit, numbers a double cannot hold, lone surrogates, anything but UTF-8.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from data.errors import InvalidInput

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
_BRACKET = re.compile(_STRING + r"|[\[{]|[\]}]", re.DOTALL)
_NUMBER = re.compile(_STRING + r"|NaN|-?Infinity|-?\d[\d.eE+-]*+", re.DOTALL)
_MOST_DIGITS = 300
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _NoDouble(ValueError):
    """A number that a double cannot hold."""


def parse(blob: bytes, most_depth: int, most_containers: int) -> Any:  # noqa: ANN401 - JSON is any value
    """The document.

    Raises:
        InvalidInput: E-FILE-07 to E-FILE-12, E-FILE-84, with the line and column (from 1) or the byte (from 1).
    """
    text = _decoded(blob)
    _judge_size(text, most_depth, most_containers)
    try:
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse, parse_float=_finite, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise InvalidInput("file", "E-FILE-07", line=error.lineno, column=error.colno) from None
    except _NoDouble:
        raise InvalidInput("file", "E-FILE-10", **_first_bad_number(text)) from None
    if _SURROGATE.search(text):
        _refuse_lone_surrogates(document)
    return document


def _decoded(blob: bytes) -> str:
    try:
        return blob.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("file", "E-FILE-11", byte=error.start + 1) from None


def _judge_size(text: str, most_depth: int, most_containers: int) -> None:
    """Before anything is built."""
    if text.count("[") + text.count("{") > most_containers:
        raise InvalidInput("file", "E-FILE-84", most=most_containers)
    depth = 0
    for found in _BRACKET.finditer(text):
        mark = found[0]
        if mark in "[{":
            depth += 1
            if depth > most_depth:
                raise InvalidInput("file", "E-FILE-09", most=most_depth, **_where(text, found.start()))
        elif mark in "]}":
            depth -= 1


def _finite(token: str) -> float:
    number = float(token)
    if math.isinf(number):
        raise _NoDouble
    return number


def _whole(token: str) -> int:
    if len(token) > _MOST_DIGITS:
        raise _NoDouble
    return int(token)


def _refuse(name: str) -> NoReturn:
    raise _NoDouble(name)


def _first_bad_number(text: str) -> dict[str, int]:
    for found in _NUMBER.finditer(text):
        token = found[0]
        if token[0] == '"':
            continue
        try:
            bad = token[-1] in "Ny" or len(token) > _MOST_DIGITS or not math.isfinite(float(token))
        except ValueError:
            continue  # no number at all: it stands beyond the place that the parser stopped at
        if bad:
            return _where(text, found.start())
    return {"line": 1, "column": 1}


def _where(text: str, at: int) -> dict[str, int]:
    return {"line": text.count("\n", 0, at) + 1, "column": at - text.rfind("\n", 0, at)}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise InvalidInput("file", "E-FILE-08", key=twice[:80])
    return found


def _refuse_lone_surrogates(document: object) -> None:
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InvalidInput("file", "E-FILE-12") from None
