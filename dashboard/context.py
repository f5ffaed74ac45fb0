"""What one web process holds: settings, database, cache, translations. Made by `create_app`, reached through `house()`.

Nothing that belongs to one request or one person is kept here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from flask_caching import Cache

    from dashboard.i18n import Translations
    from data.db import Queries
    from data.law.actions import Action
    from data.settings import Settings


@dataclass(frozen=True)
class House:
    """The tools of this process. `callbacks` maps a Dash callback's output to the action it declares."""

    settings: Settings
    db: Queries
    cache: Cache
    translations: Translations
    callbacks: dict[str, Action] = field(default_factory=dict)
    endpoints: dict[str, Action] = field(default_factory=dict)


def house() -> House:
    """The tools of the running application."""
    return cast(House, current_app.extensions["mingjie"])
