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
from data.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the private cluster is started for it where it does not run, and stopped again.

    Returns:
        The exit code: 0 done, 1 refused or failed, 2 wrong usage.
    """
    parser = argparse.ArgumentParser(prog="script/mingjie", description="明界 Mingjie")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    modules = {name.replace("_", "-"): module for name, module in _modules().items()}
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
        print(f"{error.code} {' '.join(f'{key}={value}' for key, value in error.params.items())}".strip(), file=sys.stderr)
    except (cluster.ClusterError, psycopg.OperationalError) as error:
        print(error, file=sys.stderr)
    return 1


def _modules() -> dict[str, ModuleType]:
    return {found.name: importlib.import_module(f"data.commands.{found.name}") for found in pkgutil.iter_modules(commands.__path__)}


if __name__ == "__main__":
    sys.exit(main())
