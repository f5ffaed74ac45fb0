"""Who is on the other end, and how browsers reach a worker, with and without reverse proxies."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request
from aiohttp.web import Application

from data.settings import Settings
from feeds import keys
from feeds.peers import address_of_peer, is_foreign, origin_of
from feeds.worker import Place


def asked(proxies: int = 0, **headers: str):
    """A request to an application of https://mingjie.example."""
    app = Application()
    app[keys.ORIGIN], app[keys.PROXIES] = "https://mingjie.example", proxies
    transport = type("Wire", (), {"get_extra_info": lambda _self, name, default=None: ("10.0.0.9", 1) if name == "peername" else default})()
    return make_mocked_request("GET", "/wall", headers={key.replace("_", "-"): value for key, value in headers.items()}, app=app, transport=transport)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "10.0.0.9"),
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.8", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.9"),
        (1, None, "10.0.0.9"),
    ],
)
def test_forwarded_addresses_are_believed_from_trusted_proxies_only(proxies, forwarded, address):
    headers = {} if forwarded is None else {"X_Forwarded_For": forwarded}
    assert address_of_peer(asked(proxies, **headers)) == address


@pytest.mark.parametrize(
    ("origin", "foreign"),
    [("https://mingjie.example", False), ("https://mingjie.example:444", True), ("http://mingjie.example", True), ("null", True), ("", True)],
)
def test_only_our_own_pages_come_in(origin, foreign):
    assert is_foreign(asked(Origin=origin)) is foreign
    assert not is_foreign(asked())


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://127.0.0.1:8050", "http://127.0.0.1:8050"),
        ("https://mingjie.example/", "https://mingjie.example"),
        ("https://mingjie.example:443/x", "https://mingjie.example"),
        ("http://[::1]:80", "http://[::1]"),
        ("HTTP://Mingjie.Example", "http://mingjie.example"),
    ],
)
def test_origins_are_written_as_browsers_write_them(url, origin):
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    ("public", "feeds", "base", "ws"),
    [
        ("http://127.0.0.1:8050", None, "http://127.0.0.1:8052", "ws://127.0.0.1:8052/wall"),
        ("https://mingjie.example", None, "https://mingjie.example:8052", "wss://mingjie.example:8052/wall"),
        ("http://[::1]:8050", None, "http://[::1]:8052", "ws://[::1]:8052/wall"),
        ("https://m.example", "wss://m.example/feeds/{port}/", "https://m.example/feeds/8052", "wss://m.example/feeds/8052/wall"),
        ("http://m.example", "ws://m.example/feeds", "http://m.example/feeds", "ws://m.example/feeds/wall"),
    ],
)
def test_a_worker_says_how_browsers_reach_it(tmp_path, public, feeds, base, ws):
    settings = Settings.load(var_dir=tmp_path, public_url=public, feeds_public_url=feeds)
    place = Place.of(settings, 8052)
    assert (place.base_url, place.ws_url) == (base, ws)
    assert place.node.endswith(":8052")
