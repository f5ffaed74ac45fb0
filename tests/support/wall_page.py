"""What a person does with the wall, and what they see: shared by the tests of tests/browser/wall."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

A, B, C, D, E = (f"4190010000131000000{n}" for n in range(1, 6))
REFUSAL = {
    "code": "E-JUR-01",
    "article": "25",
    "rule": "jurisdiction",
    "message": "点位不在本单位核定辖区内。",
}


def say_purpose(page: Page, text: str = "值守巡查") -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(text)
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)


def ask(page: Page, code: str, action: str = "camera:view-live") -> None:
    page.evaluate(
        "([code, action]) => mj.emit('mj:open', {code, action, name: '路口 ' + code.slice(-2)})",
        [code, action],
    )


def pane(page: Page, code: str, action: str = "camera:view-live") -> Locator:
    return page.locator(f'.mj-wall-pane[data-camera="{code}"][data-action="{action}"]')


def plays(page: Page, code: str) -> None:
    expect(pane(page, code)).to_have_attribute("data-state", "playing")


def moves(page: Page, code: str) -> None:
    """The pixels of the pane's canvas change."""
    look = """code => { const c = document.querySelector(`[data-camera="${code}"] canvas`);
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let s = 0;
        for (let i = 0; i < d.length; i += 401) s = (s * 31 + d[i]) >>> 0; return s; }"""
    first = page.evaluate(look, code)
    page.wait_for_function(f"([code, first]) => ({look})(code) !== first", arg=[code, first])


def opened(page: Page, *codes: str) -> None:
    """All these play; the purpose was asked once."""
    for number, code in enumerate(codes):
        ask(page, code)
        if number == 0:
            say_purpose(page)
        plays(page, code)
