"""Every code an import can raise has its words in Chinese and English, with the same parameters; the labels of a report too."""

from __future__ import annotations

import ast
import re
from string import Formatter

from data.catalogue.sentences import SENTENCES, sentence
from data.settings import ROOT

SOURCES = [*sorted((ROOT / "data" / "catalogue").glob("*.py")), ROOT / "data" / "commands" / "import_cameras.py"]
RAISING = {"Unreadable", "BadCell", "InvalidInput", "refuse", "warn", "note", "sentence"}
OURS = {"reading", "reading_text", "reading_json", "reading_sheets", "coordinates", "mapping", "cells", "codes", "fields", "rows", "validation", "places", "holdings", "importing", "import_cameras"}


def codes_raised():
    """String arguments of everything that raises or notes a code, and the codes places.py hands out."""
    found = set()
    for path in SOURCES:
        if path.stem not in OURS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in RAISING:
                    given = [part for arg in node.args for part in ast.walk(arg)]
                    found |= {part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str) and re.fullmatch(r"[a-z]+(-[a-z]+)+", part.value)}
        if path.stem in {"places", "validation"}:
            found |= set(re.findall(r'"(coord-[a-z-]+)"', path.read_text(encoding="utf-8")))
    return found


def fields_of(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_code_has_its_words_and_every_word_its_code():
    raised = codes_raised()
    assert len(raised) > 50
    assert raised - set(SENTENCES) == set()
    assert set(SENTENCES) - raised == set()


def test_both_languages_say_the_same():
    for code, (zh, en) in SENTENCES.items():
        assert fields_of(zh) == fields_of(en), code
        assert any("一" <= char <= "龥" for char in zh), code
        assert not any("一" <= char <= "龥" for char in en), code


def test_parameters_are_filled_and_stay_on_one_line():
    zh, en = sentence("code-length", {"n": 20, "length": 19})
    assert zh == "编码第20位错误：应为 20 位，实为 19 位"
    assert "20" in en
    assert "\n" not in sentence("file-csv", {"line": 3, "why": "a\nb"})[0]


def test_every_code_can_be_filled():
    for code, (zh, _) in SENTENCES.items():
        sentence(code, dict.fromkeys(fields_of(zh), "x"))
