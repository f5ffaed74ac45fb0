"""The report of an import, in Chinese and English side by side, for a terminal and as JSON.

Belongs here: what a report holds and how it is laid out. Does not belong here: the sentences (sentences.py), the findings
themselves. A report shows no secret: values of columns with addresses, credentials or telephones never enter a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from data.catalogue.findings import Finding, Findings, Level, shown
from data.catalogue.guard import FAR_M, Verdict
from data.catalogue.mapping import Mapping
from data.catalogue.reading import Table
from data.catalogue.sentences import sentence

PRINTED: Final = 200


@dataclass
class Report:
    """Everything an import tells its operator.

    Attributes:
        name, sha256, size: the file (name without its folder, size in bytes).
        system: the declared coordinate system.
        table, mapping, verdict: how the list was read, mapped, and its system judged; None where it did not come to that.
        written: how many cameras were written; 0 unless everything was.
        codes: the first and last code that were assigned, or ().
    """

    name: str
    sha256: str
    size: int
    system: str
    dry_run: bool = False
    table: Table | None = None
    mapping: Mapping | None = None
    verdict: Verdict | None = None
    findings: Findings = field(default_factory=Findings)
    written: int = 0
    sealed: int = 0
    assigned: int = 0
    codes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows the list has."""
        return len(self.table.rows) if self.table else 0

    @property
    def accepted(self) -> bool:
        """Whether nothing stands against the import."""
        return not self.findings.refused

    def summary(self) -> dict[str, Any]:
        """Counts and provenance, as the audit keeps them: no values, no names of places or people."""
        return {
            "file": shown(self.name),
            "sha256": self.sha256,
            "bytes": self.size,
            "crs": self.system,
            "format": self.table.kind if self.table else "",
            "rows": self.rows,
            "written": self.written,
            "sealed": self.sealed,
            "assigned": self.assigned,
            "refused_rows": len(self.findings.refused_rows),
            "refused": self.findings.count("refused"),
            "warnings": self.findings.count("warning"),
        }

    def as_json(self) -> dict[str, Any]:
        """The whole report for a file: the summary, how columns were taken, every finding that was kept."""
        return self.summary() | {
            "dry_run": self.dry_run,
            "accepted": self.accepted,
            "read_as": self.table.stated if self.table else {},
            "columns": [{"column": name, "zh": zh, "en": en} for name, zh, en in self._columns()],
            "codes": list(self.codes),
            "findings": [_finding_json(finding) for finding in self.findings.in_order()],
        }

    def as_text(self) -> str:
        """The report for a terminal."""
        return "\n".join([*self._head(), *self._column_lines(), *self._lines("refused"), *self._lines("warning"), *self._end()])

    def _head(self) -> Iterator[str]:
        yield f"文件 File: {shown(self.name)} · {self.size} B · SHA-256 {self.sha256}"
        if self.table:
            words = {"encoding": "编码 encoding", "runner_up": "相近编码 close second", "delimiter": "分隔符 delimiter"}
            words |= {"sheet": "工作表 sheet", "header_row": "表头行 header row", "file_crs": "文件自述坐标系 the file's own word"}
            read = " · ".join(f"{words.get(key, key)} {shown(value)}" for key, value in self.table.stated.items())
            yield f"格式 Format: {self.table.kind}{' · ' if read else ''}{read}"
        yield f"声明坐标系 Declared coordinate system: {self.system}"
        for reading in self.verdict.readings if self.verdict else ():
            yield f"  按 read as {reading.system}: 市域内 in the city {reading.inside:.0%}{_near(reading.metres)}"

    def _column_lines(self) -> Iterator[str]:
        for name, zh, en in self._columns():
            yield f"  {shown(name) or '(无名 unnamed)'} → {zh} / {en}"

    def _columns(self) -> Iterator[tuple[str, str, str]]:
        mapping = self.mapping
        if mapping is None:
            return
        named = {at: name for name, columns in mapping.fields.items() for at in columns}
        for at, name in enumerate(mapping.header):
            if at in mapping.withheld:
                yield name, "未保存：列名疑似地址或口令", "not kept: it is named like an address or a credential"
            elif at in mapping.ignored:
                yield name, "按要求略去", "left out as told"
            elif at in named:
                sealed = at in mapping.secret_columns
                yield name, named[at] + ("（加密保存）" if sealed else ""), named[at] + (" (sealed)" if sealed else "")
            elif at in mapping.unknown:
                yield name, "未识别，存入档案", "unknown, kept in the dossier"
            else:
                yield name, f"档案 {mapping.dossier.get(at, '')}", f"dossier {mapping.dossier.get(at, '')}"

    def _lines(self, level: Level) -> Iterator[str]:
        count = self.findings.count(level)
        if not count:
            return
        title = {"refused": "拒绝 Refused", "warning": "提醒 Warnings"}[level]
        yield f"{title}: {count}"
        for (of, code), number in self.findings.counts.most_common():
            if of == level and number > 1:
                yield f"  {number} × {code}"
        kept = [finding for finding in self.findings.in_order() if finding.level == level]
        for finding in kept[:PRINTED]:
            yield from _finding_lines(finding)
        if count > PRINTED:
            yield f"  …… 其余 {count - PRINTED} 条未列出 / {count - PRINTED} more not listed"

    def _end(self) -> Iterator[str]:
        refused = len(self.findings.refused_rows)
        yield f"共 {self.rows} 行，拒绝 {refused} 行 / {self.rows} rows, {refused} refused"
        if self.assigned:
            yield f"分配编码 Codes assigned: {self.assigned} ({self.codes[0]} – {self.codes[-1]})"
        if not self.accepted:
            yield "结果 Result: 未写入任何数据 / nothing was written"
        elif self.dry_run:
            yield f"结果 Result: 试运行，可以写入 {self.rows} 个点位；未写入 / dry run, {self.rows} cameras could be written; nothing was"
        else:
            yield (
                f"结果 Result: 已写入 {self.written} 个点位，加密保存 {self.sealed} 个地址 / "
                f"{self.written} cameras written, {self.sealed} addresses sealed"
            )


def _near(metres: float | None) -> str:
    """The median distance to a road; beyond 100 m nothing is measured, and that is what is said."""
    if metres is None:
        return ""
    if metres >= FAR_M:
        return f", 距道路超过 {FAR_M:.0f} m，不再测量 farther from roads than the {FAR_M:.0f} m that are measured"
    return f", 距道路中位数 median distance to a road {metres:.0f} m"


def _finding_lines(finding: Finding) -> Iterator[str]:
    zh, en = sentence(finding.code, finding.params)
    where = f"第 {finding.row} 行 row {finding.row}" if finding.row is not None else "整个列表 the whole list"
    column = f" 「{shown(finding.column)}」" if finding.column else ""
    value = f" {finding.value!r}" if finding.value else ""
    yield f"  {where}{column}{value}: {zh}"
    yield f"      {en}"


def _finding_json(finding: Finding) -> dict[str, Any]:
    zh, en = sentence(finding.code, finding.params)
    return {
        "level": finding.level,
        "code": finding.code,
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        "zh": zh,
        "en": en,
    }
