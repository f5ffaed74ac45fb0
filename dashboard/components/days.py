"""A range of days, chosen in a calendar, as moments: the last day counts to its end (24:00 in the city)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dashboard.i18n import TIMEZONE, language
from data.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence


def span(days: Sequence[str | None] | None) -> tuple[datetime | None, datetime | None]:
    """The first moment of the first day and the first moment after the last; None where open.

    Raises:
        InvalidInput: not dates.
    """
    if days is not None and not isinstance(days, list):
        raise InvalidInput("days", "E-FORM-DATE")
    first, last = [*(days or ()), None, None][:2]
    zone = ZoneInfo(TIMEZONE)
    if not first:
        return None, None
    try:
        since = datetime.combine(date.fromisoformat(first), time(), zone)
        until = datetime.combine(date.fromisoformat(last or first) + timedelta(days=1), time(), zone)
    except (ValueError, TypeError, OverflowError):
        raise InvalidInput("days", "E-FORM-DATE") from None
    return since, until


def month_format() -> str:
    """How a calendar heads a month, in the pattern of dayjs."""
    return "YYYY年M月" if language() == "zh" else "MMMM YYYY"
