"""What every response says to the browser (ASVS V3.4, V14.2)."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from dashboard.headers import feeds_origins
from data.settings import Settings
from tests.dashboard.conftest import Site


def policy(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("address", ["/", "/register", "/signin", "/nowhere"])
def test_pages_run_only_our_own_scripts_and_styles(dispatcher, address: str) -> None:
    told = policy(dispatcher.get(address))
    assert told["default-src"] == told["object-src"] == told["base-uri"] == told["frame-ancestors"] == ["'none'"]
    assert "'unsafe-inline'" not in str(told)
    assert "'unsafe-eval'" not in str(told)
    assert told["img-src"] == ["'self'", "data:", "blob:"]
    assert told["form-action"] == told["worker-src"] == told["font-src"] == ["'self'"]


def test_the_nonce_is_fresh_and_is_the_first_scripts(dispatcher) -> None:
    seen = set()
    for _ in range(2):
        answer = dispatcher.get("/")
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        first = re.search(r"<script[^>]*>", answer.get_data(as_text=True))[0]
        assert "00-mj.js" in first
        assert f'nonce="{nonce}"' in first
        seen.add(nonce)
    assert len(seen) == 2


def test_every_inline_script_has_its_hash(dispatcher) -> None:
    answer = dispatcher.get("/register")
    allowed = policy(answer)["script-src"]
    inline = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>(.*?)</script>", answer.get_data(as_text=True), re.DOTALL)
    assert inline
    for text in inline:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed


def test_the_gateways_origins_are_named_where_it_has_its_own(site: Site, dispatcher) -> None:
    told = policy(dispatcher.get("/"))["connect-src"]
    port = site.settings.feeds_port
    assert told[0] == "'self'"
    assert f"ws://127.0.0.1:{port}" in told
    assert f"http://127.0.0.1:{port + site.settings.feeds_workers - 1}" in told
    assert len(told) == 1 + 2 * site.settings.feeds_workers


def test_behind_a_proxy_the_gateway_is_of_the_same_origin() -> None:
    settings = Settings.load(public_url="https://mj.example", feeds_public_url="wss://mj.example/feeds")
    assert feeds_origins(settings) == ["wss://mj.example"]


@pytest.mark.parametrize("address", ["/", "/signin", "/api/healthz", "/_dash-layout", "/api/cameras", "/assets/base.css"])
def test_every_response_is_guarded(dispatcher, address: str) -> None:
    told = dispatcher.get(address).headers
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Referrer-Policy"] == "no-referrer"
    assert told["Cross-Origin-Opener-Policy"] == "same-origin"
    assert told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in told["Permissions-Policy"]
    assert "Strict-Transport-Security" not in told
    assert "Content-Security-Policy" in told
    assert told["Cache-Control"] == "no-store"


def test_versioned_files_are_kept_for_a_year(dispatcher) -> None:
    page = dispatcher.get("/").get_data(as_text=True)
    files = re.findall(r'(?:src|href)="(/(?:assets|vendor|_dash-component-suites)/[^"]+)"', page)
    kept = {name: dispatcher.get(name).headers["Cache-Control"] for name in files if "favicon" not in name}
    assert len(kept) > 10
    assert set(kept.values()) == {"private, max-age=31536000, immutable"}


def test_over_tls_cookies_are_secure_and_transport_strict(build_site) -> None:
    site = build_site(public_url="https://mj.example")
    answer = site.client().get("/signin")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Secure" in answer.headers["Set-Cookie"]
