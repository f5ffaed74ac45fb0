"""What the platform knows of the person who asks, and what their roles give. The one page that every role has."""

from dashboard.pages.account.layout import register

__all__ = ["register"]
