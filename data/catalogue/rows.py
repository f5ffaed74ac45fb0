"""Reading one row of a list into a record of a camera, and saying what stands against it.

Belongs here: rules within a row. Does not belong here: one cell's rules (cells.py, codes.py, fields.py), rules between rows and
places (validation.py), messages (reports.py). A record is a dict named after the columns of catalogue.camera, with `source`
(data.vault.Source) and `row` beside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from typing import Any, Final

from data.catalogue import cells, codes
from data.catalogue.addresses import blotted, holds_any, tells_login, without_each, without_login
from data.catalogue.cells import BadCell
from data.catalogue.confidences import NOTHING, PASSWORD_LIKE, Confidence, confided
from data.catalogue.coordinates import CoordinateSystem, system_named
from data.catalogue.fields import FALLBACKS, NAME_LENGTH, REQUIRED, UNITS, Units, readers
from data.catalogue.findings import Findings
from data.catalogue.labels import SECRETS
from data.catalogue.mapping import Mapping
from data.catalogue.places import City
from data.catalogue.reading import MAX_CELL, Table
from data.errors import InvalidInput
from data.vault import Source

LEAST_RETENTION: Final = 30
_PTZ_TYPES: Final = frozenset({1, 4, 5})
_TEXTS: Final = (
    "contact_name", "contact_phone", "location_type", "function_type", "light", "resolution", "codec", "network", "pole_no",
)
_SENSITIVE: Final = frozenset(SECRETS) | {"contact_phone", "contact_name"}

Record = dict[str, Any]


@dataclass(frozen=True)
class Rules:
    """What a list is judged by.

    Attributes:
        system: the declared coordinate system.
        city: outline and code.
        units: the departments.
        defaults: field → text where the list says nothing; `{row}` becomes the row's number.
        values: (field, text of the list) → text to read instead.
        assign_codes: rows without a code get one later.
        shorten_names: names beyond 50 characters are cut, the whole name goes to the dossier.
    """

    system: CoordinateSystem
    city: City
    units: Units
    defaults: Lookup[str, str] = field(default_factory=dict)
    values: Lookup[tuple[str, str], str] = field(default_factory=dict)
    assign_codes: bool = False
    shorten_names: bool = False


class Clerk:
    """Reads the rows of one table; holds what all rows share."""

    def __init__(self, table: Table, mapping: Mapping, rules: Rules, findings: Findings) -> None:
        self.table, self.mapping, self.rules, self.findings = table, mapping, rules, findings
        self.readers = readers(rules.units, shorten_names=rules.shorten_names)
        self.answers: dict[tuple[str, str], Any] = {}
        self.spoken = set(mapping.fields) | set(rules.defaults) | {name for name, text in rules.values if not text}
        self.named = [name for name in self.readers if name in self.spoken]
        self.confiding = [name for name in SECRETS if name in self.spoken]
        self.unkept = [at for at in (*mapping.withheld, *mapping.ignored) if PASSWORD_LIKE.search(table.header[at])]
        self.direction_codes = all(
            cells.is_sector_code(text) or not text.lstrip("+-").replace(".", "").isdigit()
            for text in (self.cell(at, "direction") for at in range(len(table.rows)))
            if text
        )

    def require_column(self, name: str) -> None:
        """Refuse the list that has no column, default or other source for a field every camera needs."""
        if name in self.mapping.fields or name in self.rules.defaults or (name == "gb_code" and self.rules.assign_codes):
            return
        if name in {"longitude", "latitude"} and "geometry" in self.mapping.fields:
            return
        self.findings.refuse("codes-missing" if name == "gb_code" else "column-missing", column=name, field=name)

    def cell(self, at: int, name: str) -> str:
        """The first filled cell of a field, with the operator's replacements and defaults; "" where nothing is said."""
        if name not in self.spoken:
            return ""
        row, text = self.table.rows[at], ""
        for column in self.mapping.fields.get(name, ()):
            if row[column]:
                text = row[column]
                break
        if not text and name in self.rules.defaults:
            text = self.rules.defaults[name].replace("{row}", str(self.table.numbers[at]))
        return self.rules.values.get((name, text), text) if self.rules.values else text

    def refuse(self, at: int, name: str, code: str, value: str = "", **params: object) -> None:
        """Note a reason against a row; the value is told only where its field is no secret and no personal datum."""
        shown = "" if name in _SENSITIVE else value
        column = self.column_used(at, name)
        self.findings.refuse(code, row=self.table.numbers[at], column=column, value=shown, **params)

    def column_used(self, at: int, name: str) -> str:
        """The column a field's text came from in this row; the field's own name where a default spoke."""
        columns = self.mapping.fields.get(name, ())
        used = next((column for column in columns if self.table.rows[at][column]), columns[0] if columns else None)
        return name if used is None else self.mapping.header[used]

    def record(self, at: int) -> Record:
        """All fields of a row but its place; a field that could not be read is None, the reason noted."""
        record: Record = {"row": self.table.numbers[at]}
        confidence = self.findings.confidences[record["row"]] = self._confidence(at)
        self._shape(at)
        for name in self.named:
            text = self.cell(at, name)
            if text:
                record[name] = self._read(at, name, text)
            elif name in REQUIRED:
                self.refuse(at, name, "cell-empty", field=name)
        self._code(at, record)
        self._heading(at, record)
        self._free_texts(at, record, confidence)
        record["dossier"] = self._dossier(at, confidence)
        self._settle(at, record)
        record["source"] = self._source(record)
        return record

    def _shape(self, at: int) -> None:
        number = self.table.numbers[at]
        if number in self.table.spilled:
            self.findings.refuse("row-width", row=number, columns=len(self.table.header))
        lengths = list(map(len, self.table.rows[at]))
        if lengths and max(lengths) > MAX_CELL:
            name = self.table.header[lengths.index(max(lengths))]
            self.findings.refuse("text-long", row=number, column=name, most=MAX_CELL, length=max(lengths))
        declared = self.cell(at, "src_crs")
        if declared and not _same_system(declared, self.rules.system):
            self.refuse(at, "src_crs", "crs-row", declared, declared=self.rules.system.name)

    def _read(self, at: int, name: str, text: str) -> object:
        """A value, or None with the reason noted; equal texts of a field are read once."""
        key = (name, text)
        if key not in self.answers:
            try:
                self.answers[key] = self.readers[name](text)
            except BadCell as bad:
                self.answers[key] = bad
        answer = self.answers[key]
        if isinstance(answer, BadCell):
            self.refuse(at, name, answer.code, text, **answer.params)
            return None
        return answer

    def _code(self, at: int, record: Record) -> None:
        text = self.cell(at, "gb_code")
        record["gb_code"] = None
        if not text:
            if not self.rules.assign_codes and "gb_code" in self.mapping.fields:
                self.refuse(at, "gb_code", "code-missing")
            return
        try:
            record["gb_code"] = codes.read_code(text, self.rules.city.code)
        except BadCell as bad:
            self.refuse(at, "gb_code", bad.code, text, **bad.params)

    def _heading(self, at: int, record: Record) -> None:
        """Degrees first; the direction code is the nearest of eight where the list gives none."""
        for name, as_codes in (("azimuth", False), ("direction", self.direction_codes)):
            text = self.cell(at, name)
            if not text or record.get("azimuth") is not None:
                continue
            try:
                headings, sweep = cells.heading(text, codes=as_codes)
            except BadCell as bad:
                self.refuse(at, name, bad.code, text)
                continue
            record["azimuth"] = headings[0] if headings else None
            record["azimuths"] = list(headings) if len(headings) > 1 else None
            record["hfov"] = record.get("hfov") or sweep
        if record.get("azimuth") is not None:
            record["direction"] = cells.sector_of(record["azimuth"])

    def _confidence(self, at: int) -> Confidence:
        """All that the row's secret columns hold, also those that another column of the same field went before."""
        row = self.table.rows[at]
        texts = {}
        for name in self.confiding:
            found = {row[column] for column in self.mapping.fields.get(name, ())} | {self.cell(at, name)}
            texts[name] = [text for text in found if text]
        passwords = [row[column] for column in self.unkept if row[column]]
        return confided(texts, passwords) if passwords or any(texts.values()) else NOTHING

    def _free_texts(self, at: int, record: Record, confidence: Confidence) -> None:
        """Blot addresses and credentials out of kept texts; everybody sees the name, so one that holds them is refused."""
        for name in _TEXTS:
            text = record.get(name)
            if text:
                record[name] = blotted(text, confidence.all)
                self._tell_blot(at, self.column_used(at, name), record[name] != text)
        name = self.cell(at, "name")
        if name and (tells_login(name) or holds_any(name, confidence.open_to_none)):
            self.refuse(at, "name", "name-secret")
        elif record.get("name"):
            text = record["name"]
            record["name"] = without_each(text, [user for user in confidence.users if _stands_alone(user, text)])
            self._tell_blot(at, self.column_used(at, "name"), record["name"] != text)

    def _tell_blot(self, at: int, column: str, changed: bool) -> None:
        if changed:
            self.findings.warn("text-blotted", row=self.table.numbers[at], column=column)

    def _dossier(self, at: int, confidence: Confidence) -> dict[str, str]:
        row = self.table.rows[at]
        kept = {}
        for column, key in self.mapping.dossier.items():
            text = row[column]
            if not text:
                continue
            if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text if char > "\ud7ff"):
                self.findings.refuse("text-control", row=self.table.numbers[at], column=self.table.header[column])
                continue
            kept[key] = blotted(text, confidence.all)
            self._tell_blot(at, self.table.header[column], kept[key] != text)
        return kept

    def _settle(self, at: int, record: Record) -> None:
        """What follows from other fields, and what is merely odd."""
        number = record["row"]
        name = record.get("name") or ""
        if len(name) > NAME_LENGTH:
            record["dossier"]["full_name"] = name
            record["name"] = name[: NAME_LENGTH - 1].rstrip() + "…"
            self.findings.warn("name-cut", row=number, column=self.mapping.column_of("name"), length=len(name))
        elif "name" in record and not name:
            record["name"] = None
        for key, value in FALLBACKS.items():
            if not self.cell(at, key):
                record[key] = value
        self._own(at, record)
        expected = record.get("camera_type") in _PTZ_TYPES
        if record.get("ptz") is not None and record["ptz"] != expected and record.get("camera_type"):
            self.findings.warn("ptz-odd", row=number, column=self.mapping.column_of("ptz"))
        record["ptz"] = expected if record.get("ptz") is None else record["ptz"]
        days = record.get("retention_days")
        if days is not None and days < LEAST_RETENTION:
            self.findings.warn("retention-short", row=number, column=self.mapping.column_of("retention_days"), days=days)
        code, civil = record["gb_code"], record.get("civil_code")
        if code and civil and not code.startswith(civil):
            self.findings.warn("civil-differs", row=number, column=self.mapping.column_of("civil_code"), civil=civil)
        record["civil_code"] = civil or self.rules.city.code

    def _own(self, at: int, record: Record) -> None:
        """The bureau manages what names nobody; the managing unit built and maintains what names nobody else."""
        bureau = self.rules.units.bureau
        if not self.cell(at, "owner"):
            record["owner"] = bureau
            if bureau is None:
                self.refuse(at, "owner", "cell-empty", field="owner")
        for name in UNITS[1:]:
            if not self.cell(at, name):
                record[name] = record.get("owner")

    def _source(self, record: Record) -> Source:
        found = {name: record.pop(name, None) for name in SECRETS}
        for name in ("url", "sub_url"):
            if found[name]:
                found[name], user, password = without_login(found[name])
                found["user"], found["password"] = found["user"] or user, found["password"] or password
        return Source(**{name: value for name, value in found.items() if value is not None})


def _stands_alone(word: str, text: str) -> bool:
    """Whether a login name is a word of its own in a camera's name: `admin` is none of `administration`."""
    return word in text and re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", text) is not None


def _same_system(text: str, declared: CoordinateSystem) -> bool:
    """A row's own word for its system; one that is not understood does not contradict."""
    try:
        return system_named(text).name == declared.name
    except InvalidInput:
        return True
