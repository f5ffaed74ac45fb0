"""`script/mingjie seed-demo`: build the demonstration city into an empty database.

Belongs here: the command line of it. Does not belong here: the city (data/demo).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from data.db import Database
from data.errors import Conflict
from data.settings import Role, Settings


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-command."""
    parser = subparsers.add_parser("seed-demo", help="build the demonstration city into an empty database 建立演示城市")
    parser.add_argument("--cameras", type=_at_least(1), default=1200, help="how many cameras 点位数量 (1200)")
    parser.add_argument("--departments", type=_at_least(12), default=12, help="how many departments 单位数量 (12)")


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if int(text) < least:
            raise argparse.ArgumentTypeError(f"至少 at least {least}")
        return int(text)

    return number


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Seed; 0 done or standing already, 1 refused because the database holds something else."""
    from data.demo.people import accounts_file
    from data.demo.seeding import seed

    db = Database(settings, Role.OWNER, size=1)
    try:
        seeded = seed(db, settings, cameras=args.cameras, departments=args.departments)
    except Conflict:
        print(
            "数据库中已有非演示数据，未作任何改动；请用 --no-demo 启动。"
            " The database holds data that is not the demonstration; nothing was changed. Start with --no-demo.",
            file=sys.stderr)
        return 1
    finally:
        db.close()
    if seeded.written or seeded.people:
        print(f"· 演示城市已就绪，账号见 the demonstration city stands, its accounts are in {accounts_file(settings)}")
    return 0
