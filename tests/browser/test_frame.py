"""The frame around every page, in a real browser: no violation of the policy, no foreign host, keyboard, language, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, Watch
from tests.factories import make_person
from tests.support.web import client_of

pytestmark = pytest.mark.browser


@pytest.fixture
def auditor(live: Live) -> int:
    return make_person(live.owner, live.city.bureau, "auditor", login="auditor")


def look(live: Live, purpose: str = "巡查济水大街") -> None:
    """One look by the dispatcher, as the API makes it."""
    from tests.factories import make_session

    live.owner.rows("UPDATE law.session SET ended_at = clock_timestamp(), end_reason = 'test' WHERE person_id = %(p)s", p=live.city.dispatcher)
    client = client_of(live.app.server, mj_session=make_session(live.owner, live.city.dispatcher))
    for camera, status in ((live.city.west_camera, 201), (live.city.east_camera, 403)):
        sent = {"camera": camera, "action": "camera:view-live", "purpose": purpose}
        assert client.post("/api/viewings", json=sent, headers={"X-CSRF-Token": "csrf"}).status_code == status


def test_the_register_shows_a_look_with_the_six_columns(page: Page, live: Live) -> None:
    look(live)
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/register")
    for title in ("具体用途", "使用人员", "批准人员", "视频内容", "获取时间", "介质类型"):
        expect(page.get_by_role("columnheader", name=title)).to_be_visible()
    expect(page.get_by_role("gridcell", name="巡查济水大街").first).to_be_visible()
    expect(page.get_by_role("gridcell", name="济水大街西口 · 实时预览")).to_be_visible()
    expect(page.get_by_text("共2条")).to_be_visible()


def test_the_register_is_narrowed_by_date(page: Page, live: Live) -> None:
    look(live)
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/register")
    expect(page.get_by_text("共2条")).to_be_visible()
    page.get_by_role("button", name="日期范围").click()
    expect(page.get_by_text(re.compile(r"^\d{4}年\d{1,2}月$"))).to_be_visible()
    for title in "一二三四五六日":
        expect(page.get_by_role("columnheader", name=re.compile(title)).or_(page.locator("th", has_text=title)).first).to_be_visible()


def test_the_audit_shows_the_refusal_and_the_seals(page: Page, live: Live, auditor: int) -> None:
    look(live)
    live.sign_in(page, auditor)
    page.goto(live.url + "/audit")
    expect(page.get_by_role("gridcell", name="E-JUR-01")).to_be_visible()
    expect(page.get_by_role("gridcell", name="第二十五条")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("最新封存")
    expect(page.get_by_role("link", name="地图")).to_have_count(0)


def test_navigation_offers_what_the_roles_give(page: Page, live: Live) -> None:
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/register")
    navigation = page.get_by_role("navigation", name="主导航")
    expect(navigation.get_by_role("link")).to_have_text(["地图", "登记"])
    expect(navigation.get_by_role("link", name="登记")).to_have_attribute("aria-current", "page")
    expect(page).to_have_title("登记 · 明界")


def test_the_language_switch_turns_the_whole_page(page: Page, live: Live) -> None:
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/account")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.evaluate("mj.t('共{n}条', {n: 3})") == "3 rows"
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="我的账户")).to_be_visible()
    assert page.evaluate("mj.t('共{n}条', {n: 3})") == "共3条"


def test_light_and_dark_are_chosen_and_kept(page: Page, live: Live) -> None:
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/account")
    root = page.locator("html")
    expect(root).to_have_attribute("data-mantine-color-scheme", "light")
    page.get_by_role("button", name="切换明暗").click()
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    expect(page.get_by_role("heading", name="我的账户")).to_be_visible()
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")


def test_paperwork_starts_light_and_the_map_dark(page: Page, live: Live) -> None:
    live.sign_in(page, live.city.dispatcher)
    for path, scheme in (("/", "dark"), ("/register", "light")):
        page.goto(live.url + path)
        expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)


def test_the_keyboard_reaches_the_content_first(page: Page, live: Live) -> None:
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/account")
    expect(page.get_by_role("heading", name="我的账户")).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Tab")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert width != "0px"


def test_no_person_and_no_row_is_kept_in_the_browser(page: Page, live: Live) -> None:
    look(live)
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/register")
    expect(page.get_by_text("共2条")).to_be_visible()
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    for word in ("巡查济水大街", live.city.west_camera, "west"):
        assert word not in kept


def test_a_callback_that_is_refused_tells_so_in_a_notification(page: Page, live: Live) -> None:
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/register")
    expect(page.get_by_text("共0条")).to_be_visible()
    page.evaluate("dash_clientside.set_props('register-scope', {value: 'all'})")
    expect(page.get_by_role("alert").filter(has_text="E-ROLE-01")).to_contain_text("第二十二条")


def test_a_door_that_closes_meanwhile_tells_so_and_changes_nothing(page: Page, live: Live, watch: Watch) -> None:
    watch.allow("status of 403")
    look(live)
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/register")
    expect(page.get_by_text("共2条")).to_be_visible()
    live.owner.rows("DELETE FROM law.person_role WHERE person_id = %(p)s", p=live.city.dispatcher)
    page.get_by_role("button", name="刷新").click()
    expect(page.get_by_role("alert").filter(has_text="E-ROLE-01 · 第二十二条")).to_be_visible()
    expect(page.get_by_text("共2条")).to_be_visible()
