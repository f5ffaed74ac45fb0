"""`script/bench [NAME…]`: run the benches, print their table, keep them in var/bench.json. Exit code 1 when a goal is missed."""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
import sys
from pathlib import Path

from data.settings import ROOT
from tests import bench
from tests.bench.figures import Figure

OUT = ROOT / "var" / "bench.json"


FRAME = {"__main__", "city", "figures"}


def main(names: list[str]) -> int:
    found = [module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in FRAME]
    unknown = set(names) - set(found)
    if unknown:
        print(f"no such bench: {', '.join(sorted(unknown))}; there are: {', '.join(found)}", file=sys.stderr)
        return 2
    missed = 0
    for name in names or found:
        for figure in importlib.import_module(f"tests.bench.{name}").figures():
            keep(figure)
            show(figure)
            missed += not figure.holds
    return 1 if missed else 0


def show(figure: Figure) -> None:
    mark = "✓" if figure.holds else "✗"
    print(f"{mark} {figure.name:<64} {figure.value:>10.4g} {figure.unit:<4} ±{figure.spread:<9.3g} {figure.goal:<8} {figure.against}", flush=True)


def keep(figure: Figure) -> None:
    """Put a figure into var/bench.json in the place of its predecessor."""
    rows = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else []
    rows = [row for row in rows if row["name"] != figure.name] + [dataclasses.asdict(figure)]
    fresh = Path(f"{OUT}.new")
    fresh.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.rename(OUT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
