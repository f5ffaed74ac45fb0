"""The audit trail and its seals, for the audit administrator. Opening the trail is itself written into it."""

from dashboard.pages.audit.callbacks import register

__all__ = ["register"]
