"""What the application carries for its handlers."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from feeds.looks import Looks

LOOKS: web.AppKey[Looks] = web.AppKey("looks", Looks)
ORIGIN: web.AppKey[str] = web.AppKey("origin", str)
PROXIES: web.AppKey[int] = web.AppKey("proxies", int)
CATALOGUE: web.AppKey[Path] = web.AppKey("catalogue", Path)
