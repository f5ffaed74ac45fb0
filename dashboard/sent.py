"""The JSON that a request carries, read so that no content can make the reading fail."""

from __future__ import annotations

from flask import request


def sent_json() -> object:
    """What was sent, or None: no JSON, or JSON nested deeper than it can be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None
