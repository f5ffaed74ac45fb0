"""`script/mingjie verify-audit`: does the audit still say what was written (R-66)?

Belongs here: the words for each finding. Does not belong here: the judgement (data/law/verification.py).
Exit code 0: nothing is wrong; 1: something is, each thing named; 2: it could not be checked.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import psycopg

from data.law.verification import Finding, Verdict, verify
from data.settings import Role, Settings

WORDS = {
    "row-edited": ("审计记录被改动", "row edited", "seq"),
    "row-removed": ("审计记录被删除", "row removed", "seq"),
    "row-inserted": ("审计记录是事后插入或倒填时间的", "row inserted afterwards or dated back", "seq"),
    "seal-changed": ("封条被改动", "seal changed", "seal"),
    "seal-removed": ("封条缺失", "seal removed", "seal"),
    "chain-broken": ("封条链断裂", "chain of seals broken", "seal"),
    "anchor-mismatch": (
        "封条与库外锚点不符（被重写）",
        "seal rewritten: the anchor outside the database differs",
        "seal",
    ),
    "tail-cut": ("尾部被截断：锚点晚于库中最新封条", "tail cut: anchored beyond the newest seal", "seal"),
    "anchor-missing": ("封条缺少库外锚点", "seal not anchored outside the database", "seal"),
    "anchor-damaged": ("锚点文件此行损坏", "line of the anchor file damaged", "line"),
    "report-mismatch": ("签名日报不符", "signed daily report does not fit", "day"),
}


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Name the command and its options."""
    parser = subparsers.add_parser("verify-audit", help="核验审计链 check the audit and its anchors")
    parser.add_argument(
        "--anchors",
        type=Path,
        metavar="FILE",
        help="库外锚点文件 the file of roots (default: this installation's)",
    )
    parser.add_argument(
        "--reports",
        type=Path,
        metavar="FOLDER",
        help="签名日报 the daily reports (default: beside the anchors)",
    )
    parser.add_argument("--json", action="store_true", help="机读输出 one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Check, tell, and say by the exit code."""
    anchors = args.anchors or settings.anchor_file
    reports = args.reports or anchors.parent / "reports"
    for given in (args.anchors, args.reports):
        if given and not given.exists():
            print(f"找不到 not found: {given}", file=sys.stderr)
            return 2
    try:
        with psycopg.connect(
            settings.dsn(Role.AUDITOR), autocommit=True, application_name="verify-audit"
        ) as connection:
            verdict = verify(connection, anchors, reports if reports.is_dir() else None)
    except (OSError, ValueError, psycopg.Error) as error:
        print(f"无法核验 cannot be checked: {error}", file=sys.stderr)
        return 2
    print(_as_json(verdict) if args.json else _as_text(verdict))
    return 0 if verdict.ok else 1


def _as_json(verdict: Verdict) -> str:
    said = dataclasses.asdict(verdict)
    said["findings"] = [
        {
            "kind": found.kind,
            WORDS[found.kind][2]: found.first,
            "last": found.last,
            "says": WORDS[found.kind][1],
        }
        for found in verdict.findings
    ]
    return json.dumps({"ok": verdict.ok, **said}, ensure_ascii=False)


def _as_text(verdict: Verdict) -> str:
    lines = [_named(found) for found in verdict.findings]
    if verdict.more:
        lines.append(f"另有 {verdict.more} 项未列出 and {verdict.more} more")
    lines.append(
        f"记录 {verdict.leaves} 条，封条 {verdict.seals} 个，待封 {verdict.pending} 条，已锚定 {verdict.anchored} 个"
        f"（其中补锚 {verdict.late_anchors} 个，待锚 {verdict.unanchored} 个），日报 {verdict.reports} 份"
    )
    lines.append(
        f"{verdict.leaves} leaves, {verdict.seals} seals, {verdict.pending} leaves waiting, {verdict.anchored} seals anchored"
        f" ({verdict.late_anchors} late, {verdict.unanchored} waiting), {verdict.reports} daily reports"
    )
    lines.append("审计完整 the audit is whole" if verdict.ok else "审计被改动 THE AUDIT WAS TAMPERED WITH")
    return "\n".join(lines)


def _named(found: Finding) -> str:
    chinese, english, unit = WORDS[found.kind]
    numbers = str(found.first) if found.first == found.last else f"{found.first}–{found.last}"
    return f"{found.kind} {unit} {numbers}：{chinese} {english}"
