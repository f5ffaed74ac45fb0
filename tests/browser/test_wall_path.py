"""The one path, end to end in a browser: click, decision, gateway, RTSP camera, marked picture in the wall, register.

Real everything: PostGIS, the web application with its content security policy, a gateway worker, GStreamer's RTSP server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect
from werkzeug.serving import BaseWSGIServer

from data.settings import Settings
from feeds.worker import listening
from tests.browser.conftest import Live, Watch
from tests.factories import make_authorisation, make_camera
from tests.feeds import clips
from tests.feeds.cameras import PASSWORD, USER, RtspServer
from tests.support.gateway import Gateway
from tests.support.postgres import TestDatabase
from tests.support.wall_page import moves, pane, plays, say_purpose
from tests.support.wall_room import BRIGHT, ask, click, rows, sign_in, until

pytestmark = pytest.mark.browser

SNAPSHOT = "camera:view-snapshot"


@pytest.fixture(scope="module")
def rtsp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RtspServer]:
    folder = tmp_path_factory.mktemp("cameras")
    clips.make(folder / "scenes")
    server = RtspServer(folder / "scenes", folder / "secret")
    yield server
    server.close()


@pytest.fixture
def wire() -> Iterator[Any]:
    with listening("127.0.0.1", 0) as wire:
        yield wire


@pytest.fixture
def live_settings(database: TestDatabase, web_server: BaseWSGIServer, wire: Any) -> Settings:
    web, feeds = web_server.port, wire.getsockname()[1]
    changes = {"port": web, "public_url": f"http://127.0.0.1:{web}", "feeds_port": feeds, "feeds_workers": 1}
    return database.settings.model_copy(update=changes)


@pytest.fixture
def gateway(live: Live, database: TestDatabase, wire: Any, rtsp: RtspServer) -> Iterator[Gateway]:
    live.hosts.add(f"127.0.0.1:{live.settings.feeds_port}")
    gateway = Gateway(live.settings, database, wire)
    for camera in (live.city.west_camera, live.city.east_camera):
        gateway.set_source(camera, rtsp.source(camera[-4:]))
    yield gateway
    gateway.close()


@pytest.fixture
def more(live: Live, gateway: Gateway, rtsp: RtspServer) -> list[str]:
    """Three further lawful cameras of the western department."""
    codes = [
        make_camera(live.owner, live.city.west, 112.52 + 0.01 * n, 35.02, name=f"沁园路{n}号杆")
        for n in range(3)
    ]
    make_authorisation(live.owner, live.city.west, live.city.signers, codes)
    for code in codes:
        gateway.set_source(code, rtsp.source(code[-4:]))
    return codes


@pytest.fixture
def room(live: Live, gateway: Gateway, page: Page) -> Page:
    """The map page of the western dispatcher."""
    sign_in(page, live)
    page.goto(live.url + "/")
    expect(page.locator(".mj-wall")).to_be_visible()
    return page


def test_a_person_sees_a_lawful_camera_live_and_marked(room: Page, live: Live):
    camera = live.city.west_camera
    click(room, camera)
    say_purpose(room, "道路拥堵核查")
    plays(room, camera)
    moves(room, camera)
    assert room.evaluate(BRIGHT, camera) > 3000
    expect(pane(room, camera)).to_contain_text("济水大街西口")
    expect(pane(room, camera)).to_contain_text("道路拥堵核查")
    (row,) = rows(live, camera)
    assert row["purpose"] == "道路拥堵核查"
    assert row["started_at"] is not None
    assert row["ended_at"] is None
    pane(room, camera).get_by_role("button", name="关闭画面").click()
    (row,) = until(room, lambda: [row for row in rows(live, camera) if row["ended_at"]])
    assert row["end_reason"] == "closed"


def test_a_person_is_refused_an_unlawful_camera_with_the_article(room: Page, live: Live, watch: Watch):
    watch.allow("403")
    camera = live.city.east_camera
    ask(room, camera)
    say_purpose(room)
    notice = room.locator(".mj-wall-notice")
    expect(notice).to_contain_text("第二十五条")
    expect(notice).to_contain_text("E-JUR-01")
    expect(notice).to_contain_text("核定辖区之外")
    expect(pane(room, camera)).to_have_count(0)
    assert rows(live, camera) == []
    denied = live.owner.rows("SELECT * FROM audit.leaf WHERE result = 'deny' AND rule = 'E-JUR-01'")
    assert len(denied) == 1


def test_a_still_is_one_row_that_has_ended(room: Page, live: Live):
    camera = live.city.west_camera
    ask(room, camera, SNAPSHOT)
    say_purpose(room)
    still = pane(room, camera, SNAPSHOT)
    expect(still).to_have_attribute("data-state", "still")
    assert room.evaluate(BRIGHT, camera) > 3000
    (row,) = until(room, lambda: [row for row in rows(live, camera) if row["ended_at"]])
    assert row["started_at"] is not None
    still.get_by_role("button", name="重新抓拍（新的一次登记）").click()
    until(room, lambda: len([row for row in rows(live, camera) if row["ended_at"]]) == 2)
    expect(still).to_have_attribute("data-state", "still")


def test_four_panes_play_and_survive_theme_and_language(room: Page, live: Live, more: list[str]):
    cameras = [live.city.west_camera, *more]
    for number, camera in enumerate(cameras):
        ask(room, camera)
        if number == 0:
            say_purpose(room)
        plays(room, camera)
    for camera in cameras:
        moves(room, camera)
    room.get_by_role("button", name="切换明暗").click()
    expect(room.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")
    for camera in cameras:
        moves(room, camera)
    assert [len(rows(live, camera)) for camera in cameras] == [1, 1, 1, 1]
    room.locator("#shell-language").click()
    expect(room.locator("html")).to_have_attribute("lang", "en")
    for camera in cameras:
        plays(room, camera)
        moves(room, camera)
    expect(pane(room, cameras[0])).to_contain_text("Live")
    assert [len(rows(live, camera)) for camera in cameras] == [2, 2, 2, 2]
    until(room, lambda: all(rows(live, camera)[0]["ended_at"] for camera in cameras))


def test_a_revoked_picture_ends_within_a_second_and_says_why(room: Page, live: Live):
    camera = live.city.west_camera
    ask(room, camera)
    say_purpose(room)
    plays(room, camera)
    moves(room, camera)
    room.evaluate(
        """code => { const node = document.querySelector(`[data-camera="${code}"]`);
        new MutationObserver(() => { if (node.dataset.state === 'ended') window.endedAt = window.endedAt || Date.now(); })
            .observe(node, {attributes: true}); }""",
        camera,
    )
    live.owner.rows(
        "UPDATE law.jurisdiction_version SET status = 'suspended' WHERE id = %(v)s", v=live.city.version
    )
    committed = room.evaluate("Date.now()")
    expect(pane(room, camera)).to_have_attribute("data-state", "ended")
    assert room.evaluate("window.endedAt") - committed < 1000
    expect(pane(room, camera)).to_contain_text("第二十五条")
    assert room.evaluate("code => [...mj.wall.panes][0].picture.canvas.width") == 16
    (row,) = rows(live, camera)
    assert row["end_reason"] == "revoked"


def test_pane_and_camera_light_each_other(room: Page, live: Live):
    camera = live.city.west_camera
    click(room, camera)
    say_purpose(room)
    plays(room, camera)
    pane(room, camera).hover()
    expect(room.locator(".map-mark-pane")).to_have_count(1)
    room.mouse.move(300, 500)
    expect(room.locator(".map-mark-pane")).to_have_count(0)
    room.evaluate(
        "code => { const { lat, lon } = mj.map.room.known.get(code); mj.map.room.map.setView([lat, lon], 17, {animate: false}); }",
        camera,
    )
    room.wait_for_function("() => mj.map.room.debug().hits.some((hit) => !hit.cluster)")
    box = room.locator(".map-leaflet").bounding_box()
    room.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(pane(room, camera)).to_have_class(re.compile("is-lit"))
    room.mouse.move(box["x"] + 40, box["y"] + box["height"] - 120)
    expect(pane(room, camera)).not_to_have_class(re.compile("is-lit"))


def test_a_worker_that_stops_is_found_again(room: Page, live: Live, gateway: Gateway, watch: Watch):
    watch.allow("WebSocket", "503")
    camera = live.city.west_camera
    ask(room, camera)
    say_purpose(room)
    plays(room, camera)
    gateway.stop()
    expect(pane(room, camera)).to_have_attribute("data-state", "lost")
    gateway.restart()
    expect(pane(room, camera)).to_have_attribute("data-state", "playing", timeout=30_000)
    moves(room, camera)
    assert len(rows(live, camera)) >= 2
    assert rows(live, camera)[0]["ended_at"] is not None


def test_leaving_the_page_ends_every_look(room: Page, live: Live):
    camera = live.city.west_camera
    ask(room, camera)
    say_purpose(room)
    plays(room, camera)
    room.goto(live.url + "/register")
    until(room, lambda: all(row["ended_at"] for row in rows(live, camera)))
    room.goto(live.url + "/")
    plays(room, camera)
    assert [row["purpose"] for row in rows(live, camera)] == ["值守巡查", "值守巡查"]


def test_signing_out_ends_looks_and_forgets_the_wall(room: Page, live: Live, watch: Watch):
    watch.allow("401")
    camera = live.city.west_camera
    ask(room, camera)
    say_purpose(room)
    plays(room, camera)
    room.locator("#shell-person").click()
    room.get_by_role("menuitem", name="退出登录").click()
    expect(room).to_have_url(re.compile("/signin"))
    until(room, lambda: all(row["ended_at"] for row in rows(live, camera)))
    assert room.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('mj-wall'))") == []


def test_the_browser_never_learns_where_a_camera_is(
    live: Live, gateway: Gateway, rtsp: RtspServer, page: Page
):
    answers: list[Response] = []
    heard: list[str] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright wraps functions only
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    sign_in(page, live)
    page.goto(live.url + "/")
    click(page, live.city.west_camera)
    say_purpose(page)
    plays(page, live.city.west_camera)
    read = [
        answer.text()
        for answer in answers
        if "json" in answer.headers.get("content-type", "") and answer.status < 300
    ]
    assert any("register_no" in text for text in read)
    everything = "\n".join([*heard, *read, *(answer.url for answer in answers), page.content()])
    for secret in ("rtsp://", USER, PASSWORD, f":{rtsp.port}"):
        assert secret not in everything


def test_a_click_on_a_padlock_is_refused_and_recorded_without_asking_for_a_purpose(room: Page, live: Live, watch: Watch):
    watch.allow("403")
    camera = live.city.east_camera
    room.evaluate("(code) => mj.map.open(code)", camera)
    room.locator("#map-card").get_by_role("button", name="实时画面").click()
    expect(room.locator(".mj-wall-notice")).to_contain_text("第二十五条")
    expect(room.get_by_role("dialog")).to_have_count(0)
    (leaf,) = live.owner.rows("SELECT object_id FROM audit.leaf WHERE kind = 'viewing.open' AND result = 'deny'")
    assert leaf["object_id"] == camera
    assert rows(live, camera) == []
