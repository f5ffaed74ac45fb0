"""Every route and every socket message of the gateway declares the action it needs; a test walks them all.

Belongs here: the declaration. Does not belong here: the decision, which the ticket's redemption makes in the database.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from data.law.actions import Action

Handler = TypeVar("Handler", bound=Callable[..., object])
_MARK = "mingjie_action"


def declares(action: Action) -> Callable[[Handler], Handler]:
    """Mark a handler with the action that whoever calls it needs."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, _MARK, action)
        return handler

    return mark


def action_of(handler: object) -> Action | None:
    """The declared action of a route or message handler, None where it declares none."""
    found = getattr(handler, _MARK, None)
    return found if isinstance(found, Action) else None
