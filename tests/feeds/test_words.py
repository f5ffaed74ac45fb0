"""What the gateway says to people is Chinese with an English translation in the one catalogue; the language asked for is given."""

from __future__ import annotations

import ast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from data.settings import ROOT
from feeds.words import translated
from tests.support import messages

NOT_SAID = {"示范区交通运输局水利公安应急管理"}  # drawn to warm the font


def said() -> set[str]:
    """Every Chinese literal of the gateway outside docstrings and the demonstration's drawings."""
    found = set()
    for path in (ROOT / "feeds").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and messages.CHINESE.search(node.value) and id(node) not in docstrings:
                found.add(node.value)
    return found - NOT_SAID


def test_every_sentence_of_the_gateway_is_translated():
    catalogue = messages.catalogue()
    assert {sentence for sentence in said() if not catalogue.get(sentence)} == set()


def test_the_language_asked_for_is_given(tmp_path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (ROOT / "dashboard/translations/en/LC_MESSAGES/messages.po").open("rb") as source, (folder / "messages.mo").open("wb") as target:
        write_mo(target, read_po(source, locale="en"))
    chinese = "连接不上摄像机。"
    english = "The camera cannot be reached."
    for accepted, wanted in (("en", english), ("en-GB,en;q=0.8,zh;q=0.5", english), ("zh-CN,en", chinese), ("", chinese), ("fr, en", english)):
        assert translated(chinese, accepted, tmp_path) == wanted
    assert translated(chinese, "en", tmp_path / "not-there") == chinese
    assert translated("", "en", tmp_path) == ""
