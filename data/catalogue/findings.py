"""What an import has to say: each finding with its row, column and code, and how often each occurred.

Belongs here: the record of findings. Does not belong here: their words (reports.py), how they came about.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from data.catalogue.addresses import blotted, without_each
from data.catalogue.confidences import NOTHING, Confidence

Level = Literal["refused", "warning"]
KEPT: Final = 2_000
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark.

    Attributes:
        level: `refused` (nothing is written) or `warning`.
        code: names the message in reports.py.
        row: as its reader counts; None for the whole list.
        column: the column's own name; "" where none is meant.
        value: what stood there, shortened and made printable; "" for a secret.
        params: fill the message.
    """

    level: Level
    code: str
    row: int | None = None
    column: str = ""
    value: str = ""
    params: dict[str, object] = field(default_factory=dict)


class Findings:
    """Collects findings: all are counted, the first 2,000 of each code are kept.

    `confidences` (row → what it confides) is filled before a row's findings are made; none of it is repeated in them.
    """

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.counts: Counter[tuple[Level, str]] = Counter()
        self.refused_rows: set[int] = set()
        self.confidences: dict[int, Confidence] = {}

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it while there is room for its code."""
        key = (finding.level, finding.code)
        self.counts[key] += 1
        if finding.level == "refused" and finding.row is not None:
            self.refused_rows.add(finding.row)
        if self.counts[key] <= KEPT:
            self.kept.append(self._freed(finding))

    def refuse(self, code: str, *, row: int | None = None, column: str = "", value: str = "", **params: object) -> None:
        """A reason to write nothing."""
        self.add(Finding("refused", code, row, column, value, params))

    def warn(self, code: str, *, row: int | None = None, column: str = "", value: str = "", **params: object) -> None:
        """Something the operator should know."""
        self.add(Finding("warning", code, row, column, value, params))

    def _freed(self, finding: Finding) -> Finding:
        """As it may be shown: it repeats nothing that its row confides, nor an address that stands in the value."""
        secrets = self.confidences.get(finding.row or 0, NOTHING).all
        params = {key: without_each(told, secrets) if isinstance(told, str) else told for key, told in finding.params.items()}
        return replace(finding, value=shown(blotted(finding.value, secrets)), params=params)

    @property
    def refused(self) -> bool:
        """Whether anything stands against the import."""
        return any(level == "refused" for level, _ in self.counts)

    def in_order(self) -> list[Finding]:
        """What was kept: the whole list's findings first, then row by row."""
        return sorted(self.kept, key=lambda finding: (finding.row is not None, finding.row or 0))

    def count(self, level: Level) -> int:
        """How many findings of a level there are."""
        return sum(number for (of, _), number in self.counts.items() if of == level)


def shown(value: str) -> str:
    """A value as the report may print it: one line, no control or direction marks, no address with credentials, short."""
    if "://" in value and "@" in value:
        return "…"
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", "�", value)
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"
