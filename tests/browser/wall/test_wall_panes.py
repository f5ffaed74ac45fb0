"""The wall in the hand: purpose, places, layouts, refusals, keys, sight, and what is left when the page goes.

Held here: the purpose is asked once and goes with every look (Article 24), a pane keeps its place, a refusal stays with its
article until it is dismissed, nothing of a picture is kept anywhere.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.wall_bench import Bench
from tests.support.wall_page import REFUSAL, A, B, C, D, E, ask, moves, opened, pane, plays, say_purpose

pytestmark = pytest.mark.browser


def test_purpose_is_asked_once_and_sent_with_every_look(page: Page, bench: Bench):
    opened(page, A, B)
    assert [request["purpose"] for request in bench.requests] == ["值守巡查", "值守巡查"]
    assert all(request["csrf"] == "a-session-of-the-bench" for request in bench.requests)
    expect(pane(page, A)).to_contain_text("值守巡查")


def test_purpose_must_be_stated_and_can_be_left(page: Page, bench: Bench):
    ask(page, A)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("看 ")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_contain_text("至少 2 个字")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert bench.requests == []


def test_changed_purpose_holds_for_the_next_look_only(page: Page, bench: Bench):
    opened(page, A)
    page.get_by_role("button", name="更改").click()
    say_purpose(page, "可疑情况核查")
    ask(page, B)
    plays(page, B)
    assert [request["purpose"] for request in bench.requests] == ["值守巡查", "可疑情况核查"]
    expect(pane(page, A)).to_contain_text("值守巡查")


def test_suggestions_follow_the_department_and_fill_the_field(page: Page, bench: Bench):
    page.evaluate("document.querySelector('.mj-wall-host').dataset.department = '市水利局'")
    ask(page, A)
    page.get_by_role("button", name="汛情巡查").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    plays(page, A)
    assert bench.requests[0]["purpose"] == "汛情巡查"


def test_panes_keep_their_place_when_others_come_and_go(page: Page, bench: Bench):
    opened(page, A)
    page.evaluate(
        """code => {
        window.first = document.querySelector(`[data-camera="${code}"] canvas`);
        window.removed = 0;
        const count = (node) => { window.removed += node.contains(window.first) ? 1 : 0; };
        new MutationObserver((all) => all.forEach((change) => change.removedNodes.forEach(count)))
            .observe(document.body, {childList: true, subtree: true});
    }""",
        A,
    )
    for code in (B, C, D):
        ask(page, code)
        plays(page, code)
    pane(page, B).get_by_role("button", name="关闭画面").click()
    expect(pane(page, B)).to_have_count(0)
    places = page.evaluate(
        "[...document.querySelectorAll('.mj-wall-place')].map((p) => p.querySelector('.mj-wall-pane')?.dataset.camera ?? null)"
    )
    assert places == [A, None, C, D]
    assert page.evaluate("window.removed") == 0
    assert page.evaluate("window.first.isConnected")
    ask(page, E)
    plays(page, E)
    assert page.locator(".mj-wall-place").nth(1).locator(".mj-wall-pane").get_attribute("data-camera") == E


def test_fifth_pane_is_told_to_wait(page: Page, bench: Bench):
    opened(page, A, B, C, D)
    ask(page, E)
    expect(page.get_by_role("alert")).to_contain_text("视频墙已满")
    assert len(bench.requests) == 4
    pane(page, D).get_by_role("button", name="关闭画面").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_two_clicks_are_one_look(page: Page, bench: Bench):
    ask(page, A)
    ask(page, A)
    say_purpose(page)
    plays(page, A)
    page.evaluate("code => { mj.wall.open({code}); mj.wall.open({code}); }", B)
    plays(page, B)
    assert [request["camera"] for request in bench.requests] == [A, B]


def test_larger_walls_are_only_more_data(page: Page, bench: Bench):
    page.evaluate("mj.wallParts.LAYOUTS.push(6, 9, 16)")
    opened(page, A, B, C, D, E)
    expect(page.locator(".mj-wall-place")).to_have_count(6)
    arranged = "([count, w, h]) => { const { columns, rows } = mj.wallParts.arrange(count, w, h); return [columns, rows]; }"
    assert page.evaluate(arranged, [9, 1920, 1080]) == [3, 3]
    assert page.evaluate(arranged, [16, 1920, 1080]) == [4, 4]
    assert page.evaluate(arranged, [4, 400, 1200]) == [1, 4]


def test_the_purpose_can_be_read_in_a_narrow_pane(page: Page, bench: Bench):
    opened(page, A, B, C, D)
    page.set_viewport_size({"width": 1000, "height": 560})
    page.wait_for_function("() => mj.wall.grid.columns === 2")
    fits = "() => [...document.querySelectorAll('.mj-wall-aim')].every((n) => n.clientWidth >= 60 && n.scrollWidth <= n.clientWidth)"
    page.wait_for_function(fits)


def test_layouts_never_hide_an_open_pane(page: Page, bench: Bench):
    opened(page, A, B)
    expect(page.get_by_role("button", name="1 画面", exact=True)).to_be_disabled()
    page.get_by_role("button", name="4 画面", exact=True).click()
    expect(page.locator(".mj-wall-place")).to_have_count(4)
    page.get_by_role("button", name="2 画面", exact=True).click()
    expect(page.locator(".mj-wall-place")).to_have_count(2)
    moves(page, A)
    moves(page, B)


def test_refusal_names_rule_and_article_until_dismissed(page: Page, bench: Bench):
    bench.refusals[B] = (403, REFUSAL)
    opened(page, A)
    ask(page, B)
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("第二十五条")
    expect(notice).to_contain_text("点位不在本单位核定辖区内。")
    expect(notice).to_contain_text("E-JUR-01")
    expect(pane(page, B)).to_have_count(0)
    ask(page, C)
    plays(page, C)
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="知道了").click()
    expect(notice).to_have_count(0)


def test_keyboard_walks_and_closes(page: Page, bench: Bench):
    opened(page, A, B, C, D)
    page.evaluate("document.getElementById('dock').classList.add('wide')")
    page.wait_for_function("() => mj.wall.grid.columns === 2")
    pane(page, A).focus()
    page.keyboard.press("ArrowRight")
    expect(pane(page, B)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(pane(page, D)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(pane(page, C)).to_be_focused()
    page.keyboard.press("Delete")
    expect(pane(page, C)).to_have_count(0)
    pane(page, B).focus()
    page.keyboard.press("Escape")
    expect(pane(page, B)).to_have_count(0)
    bench.wait(lambda: set(bench.ended) == {"2", "3"})


def test_hover_links_pane_and_camera(page: Page, bench: Bench):
    opened(page, A, B)
    page.evaluate(
        "window.hovers = []; mj.bus.addEventListener('mj:pane-hover', (e) => window.hovers.push([e.detail.code, e.detail.on]))"
    )
    pane(page, A).hover()
    page.mouse.move(5, 5)
    assert page.evaluate("window.hovers") == [[A, True], [A, False]]
    page.evaluate("code => mj.emit('mj:camera-hover', {code, on: true})", B)
    expect(pane(page, B)).to_have_class(re.compile("is-lit"))
    expect(pane(page, A)).not_to_have_class(re.compile("is-lit"))
    page.evaluate("code => mj.emit('mj:camera-hover', {code, on: false})", B)
    expect(pane(page, B)).not_to_have_class(re.compile("is-lit"))


def test_no_picture_can_be_saved_from_the_wall(page: Page, bench: Bench):
    opened(page, A)
    assert page.locator(".mj-wall a, .mj-wall [download], .mj-wall img").count() == 0
    kept = page.evaluate("JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])")
    assert "ticket" not in kept
    assert "data:" not in kept
    assert len(kept) < 600


def test_the_same_camera_again_is_not_a_second_look(page: Page, bench: Bench):
    opened(page, A)
    ask(page, A)
    expect(pane(page, A)).to_be_focused()
    assert len(bench.requests) == 1
    expect(pane(page, A)).to_have_count(1)


def test_container_replaced_by_a_page_change_gets_the_running_wall_back(page: Page, bench: Bench):
    opened(page, A)
    page.evaluate(
        "() => { const p = document.getElementById('page'); window.kept = p.innerHTML; p.replaceChildren(); }"
    )
    page.evaluate(
        """() => { const host = document.createElement('div'); host.className = 'mj-wall-host'; document.getElementById('page').append(host); }"""
    )
    plays(page, A)
    moves(page, A)
    assert len(bench.requests) == 1
    assert bench.ended == []


def test_out_of_sight_for_long_ends_looks_and_return_asks_anew(page: Page, bench: Bench):
    opened(page, A)
    page.evaluate("mj.wall.sightLimit = 50")
    page.evaluate("document.getElementById('dock').classList.add('folded')")
    bench.wait(lambda: bench.ended == ["1"])
    page.evaluate("document.getElementById('dock').classList.remove('folded')")
    plays(page, A)
    moves(page, A)
    assert len(bench.requests) == 2


def test_a_hidden_tab_decodes_nothing_and_shows_the_newest_on_return(page: Page, bench: Bench):
    opened(page, A)
    hide = "(hidden) => { Object.defineProperty(document, 'hidden', {get: () => hidden, configurable: true}); document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(hide, True)
    picture = "[...mj.wall.panes][0].picture"
    page.wait_for_function(f"() => !{picture}.busy")
    painted, dropped = page.evaluate(f"[{picture}.painted, {picture}.dropped]")
    page.wait_for_function(f"(before) => {picture}.dropped > before + 5", arg=dropped)
    assert page.evaluate(f"{picture}.painted") == painted
    page.evaluate(hide, False)
    page.wait_for_function(f"(before) => {picture}.painted > before + 2", arg=painted)
    plays(page, A)
    assert len(bench.requests) == 1
    assert bench.ended == []


def test_reload_asks_anew_in_the_same_places_with_the_same_purpose(page: Page, bench: Bench):
    opened(page, A, B)
    pane(page, A).get_by_role("button", name="关闭画面").click()
    ask(page, C, "camera:view-snapshot")
    expect(pane(page, C, "camera:view-snapshot")).to_have_attribute("data-state", "still")
    page.reload()
    plays(page, B)
    bench.wait(lambda: {"1", "2"} <= set(bench.ended))
    expect(pane(page, C, "camera:view-snapshot")).to_have_attribute("data-state", "kept")
    places = page.evaluate(
        "[...document.querySelectorAll('.mj-wall-place')].map((p) => p.querySelector('.mj-wall-pane')?.dataset.camera ?? null)"
    )
    assert places == [C, B]
    assert [request["purpose"] for request in bench.requests] == ["值守巡查"] * 4


def test_sign_out_leaves_nothing(page: Page, bench: Bench):
    opened(page, A, B)
    page.evaluate("mj.emit('mj:sign-out', {})")
    expect(page.locator(".mj-wall-pane")).to_have_count(0)
    bench.wait(lambda: {"1", "2"} <= set(bench.ended) and not bench.sockets)
    assert page.evaluate("Object.keys(sessionStorage)") == []
    ask(page, A)
    expect(page.get_by_role("dialog")).to_be_visible()


def test_another_session_in_this_tab_finds_nothing(page: Page, bench: Bench):
    opened(page, A)
    page.evaluate("document.cookie = 'mj_csrf=another-session; path=/'; mj.wallParts.memory.wall()")
    assert page.evaluate("sessionStorage.getItem('mj-wall-panes')") is None


def test_names_are_text_never_markup(page: Page, bench: Bench):
    hostile = "<img src=x onerror=document.title='owned'>"
    page.evaluate(
        "name => mj.emit('mj:open', {code: '41900100001310000001', action: 'camera:view-live', name})",
        hostile,
    )
    say_purpose(page, "<b>巡查</b>")
    plays(page, A)
    expect(pane(page, A).locator(".mj-wall-name")).to_have_text(hostile)
    assert page.locator(".mj-wall img, .mj-wall b").count() == 0
    assert page.title() == "wall"


def test_who_looks_at_no_pictures_is_not_told_to_choose_one(page: Page) -> None:
    wall = page.locator(".mj-wall")
    expect(wall).to_contain_text("再选“实时”或“抓拍”")
    page.evaluate(
        """() => { const host = document.querySelector('.mj-wall-host'); const fresh = host.cloneNode(false);
        fresh.dataset.mayView = 'no'; host.replaceWith(fresh); }"""
    )
    expect(wall).to_contain_text("本岗位不调看画面")
    expect(wall).not_to_contain_text("再选“实时”")
