"""Without a session nothing is served but the sign-in page, its files and the state of health."""

from __future__ import annotations

import pytest

from tests.dashboard.conftest import Site, call

OPEN = {
    "/signin", "/signin/static/signin.css", "/signin/static/city.svg", "/assets/base.css", "/assets/favicon.svg",
    "/api/healthz", "/api/readyz", "/api/openapi.json",
}  # fmt: skip
SAMPLES = {"filename": "shell.js", "path": "register", "name": "zh", "code": "41900101001310000001", "viewing": "1",
           "package_name": "dash", "fingerprinted_path": "deps/react@18.min.js"}  # fmt: skip


def addresses(site: Site) -> list[str]:
    """One address for each GET route."""
    found = []
    adapter = site.app.server.url_map.bind("")
    for rule in site.app.server.url_map.iter_rules():
        if "GET" in rule.methods:
            values = {name: SAMPLES.get(name, 1) for name in rule.arguments}
            found.append(adapter.build(rule.endpoint, values, method="GET"))
    return found


def test_nothing_is_served_to_nobody(site: Site, anyone) -> None:
    for address in addresses(site):
        answer = anyone.get(address)
        if address.startswith("/signin/static/") or address in OPEN:
            continue
        at_signin = answer.status_code == 302 and answer.location.startswith("/signin")
        assert at_signin or answer.status_code == 401, address


@pytest.mark.parametrize("address", sorted(OPEN))
def test_the_sign_in_page_and_its_files_are_served(anyone, address: str) -> None:
    assert anyone.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/_dash-layout", "/_dash-dependencies", "/assets/shell.js", "/assets/../base.css", "/vendor/x.js", "/nope"])
def test_nothing_of_dash_is_served_to_nobody(anyone, address: str) -> None:
    answer = anyone.get(address)
    assert answer.status_code in (302, 401)
    assert b"shell" not in answer.data


def test_no_callback_runs_for_nobody(anyone) -> None:
    assert call(anyone, "audit-seals.children", ("audit-tick.n_intervals", 1)).status_code == 401


def test_a_forged_session_is_nobody(site: Site) -> None:
    client = site.client()
    client.set_cookie("mj_session", "forged")
    assert client.get("/api/cameras").status_code == 401
    assert client.get("/").location == "/signin"
