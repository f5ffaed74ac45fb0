"""The map: every camera of the city, one's own jurisdiction, the card of a camera, the wall beside it."""

from dashboard.pages.map.callbacks import register

__all__ = ["register"]
