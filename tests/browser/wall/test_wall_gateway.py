"""The wall against a gateway that misbehaves: what a pane shows, and that each look is asked for and ended.

Held here: one socket for all panes, the newest frame wins, words for every state, a fresh decision after each loss.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.wall_bench import Bench, jpeg
from tests.support.wall_page import REFUSAL, A, B, C, D, ask, moves, opened, pane, plays, say_purpose

pytestmark = pytest.mark.browser


def test_live_pictures_move_and_share_one_socket(page: Page, bench: Bench):
    opened(page, A, B, C, D)
    for code in (A, B, C, D):
        moves(page, code)
    assert len(bench.sockets) == 1


def test_two_workers_have_two_sockets(page: Page, bench: Bench):
    opened(page, A)
    bench.worker = 0
    ask(page, B)
    plays(page, B)
    assert len(bench.sockets) == 2
    moves(page, A)
    moves(page, B)


def test_newest_frame_wins_and_nothing_queues(page: Page, bench: Bench):
    bench.silent.add(A)
    ask(page, A)
    say_purpose(page)
    bench.wait(lambda: A in bench.wires)
    page.evaluate("""() => { const real = window.createImageBitmap; window.held = []; window.decoded = 0;
        window.createImageBitmap = (blob) => new Promise((done) => window.held.push(() => done(real(blob)))).then((b) => { window.decoded += 1; return b; }); }""")
    bench.send_many(A, [jpeg(shade) for shade in range(10, 210, 10)])
    picture = "[...mj.wall.panes][0].picture"
    page.wait_for_function(f"() => {picture}.dropped === 18")
    page.evaluate("window.held.shift()()")
    page.wait_for_function("() => window.held.length === 1")
    page.evaluate("window.held.shift()()")
    page.wait_for_function(f"() => {picture}.painted === 2 && !{picture}.next && !{picture}.busy")
    shade = page.evaluate(f"{picture}.context.getImageData(2, 90, 1, 1).data[0]")
    assert abs(shade - 200) <= 3
    assert page.evaluate("window.decoded") == 2


def test_a_broken_frame_does_not_end_the_stream(page: Page, bench: Bench):
    opened(page, A)
    bench.send(A, b"\xff\xd8 no picture")
    bench.send(A, b"")
    moves(page, A)
    plays(page, A)


def test_revoked_look_ends_with_reason_and_leaves_no_pixels(page: Page, bench: Bench):
    opened(page, A)
    bench.tell(A, "ended", code="E-AUTH-01", article="7", reason="revoked")
    expect(pane(page, A)).to_have_attribute("data-state", "ended")
    expect(pane(page, A)).to_contain_text("第七条")
    expect(pane(page, A)).to_contain_text("权限")
    page.wait_for_function("() => [...mj.wall.panes][0].picture.canvas.width === 16")
    painted = page.evaluate("[...mj.wall.panes][0].picture.painted")
    ask(page, B)
    plays(page, B)
    moves(page, B)
    assert page.evaluate("[...mj.wall.panes][0].picture.painted") == painted
    assert bench.requests[-1]["camera"] == B


@pytest.mark.parametrize(
    ("state", "more", "words"),
    [
        ("no-signal", {"since": 1_700_000_000}, "无信号"),
        ("refused-by-camera", {}, "摄像机拒绝连接"),
        ("ended", {"reason": "expired"}, "到期"),
        ("ended", {"code": "E-JUR-01", "article": "25", "reason": "revoked"}, "第二十五条"),
        ("ended", {"code": "E-SESS-01", "article": "24", "reason": "revoked"}, "登录已失效"),
    ],
)
def test_states_are_said_in_plain_words(page: Page, bench: Bench, state: str, more: dict, words: str):
    opened(page, A)
    bench.silent.add(A)
    bench.tell(A, state, **more)
    expect(pane(page, A).get_by_role("status")).to_contain_text(words)


def test_signal_that_returns_plays_again(page: Page, bench: Bench):
    opened(page, A)
    bench.silent.add(A)
    bench.tell(A, "no-signal", since=1_700_000_000)
    expect(pane(page, A)).to_contain_text(re.compile(r"自 \d\d:\d\d 起"))
    bench.silent.discard(A)
    plays(page, A)
    expect(pane(page, A).get_by_role("status")).to_be_hidden()


def test_a_picture_that_stands_still_says_so(page: Page, bench: Bench):
    opened(page, A, B)
    bench.silent.add(A)
    expect(pane(page, A)).to_have_attribute("data-state", "stale", timeout=8000)
    expect(pane(page, A)).to_contain_text("画面已停止更新")
    bench.silent.discard(A)
    plays(page, A)


def test_lost_gateway_is_reached_again_with_a_fresh_decision(page: Page, bench: Bench):
    opened(page, A, B)
    bench.away = True
    bench.cut()
    for code in (A, B):
        expect(pane(page, code)).to_have_attribute("data-state", "lost")
    bench.wait(lambda: {"1", "2"} <= set(bench.ended))
    bench.away = False
    for code in (A, B):
        plays(page, code)
        moves(page, code)
    assert sorted(request["camera"] for request in bench.requests) == [A, A, B, B]
    assert bench.passive == [None, None, "1", "1"]
    assert len(bench.sockets) == 1


def test_lost_gateway_then_refused_stays_refused(page: Page, bench: Bench):
    opened(page, A)
    bench.refusals[A] = (403, REFUSAL)
    bench.cut()
    expect(pane(page, A)).to_have_attribute("data-state", "refused")
    expect(pane(page, A)).to_contain_text("第二十五条")
    del bench.refusals[A]
    pane(page, A).get_by_role("button", name="重新打开").click()
    plays(page, A)
    assert len(bench.requests) == 3


def test_a_camera_moves_to_another_worker_when_its_own_stays_away(page: Page, bench: Bench):
    opened(page, A)
    bench.worker = 0
    page.evaluate(
        "() => { mj.wallParts.Link.prototype.ready = ((real) => function () { return this.url.includes(location.host) ? real.call(this) : Promise.resolve(false); })(mj.wallParts.Link.prototype.ready); }"
    )
    bench.cut()
    expect(pane(page, A)).to_have_attribute("data-state", "playing", timeout=20000)
    moves(page, A)


def test_service_unavailable_is_tried_again(page: Page, bench: Bench):
    opened(page, A)
    bench.refusals[A] = (
        503,
        {"code": "E-FEED-01", "article": "", "rule": "node", "message": "没有视频节点在运行。"},
    )
    bench.cut()
    bench.wait(lambda: len(bench.requests) >= 2)
    expect(pane(page, A)).to_have_attribute("data-state", "lost")
    bench.refusals.clear()
    plays(page, A)


def test_closing_leaves_the_gateway_and_ends_the_register_row(page: Page, bench: Bench):
    opened(page, A)
    pane(page, A).get_by_role("button", name="关闭画面").click()
    bench.wait(lambda: bench.ended == ["1"] and not bench.sockets)
    expect(pane(page, A)).to_have_count(0)


def test_still_is_one_look_and_a_new_one_is_another(page: Page, bench: Bench):
    ask(page, A, "camera:view-snapshot")
    say_purpose(page)
    still = pane(page, A, "camera:view-snapshot")
    expect(still).to_have_attribute("data-state", "still")
    expect(still).to_contain_text(re.compile(r"\d\d:\d\d:\d\d 抓拍"))
    assert page.evaluate("[...mj.wall.panes][0].picture.canvas.width") == 640
    still.get_by_role("button", name="重新抓拍（新的一次登记）").click()
    bench.wait(lambda: len(bench.requests) == 2)
    expect(still).to_have_attribute("data-state", "still")
    assert len(bench.sockets) == 0
    assert bench.viewings == {}


def test_still_that_is_refused_says_why(page: Page, bench: Bench):
    bench.still_status = 403
    ask(page, A, "camera:view-snapshot")
    say_purpose(page)
    still = pane(page, A, "camera:view-snapshot")
    expect(still).to_contain_text("凭证已用过")
    expect(still).to_contain_text("第二十六条")
    assert bench.ended == []


def test_still_that_never_came_is_ended_by_the_browser(page: Page, bench: Bench):
    bench.still_status = 0
    ask(page, A, "camera:view-snapshot")
    say_purpose(page)
    expect(pane(page, A, "camera:view-snapshot")).to_have_attribute("data-state", "failed")
    bench.wait(lambda: bench.ended == ["1"])
    bench.still_status = 200
    pane(page, A, "camera:view-snapshot").get_by_role("button", name="重新抓拍", exact=True).click()
    expect(pane(page, A, "camera:view-snapshot")).to_have_attribute("data-state", "still")


@pytest.mark.parametrize("reason", ["worker-stopped", "unavailable"])
def test_an_ending_that_is_nobodys_decision_is_asked_anew(page: Page, bench: Bench, reason: str):
    opened(page, A)
    bench.tell(
        A, "ended", reason=reason, code=None, article=None, message="视频服务正在重新启动，请重新打开。"
    )
    bench.wait(lambda: len(bench.requests) == 2)
    plays(page, A)
    moves(page, A)
