"""The web process: pages, JSON API, session and headers. What is lawful is decided in `data`, never here."""
