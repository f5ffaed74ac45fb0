"""What a bench gives: figures, each with its goal and with what stood beside it in the same run.

A bench is a module `tests/bench/bench_<name>.py` with `figures(stand: Stand) -> Iterator[Figure]`. It measures the real thing on real
PostGIS, and its floor or peer in the same run, interleaved, so that a slow machine slows both.
"""

from __future__ import annotations

import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from data.settings import ROOT
from tests.support import postgres


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes:
        name: bench and figure, `decision: CPU against a look-up`.
        value: in `unit`.
        unit: `ms`, `×`, `fps` …
        goal: in words, `≤ 2`.
        holds: whether the goal is met.
        spread: the figure's own spread over the rounds, in `unit`.
        against: what it was measured against in the same run.
    """

    name: str
    value: float
    unit: str
    goal: str
    holds: bool
    spread: float | None = None
    against: str = ""


@dataclass
class Stand:
    """Where benches are run: databases of their own, a directory, things to close at the end."""

    directory: Path
    _server: postgres.Server | None = None
    _after: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def database(self) -> postgres.TestDatabase:
        """A migrated empty database, dropped when all benches are done."""
        self._server = self._server or postgres.Server()
        name = self._server.clone()
        self._after.callback(self._server.drop, name)
        clone = postgres.TestDatabase(name, self._server.settings(name, self.directory / name))
        self._after.callback(clone.close)
        return clone

    def after(self, act: Callable[[], object]) -> None:
        """Run `act` when all benches are done."""
        self._after.callback(act)


@contextlib.contextmanager
def stand() -> Iterator[Stand]:
    """A stand that clears up behind itself."""
    with tempfile.TemporaryDirectory(prefix="bench", dir=ROOT / "var") as directory, contextlib.ExitStack() as after:
        yield Stand(Path(directory), _after=after)


def interleaved(rounds: int, **acts: Callable[[], object]) -> dict[str, list[float]]:
    """Seconds of each act in each round, the acts taking turns; one round before is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for turn in range(rounds + 1):
        for name, act in acts.items():
            begun = time.perf_counter()
            act()
            if turn:
                taken[name].append(time.perf_counter() - begun)
    return taken


def ratio(name: str, ours: list[float], theirs: list[float], most: float, against: str) -> Figure:
    """The median of the rounds' ratios, which must stay at or under `most`."""
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    value = statistics.median(ratios)
    return Figure(name, round(value, 3), "×", f"≤ {most:g}", value <= most, round(statistics.pstdev(ratios), 3), against)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
