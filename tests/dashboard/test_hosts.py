"""Reached under our own name only: another name that leads here is a trick (DNS rebinding), whatever its page then sends."""

from __future__ import annotations

import pytest

from dashboard.origins import own_hosts
from data.settings import Settings
from tests.dashboard.conftest import CSRF, Site

OURS = ["127.0.0.1:8050", "localhost:8050", "LOCALHOST:8050", "[::1]:8050"]
FOREIGN = ["evil.example", "evil.example:8050", "localhost", "127.0.0.1", "127.0.0.1:8051", "127.0.0.1.evil.example:8050", "10.0.0.1:8050", "a b"]


@pytest.mark.parametrize("host", OURS)
def test_our_own_names_are_answered(anyone, host: str) -> None:
    assert anyone.get("/api/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_any_other_name_is_refused_before_anything_is_looked_at(site: Site, dispatcher, host: str) -> None:
    before = len(site.leaves("access"))
    for path in ("/", "/signin", "/api/healthz", "/api/cameras", "/assets/base.css", "/nowhere"):
        answer = dispatcher.get(path, headers={"Host": host})
        assert answer.status_code == 400, path
        assert "Set-Cookie" not in answer.headers
    assert len(site.leaves("access")) == before


def test_a_rebound_page_is_not_of_the_same_origin(dispatcher) -> None:
    headers = {**CSRF, "Host": "evil.example:8050", "Origin": "http://evil.example:8050", "Sec-Fetch-Site": "same-origin"}
    assert dispatcher.delete("/api/viewings/1", headers=headers).status_code == 400


def test_behind_a_proxy_the_public_name_alone_is_ours(build_site) -> None:
    site = build_site(public_url="https://mj.example", trusted_proxies=1)
    client = site.client()
    assert client.get("/api/healthz", headers={"Host": "mj.example:443"}).status_code == 200
    passed_on = {"Host": "127.0.0.1:8050", "X-Forwarded-Host": "mj.example", "X-Forwarded-Proto": "https"}
    assert client.get("/api/healthz", headers=passed_on).status_code == 200
    for host in ("127.0.0.1:8050", "localhost:8050", "mj.example:8443", "evil.example"):
        assert client.get("/api/healthz", headers={"Host": host}).status_code == 400
    sent = {"login": "nobody", "password": "x"}
    for origin, status in (("https://mj.example", 401), ("http://mj.example", 403), ("https://evil.example", 403)):
        assert client.post("/api/session", json=sent, headers={"Origin": origin}).status_code == status


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ({"public_url": "https://mj.example"}, {"mj.example"}),
        ({"public_url": "https://Mj.Example:8443"}, {"mj.example:8443"}),
        ({"public_url": "http://localhost", "port": 80}, {"localhost", "127.0.0.1", "[::1]"}),
        ({"port": 9000}, {"127.0.0.1:9000", "localhost:9000", "[::1]:9000"}),
        ({"port": 9000, "host": "0.0.0.0"}, {"127.0.0.1:9000", "localhost:9000", "[::1]:9000"}),
        ({"port": 9000, "host": "10.1.2.3"}, {"127.0.0.1:9000", "localhost:9000", "[::1]:9000", "10.1.2.3:9000"}),
    ],
)
def test_which_names_are_ours(tmp_path, given: dict, ours: set[str]) -> None:
    assert own_hosts(Settings.load(var_dir=tmp_path, **given)) == ours
