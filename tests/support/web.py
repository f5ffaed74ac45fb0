"""The web application asked without a browser, under the name it is reached by."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient


class Client(FlaskClient):
    """Asks at the public address (its name `localhost` where that is this machine); reads every answer to its end, so no file stays open."""

    def open(self, *args: Any, **options: Any) -> Any:
        """See FlaskClient."""
        if args and isinstance(args[0], str):
            options = {"base_url": address_of(self.application), **options}
        return super().open(*args, **{**options, "buffered": True})


def address_of(server: Flask) -> str:
    """Where the application's clients ask."""
    return str(server.extensions["mingjie"].settings.public_url).replace("//127.0.0.1", "//localhost")


def client_of(server: Flask, **cookies: str) -> FlaskClient:
    """A browser's worth of cookies."""
    server.test_client_class = Client
    client = server.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value, domain=urlsplit(address_of(server)).hostname or "localhost")
    return client
