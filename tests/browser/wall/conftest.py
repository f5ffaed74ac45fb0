"""The bench of `tests/support/wall_bench.py` and a page with nothing but the wall."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.wall_bench import Bench


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


@pytest.fixture
def page(browser: Browser, bench: Bench) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console", lambda line: "Content Security Policy" in line.text and page.problems.append(line.text)
    )
    page.goto(bench.url)
    yield page
    problems = page.problems
    context.close()
    assert problems == []
