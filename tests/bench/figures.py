"""What a bench gives: figures, each with its goal, its spread over the rounds, and what stood beside it in the same run.

A bench is a module `tests/bench/<name>.py` with `figures() -> Iterator[Figure]`. It measures the real thing on real PostGIS, and its floor
or peer in the same run, taking turns, so that a slow machine slows both.
"""

from __future__ import annotations

import operator
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HOLDS = {"<=": operator.le, ">=": operator.ge, "=": operator.eq}


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes:
        name: `bench: what`.
        value: the median of the rounds, in `unit`.
        unit: `ms`, `x`, `fps` …
        goal: `<= 2`, `>= 0.85`, or empty where there is none.
        holds: whether the value meets the goal.
        spread: half the distance between the quarters of the rounds, in `unit`.
        against: the floor or peer of the same run.
    """

    name: str
    value: float
    unit: str
    goal: str
    holds: bool
    spread: float
    against: str


def stated(name: str, rounds: list[float], unit: str, against: str = "", goal: str = "") -> Figure:
    """A figure from its values in each round, held against its goal."""
    value = statistics.median(rounds)
    quarters = statistics.quantiles(rounds, n=4) if len(rounds) > 1 else [value, value, value]
    sign, _, limit = goal.partition(" ")
    holds = not goal or HOLDS[sign](value, float(limit))
    return Figure(name, round(value, 4), unit, goal, bool(holds), round((quarters[2] - quarters[0]) / 2, 4), against)


def ratios(ours: list[float], theirs: list[float]) -> list[float]:
    """The ratio of each round: what was measured in the same moment is divided by each other."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def clients(count: int, one: Callable[[int], list[float]]) -> tuple[list[float], float]:
    """Run `one(number)` in `count` threads that begin together: all their values, and the seconds until the last was done."""
    barrier = threading.Barrier(count + 1)

    def begin(number: int) -> list[float]:
        barrier.wait()
        return one(number)

    with ThreadPoolExecutor(count) as pool:
        running = [pool.submit(begin, number) for number in range(count)]
        barrier.wait()
        begun = time.perf_counter()
        values = [value for client in running for value in client.result()]
        return values, time.perf_counter() - begun


def cpu_of(pids: Iterable[int]) -> float:
    """Seconds of CPU that these processes have used so far, in user and system."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


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
