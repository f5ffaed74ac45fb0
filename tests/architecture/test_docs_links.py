"""Whatever README.md and docs/ point at inside the project is there."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from data.settings import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
LINK = re.compile(r"""\]\(\s*<?([^)\s>]+)>?[^)]*\)|\b(?:src|href)="([^"]+)"|^\[[^\]]+\]:\s*(\S+)""", re.MULTILINE)
OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
SIGNS = re.compile(r"[^\w\- ]")


def links(text: str) -> list[str]:
    """The targets of links and images, but for those outside the project."""
    found = (next(filter(None, match.groups())) for match in LINK.finditer(CODE.sub("", text)))
    return [target for target in found if not OUTSIDE.match(target)]


def anchors(text: str) -> set[str]:
    """The headings of a page, as links name them."""
    return {SIGNS.sub("", line.strip().lower()).replace(" ", "-") for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page) -> None:
    text = page.read_text(encoding="utf-8")
    missing = []
    for target in links(text):
        path, _, anchor = unquote(target).partition("#")
        place = (page.parent / path).resolve() if path else page
        headed = not anchor or (place.suffix == ".md" and place.exists() and anchor.lower() in anchors(place.read_text(encoding="utf-8")))
        if not (place.is_relative_to(ROOT) and place.exists() and headed):
            missing.append(target)
    assert missing == []


def test_links_are_found_in_all_their_forms() -> None:
    text = '[a](b.md#c "t") ![d](e.png) <img src="f.svg"> `[g](h)`\n[i]: j.md\n```\n[k](l)\n```\n[m](https://n.example)'
    assert links(text) == ["b.md#c", "e.png", "f.svg", "j.md"]
    assert anchors("# A given database (`X_Y`)\n## 二") == {"a-given-database-x_y", "二"}
