"""The domain, one package a chapter of the work; the only place that talks to the database."""
