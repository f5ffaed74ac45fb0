"""The law as the domain asks it: people, looks, jurisdictions, tickets, the audit. The rules themselves stand in sql/."""
