"""`script/mingjie worker`: the clock process by hand; the Procfile runs the same. Does not belong here: what it does (data/worker.py)."""

from __future__ import annotations

import argparse
from typing import Any

from data import worker
from data.settings import Settings


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Name the command."""
    parser = subparsers.add_parser("worker", help="时钟进程 seal the audit, end what is past its time")
    parser.add_argument(
        "--syslog", metavar="ADDRESS", help="also send roots to syslog: /dev/log or host:port"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Run until SIGTERM or SIGINT. The settings are read anew by the process itself, which stands alone elsewhere."""
    del settings
    return worker.main(["--syslog", args.syslog] if args.syslog else [])
