"""Clusters of a test's own, for what one cannot try on the shared one: kills, network addresses, passwords."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from data import cluster


@contextlib.contextmanager
def temporary_place() -> Iterator[cluster.Place]:
    """A place that every user may walk to, as a server's is; what ran there is stopped, all of it removed."""
    base = Path(tempfile.mkdtemp(prefix="mj"))
    base.chmod(0o755)
    place = cluster.Place.of(base, "pg")
    try:
        yield place
    finally:
        cluster.stop(place)
        shutil.rmtree(base)
