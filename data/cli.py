"""`script/mingjie`: one sub-command a module of data/commands, found by its file.

Belongs here: finding and calling them, the words for what went wrong. Does not belong here: what a command does.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType

import psycopg

from data import cluster, commands
from data.errors import MingjieError
from data.law.rules import message_of
from data.settings import Settings

UNMIGRATED = """数据库尚未建立或未升级，缺少所需的表；请先运行 python -m data.migrate
the database was not prepared or is older than this program: a table is missing; run python -m data.migrate first"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the private cluster is started for it where it does not run, and stopped again.

    Returns:
        The exit code: 0 done, 1 refused or failed, 2 wrong usage.
    """
    parser = argparse.ArgumentParser(prog="script/mingjie", description="明界 Mingjie")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    arguments = sys.argv[1:] if arguments is None else arguments
    modules = _modules(arguments[0] if arguments else "")
    for module in modules.values():
        module.add_parser(subparsers)
    args = parser.parse_args(arguments)
    settings = Settings.load()
    try:
        started = settings.database_url is None and cluster.start(settings.cluster)
        try:
            return int(modules[args.command].run(args, settings))
        finally:
            if started:
                cluster.stop(settings.cluster)
    except MingjieError as error:
        print(error.code, message_of(error.code), *(f"{key}={value}" for key, value in error.params.items()), file=sys.stderr)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        print(UNMIGRATED, file=sys.stderr)
    except (cluster.ClusterError, psycopg.OperationalError) as error:
        print(error, file=sys.stderr)
    return 1


def _modules(wanted: str) -> dict[str, ModuleType]:
    """The command that is wanted, without loading the others; all of them where there is none of that name."""
    names = {found.name.replace("_", "-"): f"data.commands.{found.name}" for found in pkgutil.iter_modules(commands.__path__)}
    names = {wanted: names[wanted]} if wanted in names else names
    return {name: importlib.import_module(module) for name, module in names.items()}


if __name__ == "__main__":
    sys.exit(main())
