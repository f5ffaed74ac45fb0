"""The map in Chromium with 100,000 cameras: first complete draw against the same page with none, dragging, memory.

The page with none is the same page whose blob is empty. Frames are counted while the map is dragged at the zoom of the whole city.
"""

from __future__ import annotations

import logging
import shutil
import statistics
import threading
from collections.abc import Iterator

from playwright.sync_api import BrowserContext, Page, Route, sync_playwright
from werkzeug.serving import make_server

from dashboard.app import create_app
from data.settings import Role
from tests.bench.city import BenchCity, bench_city
from tests.bench.figures import Figure, percentile, ratios, stated
from tests.bench.map import GROUND

ROUNDS, DRAGS, STEPS = 5, 4, 45
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
EMPTY = b"MJC1" + bytes(12)
DRAWN = """async (wanted) => {
    for (let n = 0; n < 12000; n += 1) {
        const state = window.mj && mj.map && mj.map.debug();
        if (state && state.ready && state.basemapDrawn && state.drawn.cameras >= wanted) { return performance.now(); }
        await new Promise((go) => setTimeout(go, 5));
    }
    throw new Error('not drawn');
}"""
FORGET = """() => {
    const none = new mj.mapParts.Cameras(new Uint8Array([77, 74, 67, 49, ...new Array(12).fill(0)]).buffer);
    mj.map.room.cameras = none;
    mj.map.room.layer.setCameras(none);
    mj.map.room.layer._draw();
}"""
FRAMES = """() => {
    window.frames_ = []; window.counting = true;
    let last = performance.now();
    const tick = (now) => { frames_.push(now - last); last = now; if (window.counting) { requestAnimationFrame(tick); } };
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(tick); });
}"""


def figures() -> Iterator[Figure]:
    """See the module."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium is not installed; script/test installs it"
    with bench_city() as city, sync_playwright() as playwright:
        with city.database.connect() as owner:
            owner.execute(GROUND.replace("%%", "%"))
            owner.execute(
                "INSERT INTO catalogue.city (code, name_zh, name_en, outline) VALUES ('419001', '城', 'City',"
                " public.ST_Multi(public.ST_MakeEnvelope(112.05, 34.92, 112.75, 35.25, 4326)))"
            )
        server, url = serve(city)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield from measured(full=visitor(browser.new_context(), url, city), empty=visitor(browser.new_context(), url, city, empty=True), url=url)
        finally:
            browser.close()
            server.shutdown()


def serve(city: BenchCity):
    """The application on a free port."""
    server = make_server("127.0.0.1", 0, lambda _environ, _start: [], threaded=True)
    url = f"http://127.0.0.1:{server.port}"
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = create_app(city.database.settings.model_copy(update={"port": server.port, "public_url": url}), city.database.open(Role.WEB))
    server.app = app.server
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, url


def visitor(context: BrowserContext, url: str, city: BenchCity, *, empty: bool = False) -> Page:
    """A page of the first department's dispatcher; with `empty` the blob holds no camera."""
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in (("mj_session", city.tokens[0]), ("mj_csrf", "csrf"))])
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    # both pages are routed: routing switches the browser's cache off, and a page with a warm cache would be compared with one without
    page.route("**/map/cameras.bin*", fill if empty else (lambda route: route.continue_()))
    return page


def fill(route: Route) -> None:
    """Answer with a blob that holds no camera."""
    route.fulfill(body=EMPTY, content_type="application/octet-stream")


def measured(*, full: Page, empty: Page, url: str) -> Iterator[Figure]:
    """Both pages in turn, then the dragging."""
    first: dict[str, list[float]] = {"full": [], "empty": []}
    heap: dict[str, list[float]] = {"full": [], "empty": []}
    for turn in range(ROUNDS + 1):
        for name, page, wanted in (("full", full, 90_000), ("empty", empty, 0)):
            page.goto(url)
            drawn = page.evaluate(DRAWN, wanted)
            if turn:
                first[name].append(drawn)
    for _ in range(ROUNDS):
        heap["full"].append(memory(full))
        full.evaluate(FORGET)
        heap["empty"].append(memory(full))
        full.goto(url)
        full.evaluate(DRAWN, 90_000)
    against = f"no camera {min(first['empty']):.0f} ms"
    yield stated("chromium: first complete draw against no camera", ratios(first["full"], first["empty"]), "x", against, "<= 1.5")
    yield stated("chromium: first complete draw", first["full"], "ms", against)
    growth = [a - b for a, b in zip(heap["full"], heap["empty"], strict=True)]
    yield stated("chromium: memory of the cameras", growth, "MB", f"without them {min(heap['empty']):.1f} MB", "<= 20")
    frames = [(drag(full), drag(empty)) for _ in range(ROUNDS)]
    against = f"no camera {statistics.median(theirs for _, theirs in frames):.1f} ms"
    yield stated("chromium: frame while dragging, p95", [ours for ours, _ in frames], "ms", against, "<= 33")


def memory(page: Page) -> float:
    """Megabytes that the page's scripts hold, arrays outside the heap included, after a collection."""
    wire = page.context.new_cdp_session(page)
    wire.send("HeapProfiler.collectGarbage")
    used = wire.send("Runtime.getHeapUsage")
    wire.detach()
    return float(used["usedSize"] + used.get("backingStorageSize", 0)) / 1e6


def drag(page: Page) -> float:
    """The p95 of the frames (ms) while the map is dragged to and fro."""
    box = page.locator("#map-leaflet").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(FRAMES)
    for turn in range(DRAGS):
        way = 6 if turn % 2 else -6
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(STEPS):
            page.mouse.move(x + way * step, y + way * step / 3)
        page.mouse.up()
        page.evaluate("() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
    return percentile(page.evaluate("() => { window.counting = false; return frames_; }"), 0.95)
