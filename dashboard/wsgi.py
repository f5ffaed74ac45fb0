"""The door for a WSGI server: `gunicorn dashboard.wsgi:server`. The only module that builds the application at import."""

from __future__ import annotations

from dashboard.app import create_app
from data.settings import Settings

server = create_app(Settings.load()).server
