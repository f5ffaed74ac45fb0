"""XLSX workbooks: one worksheet as text, read row by row.

Belongs here: the checks that keep a hostile archive small and without document types, the text of each kind of cell.
Does not belong here: other formats, the meaning of columns. Formulas are never computed: the value last shown is taken.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from data.catalogue.reading import MAX_COLUMNS, Recognise, Table, Unreadable, framed, header_index, metered

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_UNPACKED = 512 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 2_000
_EXACT_DIGITS = 15
_SMALL_PART = 1024 * 1024


def read(data: bytes, *, recognise: Recognise, sheet: str | None = None) -> Table:
    """The named worksheet, or the first one with a recognised header, or the first with anything in it.

    Raises:
        Unreadable: no workbook, a hostile archive, a document type declaration, no such worksheet.
    """
    _inspect(data)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            title = sheet if sheet is not None else _chosen(book, recognise)
            if title not in book.sheetnames:
                raise Unreadable("file-no-sheet", sheet=title, sheets="、".join(book.sheetnames))
            cells = list(_records(book[title]))
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception as error:  # a broken workbook fails in openpyxl with whatever its XML leads to
        raise Unreadable("file-xlsx", why=type(error).__name__) from error
    return framed(cells, kind="xlsx", recognise=recognise, stated={"sheet": title})


def _inspect(data: bytes) -> None:
    """Refuse archives that unpack to too much, and parts that declare a document type (entity bombs, outside files)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
                raise Unreadable("file-archive")
            if unpacked > _SMALL_PART * 64 and unpacked > MAX_RATIO * len(data):
                raise Unreadable("file-archive")
            if "[Content_Types].xml" not in archive.namelist():
                raise Unreadable("file-format")
            for part in parts:
                _refuse_document_type(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Unreadable("file-xlsx", why=type(error).__name__) from error


def _refuse_document_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A document type stands before the first element; 64 kB of prologue are looked through, in any encoding of ASCII."""
    if not part.filename.endswith((".xml", ".rels", ".vml")):
        return
    with archive.open(part) as file:
        head = file.read(65_536).replace(b"\x00", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Unreadable("file-xml-doctype")


def _chosen(book: Workbook, recognise: Recognise) -> str:
    filled = ""
    for title in book.sheetnames:
        first = [row for _, row in zip(range(10), (row for _, row in _records(book[title])), strict=False)]
        if first and sum(map(recognise, first[header_index(first, recognise)])) > 1:
            return str(title)
        filled = filled or (title if first else "")
    return str(filled or book.sheetnames[0])


def _records(worksheet: object) -> Iterator[tuple[int, list[str]]]:
    if not (hasattr(worksheet, "iter_rows") and hasattr(worksheet, "reset_dimensions")):  # a sheet of charts
        return
    worksheet.reset_dimensions()  # the stated size may be false
    yield from metered(_texts(worksheet.iter_rows(values_only=True)))


def _texts(rows: Iterable[tuple[object, ...]]) -> Iterator[list[str]]:
    for row in rows:
        if len(row) > MAX_COLUMNS and any(cell is not None for cell in row[MAX_COLUMNS:]):
            raise Unreadable("file-too-many-columns", most=MAX_COLUMNS)
        yield [_text(cell) for cell in row[:MAX_COLUMNS]]


def _text(cell: object) -> str:
    """A cell as its author sees it; a number too long to be exact keeps its exponent, so that a code shows its loss."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < 10**_EXACT_DIGITS
        return str(int(cell)) if whole else repr(cell)
    if isinstance(cell, int):
        return str(cell) if abs(cell) < 10**_EXACT_DIGITS else repr(float(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(cell)
