"""No other site can act for a person (ASVS V3.5): token in the header, origin of the request, a form token before sign-in."""

from __future__ import annotations

import re

import pytest

from tests.dashboard.conftest import CSRF, Site

LOOK = {"camera": "", "action": "camera:view-live", "purpose": "巡查"}


@pytest.mark.parametrize("headers", [{}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "wrong"}, {"X-CSRFToken": "csrf"}])
def test_an_unsafe_call_needs_the_sessions_token(dispatcher, headers) -> None:
    for answer in (
        dispatcher.post("/api/viewings", json=LOOK, headers=headers),
        dispatcher.delete("/api/viewings/1", headers=headers),
        dispatcher.delete("/api/session", headers=headers),
        dispatcher.post("/_dash-update-component", json={"output": "audit-seals.children"}, headers=headers),
    ):
        assert answer.status_code == 403
    assert dispatcher.get("/api/cameras").status_code == 200


def test_the_token_of_another_session_does_not_serve(site: Site, dispatcher) -> None:
    password = "Another-pass-9"
    site.person("dispatcher", login="other", password=password)
    csrf = site.client().post("/api/session", json={"login": "other", "password": password}).json["csrf"]
    assert dispatcher.delete("/api/viewings/1", headers={"X-CSRF-Token": csrf}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost:8051"}, 403),
        ({"Origin": "https://127.0.0.1:8050"}, 403),
        ({"Origin": "http://127.0.0.1:8050"}, 404),
        ({"Origin": "http://127.0.0.1:8050", "Sec-Fetch-Site": "same-origin"}, 404),
        ({"Origin": "http://localhost:8050"}, 404),
        ({}, 404),
    ],
)
def test_an_unsafe_call_from_another_site_is_refused(dispatcher, headers, status: int) -> None:
    assert dispatcher.delete("/api/viewings/1", headers={**CSRF, **headers}).status_code == status


def test_nobody_can_be_signed_in_from_another_site(anyone) -> None:
    sent = {"login": "x", "password": "y"}
    assert anyone.post("/api/session", json=sent, headers={"Origin": "https://evil.example"}).status_code == 403
    assert anyone.post("/api/session", data=sent).status_code == 422
    assert anyone.post("/signin", data=sent).status_code == 403
    assert anyone.post("/signin", data={**sent, "form_token": "guess"}).status_code == 403


def test_the_form_token_fits_the_browser_it_was_shown_to(site: Site) -> None:
    first, second = site.client(), site.client()
    token = re.search(r'name="form_token" value="([^"]+)"', first.get("/signin").get_data(as_text=True))[1]
    second.get("/signin")
    sent = {"login": "nobody", "password": "x", "form_token": token}
    assert second.post("/signin", data=sent).status_code == 403
    assert first.post("/signin", data=sent).status_code == 401


def test_cookies_are_for_this_site_only(site: Site) -> None:
    site.person("dispatcher", login="cookie", password="Cookie-pass-9")
    answer = site.client().post("/api/session", json={"login": "cookie", "password": "Cookie-pass-9"})
    session, csrf = answer.headers.getlist("Set-Cookie")
    assert session.startswith("mj_session=")
    assert "HttpOnly" in session
    assert csrf.startswith("mj_csrf=")
    assert "HttpOnly" not in csrf
    assert all("SameSite=Strict" in cookie and "Path=/" in cookie for cookie in (session, csrf))
