"""Judging a list of cameras; nothing is written here and no database is asked.

Belongs here: the list as a whole, its places and its rows against each other. Does not belong here: one row (rows.py), what
the database already holds (importing.py), messages (reports.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.catalogue.coordinates import Numbers
from data.catalogue.fields import REQUIRED
from data.catalogue.findings import Findings
from data.catalogue.mapping import Mapping
from data.catalogue.places import judge_places, read_number
from data.catalogue.reading import Table
from data.catalogue.rows import Clerk, Record, Rules


@dataclass(frozen=True)
class Judged:
    """Records of all rows (also refused ones: nothing is written while anything is refused) and the places as declared."""

    records: list[Record]
    x: Numbers
    y: Numbers


def judge(table: Table, mapping: Mapping, rules: Rules, findings: Findings) -> Judged:
    """Read every row into a record and put each reason against it into `findings`."""
    clerk = Clerk(table, mapping, rules, findings)
    for needed in REQUIRED:
        clerk.require_column(needed)
    records = [clerk.record(at) for at in range(len(table.rows))]
    x, y = _place(clerk, records)
    _compare(clerk, records)
    return Judged(records, x, y)


def _place(clerk: Clerk, records: list[Record]) -> tuple[Numbers, Numbers]:
    """Judge all places at once; gives x and y as the list has them, NaN where there is no number."""
    rows = range(len(records))
    x = np.array([read_number(clerk.cell(at, "longitude")) for at in rows], dtype=np.float64)
    y = np.array([read_number(clerk.cell(at, "latitude")) for at in rows], dtype=np.float64)
    places = judge_places(x, y, clerk.rules.system, clerk.rules.city)
    townships = clerk.rules.city.township_of(places.lon, places.lat)
    for at, record in enumerate(records):
        record["lon"], record["lat"] = float(places.lon[at]), float(places.lat[at])
        record["township_code"] = townships[at]
        if places.codes[at]:
            _refuse_place(clerk, at, places.codes[at], record)
    return x, y


def _refuse_place(clerk: Clerk, at: int, code: str, record: Record) -> None:
    names = [clerk.mapping.column_of(name) for name in ("longitude", "latitude")]
    column = "、".join(dict.fromkeys(name for name in names if name))
    texts = [clerk.cell(at, "longitude"), clerk.cell(at, "latitude")]
    odd = clerk.cell(at, "geometry")
    params: dict[str, object] = {}
    if odd and not any(texts):
        code, params = "coord-geometry", {"geometry": odd}
    elif not all(texts):
        code = "coord-missing"
    elif code == "coord-outside" and np.isfinite(record["lon"]) and np.isfinite(record["lat"]):
        params = {"km": f"{clerk.rules.city.metres_from(record['lon'], record['lat']) / 1000:.2f}"}
        code = "coord-outside-by"
    clerk.findings.refuse(code, row=record["row"], column=column, value=", ".join(texts), **params)


def _compare(clerk: Clerk, records: list[Record]) -> None:
    """Rows against each other: the same code twice is refused; the same name at the same place is worth a look."""
    codes_seen: dict[str, int] = {}
    points_seen: dict[tuple[str, float, float], int] = {}
    for at, record in enumerate(records):
        code = record["gb_code"]
        if code and code in codes_seen:
            clerk.refuse(at, "gb_code", "code-twice", code, first=codes_seen[code])
        codes_seen.setdefault(code, record["row"])
        point = (str(record.get("name")), round(record["lon"], 6), round(record["lat"], 6))
        if point in points_seen:
            clerk.findings.warn("point-twice", row=record["row"], value=point[0], first=points_seen[point])
        points_seen.setdefault(point, record["row"])
