"""Attribute tables (dBASE III to VFP), read by ourselves: their encoding is the point.

Belongs here: header, fields, rows. Does not belong here: telling encodings (encodings.py). Memo files are not read.
"""

from __future__ import annotations

import codecs
import struct
from dataclasses import dataclass
from typing import Any, Final

from data.errors import InvalidInput
from data.law.shapes import encodings, tidying
from data.law.shapes.limits import Limits
from data.law.shapes.model import Problem

_HEADER: Final = 32
_END: Final = 0x0D
_MOST_FIELDS: Final = 256
_BROKEN: Final = "E-FILE-51"


@dataclass(frozen=True, slots=True)
class _Field:
    name: bytes
    kind: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class AttributeTable:
    """The rows of a table, None where a row is marked as deleted; the encoding and where it comes from."""

    rows: tuple[dict[str, Any] | None, ...]
    encoding: str
    encoding_source: str
    problems: tuple[Problem, ...]


def read(blob: bytes, cpg: str, stated: str | None, limits: Limits) -> AttributeTable:
    """A table, decoded by what is stated, its .cpg, its header, or a guess, in this order.

    Raises:
        InvalidInput: E-FILE-51 (broken), E-FILE-56 (an encoding that nobody knows), E-FILE-80.
    """
    if len(blob) < _HEADER:
        raise InvalidInput("file", _BROKEN)
    count, start, width = struct.unpack_from("<IHH", blob, 4)
    if count > limits.features:
        raise InvalidInput("file", "E-FILE-80", most=limits.features)
    fields = _fields(blob, start, wide=False)
    if _end(fields) != width:  # some writers put a text's width beyond 255 where the decimals stand
        wide = _fields(blob, start, wide=True)
        fields = wide if _end(wide) == width else fields
    if width < 1 or start < _HEADER or start > len(blob) or any(field.start >= width for field in fields):
        raise InvalidInput("file", _BROKEN)
    rows = [blob[at : at + width] for at in range(start, min(len(blob), start + count * width), width)]
    rows = [row for row in rows if len(row) == width or len(row.rstrip(b"\x1a")) > 1]
    encoding, source = _encoding(rows, fields, cpg, stated, blob[29])
    decoder = _Decoder(encoding)
    names = _names(fields, decoder)
    read_all = tuple(_row(row, fields, names, decoder) for row in rows)
    problems = [Problem("E-FILE-52", detail={"encoding": encoding})] if source == "guessed" else []
    if decoder.wrong:
        problems.append(Problem("E-FILE-55", detail={"count": decoder.wrong, "encoding": encoding}))
    return AttributeTable(read_all, encoding, source, tuple(problems))


def _end(fields: list[_Field]) -> int:
    return fields[-1].start + fields[-1].width if fields else 1


def _fields(blob: bytes, start: int, *, wide: bool) -> list[_Field]:
    found, offset = [], 1
    for at in range(_HEADER, min(start, len(blob), _HEADER * (_MOST_FIELDS + 1)), _HEADER):
        if blob[at] == _END or at + _HEADER > min(start, len(blob)):
            break
        width = blob[at + 16] + (256 * blob[at + 17] if wide and blob[at + 11] == ord("C") else 0)
        found.append(_Field(blob[at : at + 11].split(b"\0")[0], chr(blob[at + 11]), offset, width))
        offset += width
    return found


def _encoding(rows: list[bytes], fields: list[_Field], cpg: str, stated: str | None, ldid: int) -> tuple[str, str]:
    for label, source in ((stated or "", "stated"), (cpg[:80].strip(), "cpg")):
        if label:
            known = encodings.named(label)
            if known is None and source == "stated":
                raise InvalidInput("encoding", "E-FILE-56", encoding=tidying.text(label, 40))
            if known:
                return known, source
    known = encodings.of_header(ldid)
    if known:
        return known, "dbf"
    texts = [row[field.start : field.start + field.width].rstrip(b" \0") for row in rows[:2000] for field in fields if field.kind == "C"]
    texts += [field.name for field in fields]
    return encodings.guess(texts), "" if all(text.isascii() for text in texts) else "guessed"


class _Decoder:
    """Decodes fields; what does not fit is counted and marked, a character cut off at the field's end is left out."""

    def __init__(self, encoding: str) -> None:
        self.encoding, self.wrong = encoding, 0

    def text(self, value: bytes) -> str:
        """The words of a field."""
        cut = value.rstrip(b" \0") if not self.encoding.startswith("utf-16") else value
        try:
            return codecs.getincrementaldecoder(self.encoding)().decode(cut).rstrip(" \0")
        except UnicodeDecodeError:
            self.wrong += 1
            return cut.decode(self.encoding, errors="replace").rstrip(" \0")


def _names(fields: list[_Field], decoder: _Decoder) -> list[str]:
    """Field names; one that stands twice gets a number."""
    names: list[str] = []
    for field in fields:
        plain = field.name.decode("ascii", "replace") if decoder.encoding.startswith("utf-16") else decoder.text(field.name)
        name, again = plain, 2
        while name in names:
            name, again = f"{plain}_{again}", again + 1
        names.append(name)
    return names


def _row(row: bytes, fields: list[_Field], names: list[str], decoder: _Decoder) -> dict[str, Any] | None:
    if row[:1] == b"*":
        return None
    values = [_value(row[field.start : field.start + field.width], field.kind, decoder) for field in fields]
    return tidying.properties(dict(zip(names, values, strict=True)))


def _value(value: bytes, kind: str, decoder: _Decoder) -> Any:  # noqa: ANN401 - an attribute is any value
    if kind in {"N", "F"}:
        return _number(value.decode("ascii", "replace").strip(" \0"))
    if kind == "L":
        return {b"T": True, b"Y": True, b"F": False, b"N": False}.get(value[:1].upper())
    return decoder.text(value)


def _number(text: str) -> int | float | str | None:
    """A number; stars and blanks are none; what is no number stays text."""
    if not text.strip("*"):
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
