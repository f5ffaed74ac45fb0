"""The cache: Redis when settings name one, else in the process. Only for what is the same for everyone or keyed by right and version.

No picture and no decision is ever cached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_caching import Cache

if TYPE_CHECKING:
    from flask import Flask

    from data.settings import Settings

THRESHOLD = 20_000


def install(server: Flask, settings: Settings) -> Cache:
    """Attach the cache to the server and return it."""
    if settings.redis_url:
        config = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": str(settings.redis_url), "CACHE_KEY_PREFIX": "mingjie:"}
    else:
        config = {"CACHE_TYPE": "SimpleCache", "CACHE_THRESHOLD": THRESHOLD}
    cache = Cache()
    cache.init_app(server, {"CACHE_DEFAULT_TIMEOUT": 3600, **config})
    return cache
