"""Importing a list of cameras: read, map, judge, compare, then write all of it or nothing (R-01, R-02).

Belongs here: the order of the steps and what ends an import. Does not belong here: each step (reading, mapping, validation,
guard, holdings) and the words for the operator (reports). One transaction holds cameras, sealed sources and the audit leaf; a
refused list leaves one leaf that says so, and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import psycopg

from data.catalogue import codes, holdings
from data.catalogue.coordinates import CoordinateSystem, system_named
from data.catalogue.fields import FALLBACKS
from data.catalogue.guard import check_declared
from data.catalogue.labels import is_known
from data.catalogue.mapping import Mapping, map_columns
from data.catalogue.reading import Table, read_bytes, read_table
from data.catalogue.reports import Report
from data.catalogue.rows import Record, Rules
from data.catalogue.validation import judge
from data.db import Queries
from data.errors import InvalidInput


@dataclass(frozen=True)
class Options:
    """What the operator asks for; see docs/operations.md and `script/mingjie import-cameras --help`.

    Attributes:
        crs: the declared coordinate system; "" is refused.
        maps: (column, field) pairs that go before recognised labels.
        defaults: field → text where the list says nothing.
        values: (field, text of the list) → text to read instead.
        accept_crs: the operator insists on the declared system against the guard's doubt.
        operator: who ran it, for the audit.
    """

    crs: str
    maps: Sequence[tuple[str, str]] = ()
    defaults: Lookup[str, str] = field(default_factory=dict)
    values: Lookup[tuple[str, str], str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None
    assign_codes: bool = False
    shorten_names: bool = False
    accept_crs: bool = False
    dry_run: bool = False
    operator: str = ""


class _Undo(Exception):
    """Ends a transaction whose work must not stand."""


def import_cameras(db: Queries, vault_key: bytes, path: Path, options: Options) -> Report:
    """Import a file, all of it or nothing.

    Returns:
        The report; `report.accepted` says whether anything stood against it, `report.written` how many cameras were written.

    Raises:
        InvalidInput: no or an unknown coordinate system, a file that cannot be read, a `--map` that fits nothing.
        Unavailable: the database cannot be reached.
    """
    if not options.crs.strip():
        raise InvalidInput("crs", "crs-missing")
    system = system_named(options.crs)
    data = read_bytes(path)
    report = Report(path.name, hashlib.sha256(data).hexdigest(), len(data), system.name, options.dry_run)
    report.table = read_table(data, recognise=is_known, encoding=options.encoding, sheet=options.sheet)
    report.mapping = map_columns(report.table.header, options.maps, plane=not system.degrees)
    del data
    rules = _rules(db, system, options)
    records = _judged(report, report.table, report.mapping, rules, options)
    try:
        with db.transaction() as held:
            if report.accepted:
                _write(held, vault_key, report, records, options)
            _undo_unless(report.accepted and not options.dry_run)
    except _Undo:
        report.written = 0
    except psycopg.errors.IntegrityError as error:
        report.written = 0
        report.findings.refuse("database-refused", constraint=error.diag.constraint_name or "?")
    if not report.accepted and not options.dry_run:
        with db.transaction() as held:
            _record(held, report, options, "fail")
    return report


def _undo_unless(kept: bool) -> None:
    if not kept:
        raise _Undo


def _rules(db: Queries, system: CoordinateSystem, options: Options) -> Rules:
    return Rules(
        system=system,
        city=holdings.load_city(db),
        units=holdings.load_units(db),
        defaults=options.defaults,
        values=options.values,
        assign_codes=options.assign_codes,
        shorten_names=options.shorten_names,
    )


def _judged(report: Report, table: Table, mapping: Mapping, rules: Rules, options: Options) -> list[Record]:
    """All that can be said of the list by itself, with no transaction open: judging a long list takes seconds."""
    judged = judge(table, mapping, rules, report.findings)
    report.verdict = check_declared(judged.x, judged.y, rules.system, rules.city)
    _doubt(report, options)
    _tell_fallbacks(report, table, mapping, judged.records)
    for record in judged.records:
        record["src_crs"] = rules.system.name
    return judged.records


def _write(db: Queries, vault_key: bytes, report: Report, records: list[Record], options: Options) -> None:
    """Compare with the catalogue, and write if nothing there stands against it."""
    holdings.lock_catalogue(db)
    _compare_with_catalogue(db, report, records)
    if report.accepted and _assign(db, report, records):
        report.sealed = holdings.insert_cameras(db, records, vault_key)
        report.written = len(records)
        _record(db, report, options, "done")


def _doubt(report: Report, options: Options) -> None:
    """The guard's doubt refuses the list unless the operator insists; then it stays in the report as a warning."""
    if report.verdict and report.verdict.likelier:
        note = report.findings.warn if options.accept_crs else report.findings.refuse
        note("crs-doubtful", declared=report.system, likelier=report.verdict.likelier)


def _compare_with_catalogue(db: Queries, report: Report, records: Sequence[Record]) -> None:
    """A code that is held already is refused; so is a camera that would get a second code by importing its list again."""
    assert report.mapping is not None
    column = report.mapping.column_of("gb_code")
    held = holdings.codes_held(db, [record["gb_code"] for record in records if record["gb_code"]])
    points = holdings.points_held(db, sorted({record["name"] for record in records if record.get("name")}))
    for record in records:
        if record["gb_code"] in held:
            report.findings.refuse("code-there", row=record["row"], column=column, value=record["gb_code"])
            continue
        known = points.get((record.get("name") or "", round(record["lon"], 6), round(record["lat"], 6)))
        if known and record["gb_code"]:
            report.findings.warn("camera-alike", row=record["row"], value=record["name"], held=known)
        elif known:
            report.findings.refuse("camera-there", row=record["row"], value=record["name"], held=known)


def _assign(db: Queries, report: Report, records: Sequence[Record]) -> bool:
    """Give a free code to every row without one; False when there are none left."""
    without = [record for record in records if not record["gb_code"]]
    taken = holdings.all_codes(db) | {record["gb_code"] for record in records if record["gb_code"]} if without else set()
    free = list(islice(codes.free_codes(holdings.city_code(db), taken), len(without)))
    if len(free) < len(without):
        report.findings.refuse("codes-exhausted")
        return False
    for record, code in zip(without, free, strict=True):
        record["gb_code"] = code
    report.assigned = len(without)
    report.codes = (free[0], free[-1]) if free else ()
    return True


def _tell_fallbacks(report: Report, table: Table, mapping: Mapping, records: Sequence[Record]) -> None:
    """State what was filled in where the list says nothing, and cameras in no township."""
    for name, value in {**FALLBACKS, "owner": "bureau"}.items():
        if name not in mapping.fields:
            report.findings.warn("fallback-used", field=name, recorded=value, rows=len(table.rows))
    nowhere = sum(record["township_code"] is None for record in records)
    if nowhere:
        report.findings.warn("township-none", rows=nowhere)


def _record(db: Queries, report: Report, options: Options, result: str) -> None:
    detail = report.summary() | {"operator": options.operator}
    if options.accept_crs and report.verdict and report.verdict.likelier:
        detail["crs_insisted_against"] = report.verdict.likelier
    holdings.append_leaf(db, result=result, sha256=report.sha256, detail=detail)
