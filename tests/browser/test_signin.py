"""The road in, in a real browser: sign-in page, languages, refusals, signing out; and that nothing of the application is served before."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from data.settings import Settings
from tests.browser.conftest import Live, Watch
from tests.factories import PASSWORD
from tests.support.postgres import TestDatabase

pytestmark = pytest.mark.browser


def fill(page: Page, login: str, password: str) -> None:
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_person_signs_in_and_arrives_where_they_wanted(page: Page, live: Live) -> None:
    page.goto(live.url + "/register")
    expect(page).to_have_url(re.compile(r"/signin\?next=/register"))
    fill(page, "west", PASSWORD)
    expect(page).to_have_url(live.url + "/register")
    expect(page.get_by_role("heading", name="使用登记")).to_be_visible()
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["mj_session"]["httpOnly"]
    assert cookies["mj_session"]["sameSite"] == "Strict"
    assert "mj_presession" not in cookies


def test_a_wrong_password_is_refused_in_words(page: Page, live: Live, watch: Watch) -> None:
    watch.allow("status of 401")
    page.goto(live.url + "/signin")
    fill(page, "west", "不对")
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不正确。")
    expect(page.get_by_label("用户名")).to_have_value("west")
    expect(page.get_by_label("密码", exact=True)).to_have_value("")


def test_before_signing_in_only_the_page_and_its_files_are_asked_for(page: Page, live: Live) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(live.url)))
    page.goto(live.url + "/")
    page.wait_for_load_state("networkidle")
    assert all(address == "/" or address.startswith(("/signin", "/assets/base.css", "/assets/favicon.svg")) for address in asked), asked
    assert page.evaluate("document.scripts.length") == 0


def test_the_language_is_chosen_on_the_page_and_kept(page: Page, live: Live) -> None:
    page.goto(live.url + "/signin")
    expect(page.get_by_role("heading", name="登录", exact=True)).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Login").fill("west")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Register")).to_be_visible()


def test_signing_out_ends_the_session_everywhere(page: Page, live: Live) -> None:
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/account")
    page.get_by_role("button", name="账户菜单").click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page).to_have_url(live.url + "/signin")
    live_sessions = live.owner.rows("SELECT FROM law.session WHERE person_id = %(p)s AND ended_at IS NULL", p=live.city.dispatcher)
    assert live_sessions == []
    page.go_back()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_be_visible()


def test_a_session_ended_elsewhere_leads_back_to_the_sign_in_page(page: Page, live: Live, watch: Watch) -> None:
    watch.allow("status of 401")
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/register")
    expect(page.get_by_text("共0条")).to_be_visible()
    live.owner.rows("UPDATE law.session SET ended_at = clock_timestamp(), end_reason = 'test' WHERE ended_at IS NULL")
    page.get_by_role("button", name="刷新").click()
    expect(page).to_have_url(re.compile(r"/signin\?next="))


class TestDemonstration:
    """One click for each of the demonstration's people, under a banner that says so."""

    @pytest.fixture
    def live_settings(self, live_settings: Settings, database: TestDatabase) -> Settings:
        folder = database.settings.var_dir / "demo"
        folder.mkdir(parents=True)
        entry = {"login": "west", "password": PASSWORD, "name": "王磊", "department": "市公安局", "department_en": "Police", "roles": ["dispatcher"]}
        (folder / "accounts.json").write_text(json.dumps([entry]), encoding="utf-8")
        return live_settings.model_copy(update={"demo": True})

    def test_one_click_signs_in_under_a_banner(self, page: Page, live: Live) -> None:
        page.goto(live.url + "/signin?next=/register")
        expect(page.get_by_role("note")).to_contain_text("演示")
        expect(page.get_by_text(PASSWORD)).to_be_hidden()
        page.get_by_text("演示账号的密码").click()
        expect(page.get_by_text(PASSWORD)).to_be_visible()
        page.get_by_role("button", name="王磊").click()
        expect(page).to_have_url(live.url + "/register")
        expect(page.get_by_role("note")).to_contain_text("演示城市")
