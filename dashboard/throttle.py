"""Slowing down guesses: failed sign-ins counted by network address (429). The lock of an account is the database's own."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from werkzeug.exceptions import TooManyRequests

from dashboard.context import house
from data.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILURES = 30
WINDOW = 60
"""Seconds after which an address may guess again."""


@contextlib.contextmanager
def count_failures(address: str) -> Iterator[None]:
    """Count a refusal inside against `address`.

    Raises:
        TooManyRequests: this address has failed too often in the last minute.
    """
    cache, key = house().cache, f"signin-failures:{address}"
    failed = cache.get(key) or 0
    if failed >= FAILURES:
        raise TooManyRequests(retry_after=WINDOW)
    try:
        yield
    except Refused:
        cache.set(key, failed + 1, timeout=WINDOW)
        raise
