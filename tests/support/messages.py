"""Every message that a person can see, found in the sources: Python and templates by Babel, browser code by its calls, rules by their table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from data.law.rules import MESSAGES, RULES
from data.law.shapes.sentences import SENTENCES
from data.settings import ROOT

COMMENT = re.compile(r"^\s*//.*$|\s//\s.*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
LITERAL = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)""")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CALENDARS = {"dayjs-zh-cn.js"}
"""Files that are themselves a language."""
FRAGMENTS = {"零一二三四五六七八九", "${head}十", "十", "创建", "交通", "水利", "公安", "卫", "应急", "住", "文", "农业", "林"}
"""Parts of names that code looks for or puts numerals together from; never shown by themselves."""


def catalogue() -> dict[str, str]:
    """The English catalogue as it stands in the sources."""
    with (ROOT / "dashboard/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file, locale="en") if entry.id}


def of_python() -> Iterator[tuple[str, str]]:
    """(message, where) in dashboard's Python and templates."""
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    for name, line, message, *_ in extract_from_dir(ROOT / "dashboard", methods, keywords={"_": None}):
        yield str(message), f"dashboard/{name}:{line}"


def of_browser() -> Iterator[tuple[str, str]]:
    """(message, where): every literal with Chinese in our own browser code; it is shown to people, so it is translated."""
    for path in sorted((ROOT / "assets").glob("**/*.js")):
        if path.name in CALENDARS:
            continue
        for found in LITERAL.finditer(COMMENT.sub("", path.read_text(encoding="utf-8"))):
            if CHINESE.search(found[1]) and found[1][1:-1] not in FRAGMENTS:
                yield found[1][1:-1], f"assets/{path.name}"


def of_rules() -> Iterator[tuple[str, str]]:
    """(message, where) of refusals and faults."""
    for code, rule in RULES.items():
        yield rule.message_zh, code
    for code, message in MESSAGES.items():
        yield message, code


def of_shapes() -> Iterator[tuple[str, str]]:
    """(message, where) of what is wrong with a file of shapes or an area."""
    for code, message in SENTENCES.items():
        yield message, code


def everything() -> list[tuple[str, str]]:
    """All of them."""
    return [*of_python(), *of_browser(), *of_rules(), *of_shapes()]


def fields(text: str) -> set[str]:
    """The placeholders in a message."""
    return set(re.findall(r"\{(\w+)\}", text))

