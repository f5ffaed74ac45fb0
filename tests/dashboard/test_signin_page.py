"""The sign-in page: Chinese first, clear refusals, one's own site only; the demonstration's people only in the demonstration."""

from __future__ import annotations

import json
import re

import pytest

from tests.dashboard.conftest import Site

PASSWORD = "Right-password-1"


def form_token(client) -> str:
    return re.search(r'name="form_token" value="([^"]+)"', client.get("/signin").get_data(as_text=True))[1]


def submit(client, login: str, password: str = PASSWORD, **more: str):
    return client.post("/signin", data={"login": login, "password": password, "form_token": form_token(client), **more})


@pytest.fixture(scope="module")
def people(site: Site) -> None:
    site.person("dispatcher", login="watcher", password=PASSWORD)
    site.person("system_admin", login="admin", password=PASSWORD)
    site.person("auditor", department=site.city.bureau, login="auditor", password=PASSWORD)


@pytest.mark.parametrize(("login", "first"), [("watcher", "/"), ("auditor", "/register"), ("admin", "/account")])
def test_everybody_arrives_at_a_page_of_theirs(anyone, people, login: str, first: str) -> None:
    answer = submit(anyone, login)
    assert answer.status_code == 303
    assert answer.location == first
    assert anyone.get(first).status_code == 200


@pytest.mark.parametrize(("role", "first"), [("auditor", "/register"), ("security_admin", "/account")])
def test_who_sees_no_map_begins_elsewhere_and_is_not_refused(site: Site, role: str, first: str) -> None:
    client = site.client(site.person(role, department=site.city.bureau))
    before = len(site.leaves("access"))
    assert client.get("/").location == first
    assert len(site.leaves("access")) == before


@pytest.mark.parametrize(
    ("wanted", "arrives"),
    [
        ("/register?x=1", "/register?x=1"), ("//evil.example", "/"), ("https://evil.example/", "/"), ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"), ("/signin", "/"), ("/a\nb", "/"), ("", "/"),
    ],
)  # fmt: skip
def test_one_goes_on_within_this_site_only(anyone, people, wanted: str, arrives: str) -> None:
    assert submit(anyone, "watcher", next=wanted).location == arrives


def test_a_refusal_is_shown_in_words_and_keeps_the_name(anyone, people) -> None:
    answer = submit(anyone, '<b>"x"</b>', "wrong")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "用户名或密码不正确。" in text
    assert "<b>" not in text.split("<form")[1].split("</form>")[0]
    assert "wrong" not in text


def test_a_nul_in_a_name_is_no_fault_of_ours(anyone) -> None:
    assert submit(anyone, "a\x00b").status_code == 401


def test_the_language_is_chinese_until_chosen(anyone) -> None:
    assert '<html lang="zh-CN"' in anyone.get("/signin", headers={"Accept-Language": "en"}).get_data(as_text=True)
    answer = anyone.get("/signin?lang=en&next=/register")
    assert answer.location == "/signin?next=%2Fregister"
    text = anyone.get(answer.location).get_data(as_text=True)
    assert '<html lang="en"' in text
    assert not re.search(r"[\u4e00-\u9fff]", text.replace("中文", ""))


def test_outside_the_demonstration_nothing_of_it_exists(site: Site, anyone) -> None:
    assert site.settings.demo is False
    for language in ("zh", "en"):
        anyone.set_cookie("mj_lang", language)
        text = anyone.get("/signin").get_data(as_text=True).lower()
        assert not [word for word in ("演示", "demonstration", "demo", "details") if word in text.replace("demonstration zone", "")]
    assert anyone.post("/signin/demo", data={"form_token": form_token(anyone), "login": "watcher"}).status_code == 404
    assert not [name for name in site.app.server.view_functions if "demo" in name]
    assert anyone.get("/signin/demo/people.css").status_code == 302


@pytest.fixture
def demo(build_site) -> Site:
    site = build_site(demo=True)
    site.person("dispatcher", login="watcher", password=PASSWORD)
    folder = site.settings.var_dir / "demo"
    folder.mkdir(parents=True)
    entry = {"login": "watcher", "password": PASSWORD, "name": "张三", "department": "市公安局", "department_en": "Police", "roles": ["dispatcher"]}
    (folder / "accounts.json").write_text(json.dumps([entry]), encoding="utf-8")
    return site


def test_in_the_demonstration_one_click_signs_in(demo: Site) -> None:
    client = demo.client()
    text = client.get("/signin").get_data(as_text=True)
    assert "演示" in text
    assert client.get("/signin/demo/people.css").mimetype == "text/css"
    assert "张三" in text
    assert "市公安局" in text
    assert PASSWORD in text.split("<details>")[1]
    assert PASSWORD not in text.split("<details>")[0]
    answer = client.post("/signin/demo", data={"form_token": form_token(client), "login": "watcher"})
    assert answer.status_code == 303
    assert client.get("/").status_code == 200


def test_the_demonstrations_click_needs_the_form_and_a_known_person(demo: Site) -> None:
    client = demo.client()
    assert client.post("/signin/demo", data={"login": "watcher"}).status_code == 403
    assert client.post("/signin/demo", data={"form_token": form_token(client), "login": "west"}).status_code == 401


def test_before_seeding_the_demonstration_says_so(build_site) -> None:
    assert "演示数据还没有写入" in build_site(demo=True).client().get("/signin").get_data(as_text=True)
