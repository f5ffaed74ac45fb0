"""`script/mingjie import-cameras`: bring a list of cameras into the catalogue, all of it or nothing.

Belongs here: arguments, printing, the exit code. Does not belong here: any rule of the import (data/catalogue/importing.py).
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from pathlib import Path
from typing import Any

from data.catalogue.importing import Options, import_cameras
from data.catalogue.mapping import catalogue_field, parse_pairs
from data.catalogue.reports import Report
from data.catalogue.sentences import sentence
from data.db import Database
from data.errors import InvalidInput
from data.settings import Role, Settings

DESCRIPTION = """导入摄像机点位列表：CSV（UTF-8、GBK、Big5、CP949 等）、XLSX、GeoJSON、JSON、Overpass。全部写入或全部不写，并逐行说明原因。
Import a list of cameras: CSV in any common encoding, XLSX, GeoJSON, JSON, Overpass. All of it is written or nothing; every reason is
told row by row. Addresses, users and passwords are encrypted and shown nowhere."""


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the sub-command and its options."""
    parser = subparsers.add_parser(
        "import-cameras", help="导入点位列表 import a list of cameras", description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="列表文件 the list")
    parser.add_argument("--crs", default="", help="坐标系 wgs84 | gcj02 | bd09 | cgcs2000 | EPSG:n（必填 required）")
    parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD",
                        help="列与字段的对应；dossier 存入档案，- 略去 which column means which field; dossier keeps it there, - leaves it out")
    parser.add_argument("--default", action="append", default=[], metavar="FIELD=VALUE",
                        help="列表未写时的值，{row} 为行号 what to record where the list says nothing; {row} is the row's number")
    parser.add_argument("--value", action="append", default=[], metavar="FIELD:TEXT=VALUE",
                        help="把某字段的某个原文读作另一个值 read one text of a field as another")
    parser.add_argument("--encoding", help="文字编码，缺省自动判断 the encoding; detected when absent")
    parser.add_argument("--sheet", help="XLSX 工作表 worksheet")
    parser.add_argument("--assign-codes", action="store_true", help="为没有编号的点位分配 20 位编码 assign 20-digit codes where there are none")
    parser.add_argument("--shorten-names", action="store_true", help="名称超过 50 字时截短 cut names beyond 50 characters")
    parser.add_argument("--accept-crs", action="store_true", help="坐标系存疑时仍按声明导入 keep the declared system against the check's doubt")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入 check only, write nothing")
    parser.add_argument("--report", type=Path, help="把完整报告写成 JSON 文件 write the whole report as JSON")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Import and print the report.

    Returns:
        0 when the list was (or, in a dry run, could be) written; 1 when it was refused; 2 when the request or file made no sense.
    """
    database = Database(settings, Role.OWNER, size=2)
    try:
        report = import_cameras(database, settings.vault_key, args.file, _options(args))
    except InvalidInput as error:
        zh, en = sentence(error.code, error.params)
        print(f"{zh}\n{en}", file=sys.stderr)
        return 2
    finally:
        database.close()
    print(report.as_text())
    if args.report:
        _write(report, args.report)
    return 0 if report.accepted else 1


def _options(args: argparse.Namespace) -> Options:
    values = {}
    for text, value in parse_pairs(args.value):
        name, mark, original = text.partition(":")
        if not mark:
            raise InvalidInput("value", "map-form", form="field:text=value")
        values[(catalogue_field(name), original)] = value
    defaults = {}
    for text in args.default:
        name, mark, value = text.partition("=")
        if not mark:
            raise InvalidInput("default", "map-form", form="field=value")
        defaults[catalogue_field(name)] = value
    return Options(
        crs=args.crs,
        maps=parse_pairs(args.map),
        defaults=defaults,
        values=values,
        encoding=args.encoding,
        sheet=args.sheet,
        assign_codes=args.assign_codes,
        shorten_names=args.shorten_names,
        accept_crs=args.accept_crs,
        dry_run=args.dry_run,
        operator=_operator(),
    )


def _operator() -> str:
    """Who runs the command, for the audit; a user without a name is a number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _write(report: Report, path: Path) -> None:
    try:
        path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        zh, en = sentence("report-unwritten", {"why": error.strerror or ""})
        print(f"{zh}\n{en}", file=sys.stderr)
