"""The use register of Article 24(3), read only: written by the acts themselves, edited by nobody."""

from dashboard.pages.register.callbacks import register

__all__ = ["register"]
