"""Sessions end when they must: at sign-out, by idling, at their limit, at a second sign-in (ASVS V7)."""

from __future__ import annotations

import hashlib

import pytest

from tests.dashboard.conftest import CSRF, Site, call

PASSWORD = "Right-password-1"


@pytest.fixture(scope="module")
def login(site: Site) -> str:
    site.person("dispatcher", login="someone", password=PASSWORD)
    return "someone"


def sign_in(client, login: str, password: str = PASSWORD):
    return client.post("/api/session", json={"login": login, "password": password})


def test_signing_in_tells_who_one_is(anyone, login: str) -> None:
    answer = sign_in(anyone, login)
    assert answer.status_code == 200
    assert answer.json["roles"] == ["dispatcher"]
    assert answer.json["department"] == "单位west"
    assert answer.json["person"]
    assert "camera:view-live" in answer.json["actions"]
    assert anyone.get("/api/cameras").status_code == 200


def test_only_the_hash_of_the_token_is_stored(site: Site, anyone, login: str) -> None:
    sign_in(anyone, login)
    token = anyone.get_cookie("mj_session").value
    stored = site.owner.rows("SELECT token_hash, row_to_json(s)::text AS text FROM law.session s ORDER BY id DESC LIMIT 1")[0]
    assert bytes(stored["token_hash"]) == hashlib.sha256(token.encode()).digest()
    assert token not in stored["text"]


def test_signing_out_ends_the_session_on_the_server(site: Site, anyone, login: str) -> None:
    csrf = sign_in(anyone, login).json["csrf"]
    token = anyone.get_cookie("mj_session").value
    answer = anyone.delete("/api/session", headers={"X-CSRF-Token": csrf})
    assert answer.status_code == 204
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert anyone.get_cookie("mj_session") is None
    thief = site.client()
    thief.set_cookie("mj_session", token)
    assert thief.get("/api/cameras").status_code == 401


def test_a_second_sign_in_ends_the_first(site: Site, login: str) -> None:
    first, second = site.client(), site.client()
    sign_in(first, login)
    sign_in(second, login)
    assert first.get("/api/cameras").json["code"] == "E-SESS-01"
    assert second.get("/api/cameras").status_code == 200


@pytest.mark.parametrize(
    "change",
    ["seen_at = clock_timestamp() - interval '31 minutes'", "absolute_until = clock_timestamp() - interval '1 second'"],
)
def test_a_session_ends_by_idling_and_at_its_limit(site: Site, dispatcher, change: str) -> None:
    assert dispatcher.get("/api/cameras").status_code == 200
    site.owner.rows(
        f"UPDATE law.session SET opened_at = clock_timestamp() - interval '1 day', {change} WHERE person_id = %(p)s AND ended_at IS NULL",
        p=site.city.dispatcher,
    )
    assert dispatcher.get("/api/cameras").status_code == 401


def test_a_page_that_refreshes_itself_does_not_keep_a_session_alive(site: Site, dispatcher) -> None:
    def seen():
        return site.owner.row("SELECT seen_at FROM law.session WHERE person_id = %(p)s AND ended_at IS NULL", p=site.city.dispatcher)["seen_at"]

    back = "UPDATE law.session SET seen_at = clock_timestamp() - interval '5 minutes' WHERE person_id = %(p)s AND ended_at IS NULL"
    site.owner.rows(back, p=site.city.dispatcher)
    before = seen()
    output = "..register-grid.rowData...register-count.children.."
    inputs = (("register-scope.value", "own"), ("register-days.value", None), ("register-refresh.n_clicks", 0), ("register-tick.n_intervals", 3))
    assert call(dispatcher, output, *inputs, changed="register-tick.n_intervals").status_code == 200
    assert dispatcher.get("/api/cameras", headers={"X-Passive": "1"}).status_code == 200
    assert seen() == before
    assert call(dispatcher, output, *inputs, changed="register-refresh.n_clicks").status_code == 200
    assert seen() > before


def test_wrong_names_and_passwords_are_one_answer(anyone, login: str) -> None:
    wrong_password = sign_in(anyone, login, "wrong")
    wrong_name = sign_in(anyone, "no-such-person", "wrong")
    assert wrong_password.status_code == wrong_name.status_code == 401
    assert wrong_password.json == wrong_name.json
    assert wrong_name.json["code"] == "E-SESS-02"


def test_five_failures_lock_the_account(site: Site, anyone) -> None:
    site.person("dispatcher", login="locked", password=PASSWORD)
    assert [sign_in(anyone, "locked", "wrong").json["code"] for _ in range(5)] == ["E-SESS-02"] * 5
    answer = sign_in(anyone, "locked")
    assert answer.status_code == 401
    assert answer.json["code"] == "E-SESS-03"
    assert "{until}" not in answer.json["message"]


def test_a_terminal_that_is_not_registered_is_refused(site: Site, login: str) -> None:
    away = site.client()
    answer = away.post("/api/session", json={"login": login, "password": PASSWORD}, environ_overrides={"REMOTE_ADDR": "10.9.9.9"})
    assert answer.status_code in (401, 403)
    assert answer.json["code"] == "E-TERM-01"
    assert answer.json["article"] == "27"


def test_a_forwarded_address_is_not_believed(site: Site, login: str) -> None:
    answer = site.client().post(
        "/api/session",
        json={"login": login, "password": PASSWORD},
        headers={"X-Forwarded-For": "127.0.0.1"},
        environ_overrides={"REMOTE_ADDR": "10.9.9.9"},
    )
    assert answer.json["code"] == "E-TERM-01"


def test_a_token_serves_only_from_its_terminal(site: Site, dispatcher) -> None:
    answer = dispatcher.get("/api/cameras", environ_overrides={"REMOTE_ADDR": "10.9.9.9"})
    assert answer.status_code in (401, 403)


def test_an_address_that_guesses_is_slowed_down(build_site) -> None:
    site = build_site()
    client = site.client()
    answers = [client.post("/api/session", json={"login": f"n{n}", "password": "x"}).status_code for n in range(31)]
    assert answers == [401] * 30 + [429]
    told = client.post("/api/session", json={"login": "n", "password": "x"})
    assert told.json["code"] == "E-HTTP-429"
    assert told.headers["Retry-After"] == "60"


@pytest.mark.parametrize("sent", ["", "{", "[]", "null", '{"login": "x"}', '{"login": 1, "password": "x"}', '{"login": "a\\u0000", "password": "x"}',
                                  '{"login": "\\ud800", "password": "x"}'])  # fmt: skip
def test_nonsense_is_explained_at_the_field(anyone, sent: str) -> None:
    answer = anyone.post("/api/session", data=sent, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json["field"] in ("body", "login", "password")


def test_signing_out_needs_no_more_than_a_session(site: Site) -> None:
    client = site.client(site.person("system_admin"))
    assert client.delete("/api/session", headers=CSRF).status_code == 204
