"""From a file to a table of text: what was found in it, and nothing judged yet.

Belongs here: the `Table` every format is read into, the limits, the choice of the format by content.
Does not belong here: one format's own rules (reading_text.py, reading_sheets.py, reading_json.py), what a column means
(mapping.py), whether a value is right (validation.py). A file that cannot be read is `Unreadable`, never a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from data.errors import InvalidInput

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 250_000
MAX_COLUMNS = 400
MAX_CELL = 4_000
MAX_CELLS = 12_000_000

Recognise = Callable[[str], bool]
"""Says whether a header cell is one that the catalogue knows; helps to find the header row and the encoding."""


class Unreadable(InvalidInput):
    """The file cannot be read as a table; `code` begins with `file-` and `params` say where."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__("file", code, **params)


@dataclass(frozen=True, slots=True)
class Table:
    """One list of cameras as text.

    Attributes:
        kind: csv, xlsx, geojson, json or overpass.
        header: column names, as long as every row.
        rows: cells without outer blanks; an absent value is "".
        numbers: the number of each row as its reader counts (spreadsheet row, or n-th record from 1).
        stated: how it was read, for the report: encoding, delimiter, sheet, header_row, file_crs, runner_up.
        spilled: numbers of rows that have more cells than the header, refused later.
    """

    kind: str
    header: list[str]
    rows: list[list[str]]
    numbers: list[int]
    stated: dict[str, str] = field(default_factory=dict)
    spilled: frozenset[int] = frozenset()


def read_bytes(path: Path) -> bytes:
    """The whole file, if it is a plain file within the limit."""
    try:
        if not path.is_file():
            raise Unreadable("file-missing", name=path.name)
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable("file-too-big", most=MAX_BYTES // 1024 // 1024)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("file-unopened", name=path.name, why=error.strerror or type(error).__name__) from error


def read_table(
    data: bytes, *, recognise: Recognise, encoding: str | None = None, sheet: str | None = None
) -> Table:
    """Read CSV, XLSX, GeoJSON, Overpass JSON or an array of JSON objects, told apart by content and not by name.

    Args:
        data: the file.
        recognise: which header cells the catalogue knows.
        encoding: as stated by the operator; None: detected, and stated in the report.
        sheet: the worksheet of an XLSX; None: the first with a header that is recognised.

    Raises:
        Unreadable: empty, too big, broken, of another format.
    """
    from data.catalogue import reading_json, reading_sheets, reading_text

    if not data.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise Unreadable("file-empty")
    if data.startswith(b"PK\x03\x04"):
        return checked(reading_sheets.read(data, recognise=recognise, sheet=sheet))
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise Unreadable("file-format")
    text, stated = reading_text.decode(data, recognise=recognise, encoding=encoding)
    if text.lstrip()[:1] in {"{", "["}:
        return checked(reading_json.read(text, stated))
    return checked(reading_text.read(text, stated, recognise=recognise))


def checked(table: Table) -> Table:
    """Hold the limits and refuse a table in which nothing stands."""
    if len(table.rows) > MAX_ROWS:
        raise Unreadable("file-too-many-rows", most=MAX_ROWS)
    if len(table.header) > MAX_COLUMNS:
        raise Unreadable("file-too-many-columns", most=MAX_COLUMNS)
    if not table.rows:
        raise Unreadable("file-no-rows")
    return table


def metered(rows: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Number rows from 1, drop empty ones, and stop a list that would fill the memory before it does."""
    cells = filled = 0
    for number, row in enumerate(rows, start=1):
        if not any(row):
            continue
        cells, filled = cells + len(row), filled + 1
        if cells > MAX_CELLS or filled > MAX_ROWS + 1:
            raise Unreadable("file-too-many-rows", most=MAX_ROWS)
        yield number, row


def framed(
    cells: list[tuple[int, list[str]]], *, kind: str, recognise: Recognise, stated: dict[str, str]
) -> Table:
    """A table from numbered rows of a sheet: find the header, square the rows, drop the empty ones."""
    at = header_index([row for _, row in cells[:10]], recognise)
    header = [tidy_label(cell) for cell in cells[at][1]] if cells else []
    while header and not header[-1]:
        header.pop()
    width, rows, numbers, spilled = len(header), [], [], set()
    for number, cells_of_row in cells[at + 1 :]:
        row = [cell.strip() for cell in cells_of_row]
        if not any(row):
            continue
        if any(row[width:]):
            spilled.add(number)
        rows.append(row[:width] + [""] * (width - len(row)))
        numbers.append(number)
    if cells and cells[at][0] != 1:
        stated = {**stated, "header_row": str(cells[at][0])}
    return Table(kind, header, rows, numbers, stated, spilled=frozenset(spilled))


def tidy_label(text: str) -> str:
    """A column's name without outer blanks and without what cannot be stored or printed."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text).strip()


def header_index(rows: list[list[str]], recognise: Recognise) -> int:
    """Which of the first rows is the header: the one with most known labels (a title may stand above); else the first."""
    known = [sum(1 for cell in row if recognise(cell)) for row in rows]
    return known.index(max(known)) if known and max(known) > 1 else 0
