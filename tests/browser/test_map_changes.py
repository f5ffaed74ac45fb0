"""The map stays true without a reload: rights, states, theme, language, search, filters, and the traps of Dash and Leaflet."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Live
from tests.factories import make_camera
from tests.support.map_page import debug, look_at, look_of, number_of, open_map, wait_js

PLACES = """INSERT INTO catalogue.township (code, name_zh, name_en, geom) VALUES ('419001100', '克井镇', 'Kejing',
    ST_Multi(ST_MakeEnvelope(112.5, 35.0, 112.6, 35.1, 4326)))"""


def ask_again(page: Page) -> None:
    """What the wall says when a right changed."""
    page.evaluate("mj.bus.dispatchEvent(new Event('mj:rights-changed'))")


def test_a_withdrawn_jurisdiction_puts_padlocks_without_a_reload(page: Page, live: Live) -> None:
    open_map(page, live)
    page.evaluate("window.kept = document.querySelector('#map-leaflet')")
    assert debug(page)["jurisdiction"] is True
    expect(page.locator("#map-note")).to_be_hidden()
    live.owner.rows("UPDATE law.jurisdiction_version SET status = 'suspended' WHERE id = %(v)s", v=live.city.version)
    ask_again(page)
    wait_js(page, f"mj.map.lookOf({number_of(live, live.city.west_camera)}).locked && !mj.map.debug().jurisdiction")
    assert page.evaluate("window.kept === document.querySelector('#map-leaflet')")
    expect(page.get_by_role("button", name="本单位辖区")).to_be_disabled()
    expect(page.locator("#map-note")).to_contain_text("没有生效的核定辖区")


def test_an_open_card_follows_the_right(page: Page, live: Live) -> None:
    open_map(page, live)
    page.evaluate("(code) => mj.map.open(code)", live.city.west_camera)
    expect(page.get_by_role("button", name="实时画面")).not_to_contain_class("is-locked")
    live.owner.rows("UPDATE law.authorisation SET status = 'closed' WHERE id = %(a)s", a=live.city.authorisation)
    ask_again(page)
    expect(page.get_by_role("button", name="实时画面")).to_contain_class("is-locked")


def test_a_state_that_flips_costs_no_new_blob(page: Page, live: Live) -> None:
    open_map(page, live)
    blobs = []
    page.on("request", lambda request: blobs.append(request.url) if "cameras.bin" in request.url else None)
    live.owner.rows("UPDATE catalogue.camera SET status = 'fault', status_at = clock_timestamp() WHERE gb_code = %(c)s", c=live.city.west_camera)
    ask_again(page)
    wait_js(page, f"mj.map.lookOf({number_of(live, live.city.west_camera)}).status === 'fault'")
    assert blobs == []


def test_nothing_new_is_a_304(page: Page, live: Live) -> None:
    open_map(page, live)
    answers = []
    page.on("response", lambda response: answers.append(response.status) if response.url.endswith("/map/version") else None)
    ask_again(page)
    page.wait_for_event("response", lambda response: response.url.endswith("/map/version"))
    assert answers[-1] == 304


def test_search_by_number_name_and_township_with_the_keyboard(page: Page, live: Live) -> None:
    live.owner.rows(PLACES)
    live.owner.rows("UPDATE catalogue.camera SET township_code = '419001100' WHERE gb_code = %(c)s", c=live.city.west_camera)
    open_map(page, live)
    box = page.get_by_role("combobox")
    rows = page.locator(".map-search-row")
    box.fill(live.city.east_camera[-6:])
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("济水大街东口")
    box.fill("克井")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("乡镇")
    expect(rows.nth(1)).to_contain_text("济水大街西口")
    box.fill("济水大街东")
    box.press("Enter")  # before the answer is there: it waits for the words that stand in the box
    expect(page.locator("#map-card h2")).to_have_text("济水大街东口")
    box.fill("济水大街")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("济水大街")
    box.press("ArrowDown")
    box.press("ArrowDown")
    chosen = page.locator(".map-search-row[aria-selected=true] b").inner_text()
    box.press("Enter")
    expect(page.locator("#map-card h2")).to_have_text(chosen)
    assert page.evaluate("document.activeElement.closest('#map-card') !== null")
    assert debug(page)["zoom"] >= 17
    box.fill("100%_\\")
    expect(page.locator(".map-search-none")).to_contain_text("100%_\\")


def test_filters_hide_on_this_screen(page: Page, live: Live) -> None:
    make_camera(live.owner, live.city.west, 112.56, 35.06, status="fault", camera_type=1, resource_class=2)
    make_camera(live.owner, live.city.east, 112.66, 35.06, status="offline", camera_type=6, resource_class=9)
    open_map(page, live)
    page.get_by_role("button", name="筛选", exact=True).click()
    panel = page.locator("#map-filters")
    shown = lambda: debug(page)["tally"]["shown"]  # noqa: E731
    for chip, count in (("故障", 1), ("二类", 1), ("多目全景", 1)):
        panel.get_by_role("button", name=chip).click()
        assert shown() == count, chip
        panel.get_by_role("button", name="清除筛选").click()
        assert shown() == 4
    panel.get_by_label("单位east").check()
    assert shown() == 2
    panel.get_by_role("button", name="清除筛选").click()
    panel.get_by_label("只看本人现在可查看的点位").check()
    assert shown() == 1
    expect(page.locator(".map-filter-count")).to_have_text("1")
    expect(panel).to_contain_text("符合 1 / 4")
    wait_js(page, "mj.map.debug().drawn.cameras === 1")


def test_layers_can_be_switched(page: Page, live: Live) -> None:
    open_map(page, live)
    page.get_by_role("button", name="图层与图例").click()
    page.get_by_label("监控点位").uncheck()
    wait_js(page, "mj.map.debug().drawn.cameras === 0")
    page.get_by_label("监控点位").check()
    wait_js(page, "mj.map.debug().drawn.cameras === 2")
    page.get_by_label("本单位核定辖区").uncheck()
    wait_js(page, "!document.querySelector('path.map-jurisdiction')")
    page.get_by_label("辖区外变暗").uncheck()
    wait_js(page, "!document.querySelector('path.map-outside')")
    page.get_by_label("地名注记").uncheck()
    expect(page.locator(".map-legend")).to_contain_text("本人不能查看")


def test_cones_appear_near_and_not_for_locked_cameras(page: Page, live: Live) -> None:
    for lon in (112.551, 112.651):
        make_camera(live.owner, live.city.west, lon, 35.051, azimuth=90, hfov=60, max_view_m=80)
    live.owner.rows("INSERT INTO law.authorisation_camera SELECT %(a)s, id FROM catalogue.camera WHERE hfov = 60", a=live.city.authorisation)
    open_map(page, live)
    assert look_at(page, 112.551, 35.051, 15)["drawn"]["cones"] == 0
    assert look_at(page, 112.551, 35.051, 17)["drawn"]["cones"] == 1
    assert look_at(page, 112.651, 35.051, 17)["drawn"]["cones"] == 0


def test_extents_city_own_and_back(page: Page, live: Live) -> None:
    open_map(page, live)
    page.get_by_role("button", name="本单位辖区").click()
    wait_js(page, "mj.map.room.map.getZoom() > 11 && !mj.map.room.map._animatingZoom")
    centre = debug(page)["center"]
    assert abs(centre["lng"] - 112.55) < 0.01
    page.get_by_role("button", name="返回上一视野").click()
    wait_js(page, "mj.map.room.map.getZoom() === 11")
    page.get_by_role("button", name="全市范围").click()
    wait_js(page, "mj.map.room.map.getZoom() < 6")


def test_dark_and_light_redraw_in_place(page: Page, live: Live) -> None:
    open_map(page, live)
    sample = "mj.map.room.layer._colours.text"
    dark = page.evaluate(sample)
    page.evaluate("window.kept = mj.map.room.map")
    page.locator("#shell-scheme").click()
    wait_js(page, f"{sample} !== {dark!r}")
    assert page.evaluate("window.kept === mj.map.room.map")


def test_the_page_speaks_english_completely(page: Page, live: Live) -> None:
    page.context.add_cookies([{"name": "mj_lang", "value": "en", "url": live.url}])
    live.owner.rows("UPDATE catalogue.camera SET name = 'East gate' WHERE gb_code = %(c)s", c=live.city.east_camera)
    live.owner.rows("UPDATE law.person SET name = 'Zhang'")
    live.owner.rows("INSERT INTO catalogue.city (code, name_zh, name_en, outline) VALUES ('419001', '济源市', 'Jiyuan', ST_Multi(ST_MakeEnvelope(112, 34.8, 112.8, 35.3, 4326)))")
    open_map(page, live)
    page.evaluate("(code) => mj.map.open(code)", live.city.east_camera)
    expect(page.locator("#map-card .map-reason")).to_contain_text("Article 25")
    page.get_by_role("button", name="Layers and legend").click()
    words = page.evaluate("""(() => {
        const stage = document.querySelector('.map-stage');
        const attributes = [...stage.querySelectorAll('*')].flatMap((node) => ['title', 'aria-label', 'placeholder'].map((name) => node.getAttribute(name) || ''));
        return stage.innerText + attributes.join(' ');
    })()""")
    assert [sign for sign in words if "一" <= sign <= "鿿"] == []


def test_the_wall_beside_the_map_is_sized_and_folded_by_keyboard(page: Page, live: Live) -> None:
    open_map(page, live)
    width = "document.querySelector('#map-dock').offsetWidth"
    before = page.evaluate(width)
    page.locator("#map-divider").press("ArrowLeft")
    assert page.evaluate(width) == before + 24
    page.get_by_role("button", name="收起视频墙").click()
    assert page.evaluate(width) == 0
    wait_js(page, "mj.map.room.map.getSize().x === document.querySelector('#map-page').clientWidth")
    page.evaluate("(code) => mj.bus.dispatchEvent(new CustomEvent('mj:open', {detail: {code, action: 'camera:view-live', name: ''}}))", live.city.west_camera)
    assert page.evaluate(width) == before + 24


def test_a_lost_connection_is_said_and_the_map_stays(page: Page, live: Live, watch) -> None:
    watch.allow("ERR_FAILED")
    open_map(page, live)
    page.route("**/map/version", lambda route: route.abort())
    ask_again(page)
    expect(page.locator("#map-status")).to_contain_text("中断")
    assert debug(page)["drawn"]["cameras"] == 2
    page.unroute("**/map/version")
    ask_again(page)
    expect(page.locator("#map-status")).to_be_hidden()


def test_the_first_blob_that_fails_is_asked_for_again(page: Page, live: Live, watch) -> None:
    watch.allow("500", "ERR_FAILED")
    left = [2]

    def fail_twice(route):
        left[0] -= 1
        route.abort() if left[0] >= 0 else route.continue_()

    page.route("**/map/context", fail_twice)
    open_map(page, live)
    assert left[0] < 0


def test_leaflets_panes_stay_below_menus_and_no_callback_rewrites_the_map(page: Page, live: Live) -> None:
    open_map(page, live)
    assert page.evaluate("getComputedStyle(document.querySelector('.leaflet-container')).isolation") == "isolate"
    written = [output for output in live.app.callback_map if output.startswith("map-") or "..map-" in output]
    assert written == []
    assert "children" not in "".join(part for part in live.app.callback_map if "map" in part)


def test_an_empty_map_still_says_where_one_is(page: Page, live: Live) -> None:
    live.owner.rows("UPDATE catalogue.camera SET secrecy = true")
    live.sign_in(page, live.city.dispatcher)
    page.goto(live.url + "/?x=1")
    wait_js(page, "window.mj && mj.map && mj.map.debug().ready && mj.map.room.tools")
    assert debug(page)["tally"]["total"] == 0
    expect(page.locator(".map-where")).to_contain_text("°N")
    expect(page.locator(".map-scale")).to_contain_text("km")
    assert look_of(page, live, live.city.west_camera) is None


def test_a_view_asked_for_during_a_zoom_is_not_lost(page: Page, live: Live) -> None:
    open_map(page, live)
    page.evaluate(
        """() => { const map = mj.map.room.map; window.seen = 0;
                  map.once('zoomanim', () => { window.seen = 1; document.querySelector('[aria-label="全市范围"]').click(); });
                  document.querySelector('[aria-label="本单位辖区"]').click(); }"""
    )
    wait_js(page, "window.seen === 1 && mj.map.room.map.getZoom() < 6 && !mj.map.room.map._animatingZoom")
