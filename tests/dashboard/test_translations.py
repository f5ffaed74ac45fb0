"""Chinese first, English complete: every message has its English, with the same placeholders; nothing is translated at import."""

from __future__ import annotations

import ast

import pytest

from data.settings import ROOT
from tests.dashboard.conftest import Site
from tests.support import messages

CATALOGUE = messages.catalogue()


def test_every_message_is_translated() -> None:
    missing = {message: where for message, where in messages.everything() if not CATALOGUE.get(message)}
    assert missing == {}


def test_translations_keep_the_placeholders() -> None:
    wrong = {message: text for message, text in CATALOGUE.items() if messages.fields(message) != messages.fields(text)}
    assert wrong == {}


def test_english_is_english() -> None:
    assert [text for text in CATALOGUE.values() if messages.CHINESE.search(text)] == []


def test_no_entry_stands_twice() -> None:
    text = (ROOT / "dashboard/translations/en/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    entries = [line for line in text.splitlines() if line.startswith("msgid ") and line != 'msgid ""']
    assert len(entries) == len(set(entries))


def test_no_chinese_is_shown_without_translation() -> None:
    bare = []
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {id(argument) for call in ast.walk(tree) if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_" for argument in call.args}
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in told | docstrings:
                continue
            if messages.CHINESE.search(node.value) and node.value not in SAME_IN_BOTH | messages.FRAGMENTS:
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.value}")
    assert bare == []


SAME_IN_BOTH = {"中文", "明界", "YYYY年M月"}
"""Names of languages stand in their own; the title before a page's own; the Chinese branch of a pattern."""


@pytest.mark.parametrize(("language", "word"), [("zh", "使用登记"), ("en", "Use register")])
def test_a_page_speaks_the_language_of_the_cookie(site: Site, dispatcher, language: str, word: str) -> None:
    from tests.dashboard.test_traps import route_to

    dispatcher.set_cookie("mj_lang", language)
    assert word in route_to(dispatcher, "/register").get_json()["response"]["_pages_content"]["children"].__repr__()


def test_the_browser_gets_the_same_catalogue(dispatcher) -> None:
    assert dispatcher.get("/i18n/en.json").json == CATALOGUE
    assert dispatcher.get("/i18n/zh.json").json == {}
    assert dispatcher.get("/i18n/xx.json").status_code == 404
    dispatcher.set_cookie("mj_lang", "en")
    assert '"U盘": "USB stick"' in dispatcher.get("/").get_data(as_text=True)
