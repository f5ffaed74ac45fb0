"""The audit trail and its seals, for the audit administrator."""
