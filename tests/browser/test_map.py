"""The map: every camera that may be known, padlocks by right, cards with reasons (Article 25), nothing of what is secret (R-33)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from layers.cameras import decode_cameras
from tests.browser.conftest import Live
from tests.factories import make_camera, make_person
from tests.support.map_page import click_on, debug, hover_on, look_at, look_of, number_of, open_map, wait_js

HOSTILE = '<img src=x onerror="document.title=1"><b>桥头'


def test_every_camera_that_may_be_known_is_drawn(page: Page, live: Live) -> None:
    for n in range(40):
        make_camera(live.owner, live.city.east, 112.51 + n * 0.004, 35.02, camera_type=1 + n % 7)
    drawn = open_map(page, live)["drawn"]
    assert drawn["cameras"] == 42
    assert drawn["clusters"] > 0
    near = look_at(page, 112.55, 35.05, 17)["drawn"]
    assert (near["clusters"], near["points"]) == (0, 1)


def test_padlocks_follow_each_departments_own_rights(page: Page, live: Live) -> None:
    open_map(page, live)
    assert look_of(page, live, live.city.west_camera)["locked"] is False
    assert look_of(page, live, live.city.east_camera)["locked"] is True
    assert debug(page)["tally"] | {"statuses": None} == {"total": 2, "shown": 2, "open": 1, "locked": 1, "statuses": None}
    open_map(page, live, live.city.neighbour)
    assert look_of(page, live, live.city.west_camera)["locked"] is True
    assert look_of(page, live, live.city.east_camera)["locked"] is False


def test_a_person_without_a_letter_finds_every_camera_locked(page: Page, live: Live) -> None:
    live.owner.rows("UPDATE law.letter SET valid_to = valid_from WHERE person_id = %(p)s", p=live.city.dispatcher)
    open_map(page, live)
    assert debug(page)["tally"]["open"] == 0
    expect(page.locator("#map-note")).to_contain_text("责任书")
    expect(page.locator("#map-note")).to_contain_text("第二十二条")


def test_a_secret_camera_is_in_no_answer(page: Page, live: Live) -> None:
    secret, number = live.city.secret_camera, number_of(live, live.city.secret_camera)
    answers = []
    page.on("response", lambda response: answers.append(response) if "/map/" in response.url or "/api/" in response.url else None)
    open_map(page, live)
    look_at(page, 112.56, 35.05, 18)
    click_on(page, 112.56, 35.05)
    page.get_by_role("combobox").fill("涉密")
    expect(page.locator(".map-search-none")).to_be_visible()
    page.get_by_role("combobox").fill(secret[-8:])
    expect(page.locator(".map-search-none")).to_be_visible()
    asked = page.evaluate(
        """async ([code, number]) => Promise.all([`/map/cameras?codes=${code}`, `/map/cameras?ids=${number}`, '/map/states?since=0',
            '/api/cameras', '/map/cameras.bin'].map(async (path) => (await fetch(path)).text()))""",
        [secret, number],
    )
    assert asked[0] == asked[1]
    assert all(secret not in text and "涉密" not in text for text in asked)
    blobs = [decode_cameras(answer.body()) for answer in answers if "cameras.bin" in answer.url]
    assert blobs
    assert all(number not in blob["id"] for blob in blobs)
    for answer in answers:
        assert secret.encode() not in answer.body(), answer.url
        assert "涉密".encode() not in answer.body(), answer.url
    assert look_of(page, live, secret) is None


def test_the_bureaus_reviewer_knows_the_secret_camera_but_may_not_open_it(page: Page, live: Live) -> None:
    open_map(page, live, live.city.signers[2])
    assert look_of(page, live, live.city.secret_camera) is not None
    assert debug(page)["tally"]["open"] == 0


def test_the_card_of_a_lawful_camera_offers_live_and_snapshot(page: Page, live: Live) -> None:
    open_map(page, live)
    page.evaluate("mj.bus.addEventListener('mj:open', (event) => { (window.asked = window.asked || []).push([event.detail.code, event.detail.action]); })")
    look_at(page, 112.55, 35.05, 17)
    click_on(page, 112.55, 35.05)
    card = page.locator("#map-card")
    expect(card.locator("h2")).to_have_text("济水大街西口")
    for word in ("正常", "固定枪机", "一类视频监控点", "单位west", live.city.west_camera):
        expect(card).to_contain_text(word)
    card.get_by_role("button", name="实时画面").click()
    wait_js(page, "(window.asked || []).length === 1")
    page.evaluate("document.querySelector('[role=dialog] button, dialog button')")
    card.get_by_role("button", name="抓拍").dispatch_event("click")
    assert wait_js(page, "(window.asked || []).length === 2 && window.asked") == [
        [live.city.west_camera, "camera:view-live"],
        [live.city.west_camera, "camera:view-snapshot"],
    ]


def test_the_card_of_an_unlawful_camera_says_why_with_the_article(page: Page, live: Live) -> None:
    open_map(page, live)
    look_at(page, 112.65, 35.05, 17)
    click_on(page, 112.65, 35.05)
    card = page.locator("#map-card")
    expect(card.locator("h2")).to_have_text("济水大街东口")
    expect(card.locator(".map-reason")).to_have_count(1)
    expect(card.locator(".map-reason")).to_contain_text("核定辖区之外（第二十五条）")
    expect(card.locator(".map-reason")).to_contain_text("E-JUR-01")
    for name in ("实时画面", "抓拍"):
        expect(card.get_by_role("button", name=name)).to_contain_class("is-locked")


def test_a_card_tells_no_address_phone_or_secret(page: Page, live: Live) -> None:
    live.owner.rows(
        """UPDATE catalogue.camera SET contact_name = '联络人某', contact_phone = '0391-5551234', network = '10.7.7.7',
           dossier = '{"ip": "10.9.9.9", "口令": "pa55"}' WHERE gb_code = %(c)s""",
        c=live.city.west_camera,
    )
    open_map(page, live)
    told = page.evaluate("async (code) => (await fetch(`/map/cameras?codes=${code}`)).text()", live.city.west_camera)
    for word in ("5551234", "联络人", "10.7.7.7", "10.9.9.9", "pa55", "rtsp"):
        assert word not in told


def test_a_hostile_name_stays_text(page: Page, live: Live) -> None:
    code = make_camera(live.owner, live.city.west, 112.57, 35.06, name=HOSTILE)
    make_camera(live.owner, live.city.west, 112.57, 35.06, name=HOSTILE + "2")
    live.owner.rows("UPDATE law.department SET name_zh = %(n)s WHERE id = %(d)s", n=HOSTILE, d=live.city.west)
    open_map(page, live)
    page.get_by_role("combobox").fill(HOSTILE[:12])
    expect(page.locator(".map-search-row b").first).to_have_text(HOSTILE)
    page.get_by_role("combobox").fill("")
    look_at(page, 112.57, 35.06, 17)
    click_on(page, 112.57, 35.06)
    expect(page.locator(".map-pole-row b").first).to_have_text(HOSTILE)
    page.locator(".map-pole-row").first.click()
    expect(page.locator("#map-card h2")).to_have_text(HOSTILE)
    expect(page.locator("#map-card")).to_contain_text(code)
    page.get_by_role("button", name="筛选", exact=True).click()
    expect(page.locator("#map-filters")).to_contain_text(HOSTILE)
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    assert page.title() != "1"


def test_several_cameras_on_one_pole_open_a_list(page: Page, live: Live) -> None:
    codes = [make_camera(live.owner, live.city.west, 112.58, 35.07, name=f"杆上{n}号") for n in range(3)]
    open_map(page, live)
    assert look_at(page, 112.58, 35.07, 17)["drawn"]["points"] == 3
    click_on(page, 112.58, 35.07)
    rows = page.locator(".map-pole-row")
    expect(rows).to_have_count(3)
    expect(rows.first).to_be_focused()
    rows.nth(1).press("Enter")
    expect(page.locator("#map-card")).to_contain_text(codes[1])
    page.get_by_role("button", name="返回列表").click()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="关闭", exact=True).click()
    expect(page.locator("#map-card")).to_be_hidden()


def test_a_cluster_opens_by_going_nearer(page: Page, live: Live) -> None:
    for n in range(30):
        make_camera(live.owner, live.city.west, 112.53 + n * 1e-3, 35.03 + (n % 5) * 1e-3)
    before = open_map(page, live)
    hit = max(before["hits"], key=lambda one: one["n"])
    place = page.evaluate("(id) => { const c = mj.map.room.cameras; return c.latLng(c.indexOf(id)); }", hit["id"])
    look_at(page, place[1], place[0], 11)
    box = page.evaluate("(() => { const b = mj.map.room.layer._bounds.min; const o = mj.map.room.map.layerPointToContainerPoint(b); return [o.x, o.y]; })()")
    hit = max(debug(page)["hits"], key=lambda one: one["n"])
    stage = page.locator("#map-leaflet").bounding_box()
    page.mouse.click(stage["x"] + box[0] + hit["x"], stage["y"] + box[1] + hit["y"])
    wait_js(page, "mj.map.room.map.getZoom() > 12")


def test_hover_lights_the_pane_and_a_pane_lights_the_camera(page: Page, live: Live) -> None:
    open_map(page, live)
    page.evaluate("mj.bus.addEventListener('mj:camera-hover', (event) => { (window.lit = window.lit || []).push([event.detail.code, event.detail.on]); })")
    look_at(page, 112.55, 35.05, 17)
    click_on(page, 112.55, 35.05)
    expect(page.locator("#map-card h2")).to_have_text("济水大街西口")
    hover_on(page, 112.5505, 35.0505)
    hover_on(page, 112.55, 35.05)
    wait_js(page, "(window.lit || []).some(([, on]) => on)")
    hover_on(page, 112.5505, 35.0505)
    assert wait_js(page, "(window.lit || []).slice(-1)[0][1] === false && window.lit")[-1] == [live.city.west_camera, False]
    page.evaluate("(code) => mj.bus.dispatchEvent(new CustomEvent('mj:pane-hover', {detail: {code, on: true}}))", live.city.east_camera)
    wait_js(page, "document.querySelector('.map-mark-pane')")
    page.evaluate("(code) => mj.bus.dispatchEvent(new CustomEvent('mj:pane-hover', {detail: {code, on: false}}))", live.city.east_camera)
    wait_js(page, "!document.querySelector('.map-mark-pane')")


@pytest.mark.parametrize("role", ["system_admin", "security_admin"])
def test_an_administrator_of_the_platform_sees_no_camera(page: Page, live: Live, watch, role: str) -> None:
    watch.allow("403")
    live.sign_in(page, make_person(live.owner, live.city.bureau, role))
    page.goto(live.url)  # leads to where they may be
    assert page.locator(".map-page").count() == 0
    refused = page.evaluate("async () => Promise.all(['/map/cameras.bin', '/map/version', '/map/context', '/map/search?q=1', '/map/cameras?ids=1', '/map/states?since=0', '/map/tiles/0/0/0.mvt'].map(async (path) => (await fetch(path)).status))")
    assert set(refused) == {403}
