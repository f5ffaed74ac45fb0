"""docs/law.md and docs/permissions.md are complete: every article, code, action and office is named, and every file they cite exists."""

from __future__ import annotations

import re

import pytest

from data.law.actions import Action
from data.law.rules import RULES
from data.settings import ROOT
from tests.support.postgres import Session

LAW = (ROOT / "docs/law.md").read_text(encoding="utf-8")
PERMISSIONS = (ROOT / "docs/permissions.md").read_text(encoding="utf-8")


def articles_named() -> set[int]:
    """The numbers in the first column, ranges spelled out."""
    found: set[int] = set()
    for cell in re.findall(r"^\| ([^|]+?) \|", LAW, re.MULTILINE):
        for part in re.split(r",\s*", cell):
            if span := re.fullmatch(r"(\d+)(?:–(\d+))?", part):
                found.update(range(int(span[1]), int(span[2] or span[1]) + 1))
    return found


def test_every_article_is_in_the_table() -> None:
    assert articles_named() == set(range(1, 30))


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_code_is_explained(code: str) -> None:
    stem, number = code.rsplit("-", 1)
    assert code in LAW or re.search(rf"{stem}-\d\d(, -\d\d)*, -{number}", LAW)


@pytest.mark.parametrize("action", sorted(Action))
def test_every_action_has_a_row(action: Action) -> None:
    assert f"| `{action.value}` |" in PERMISSIONS


def test_the_rows_of_single_offices_are_true(db: Session) -> None:
    held: dict[str, set[str]] = {}
    for row in db.rows("SELECT action, role FROM law.role_action"):
        held.setdefault(row["action"], set()).add(row["role"])
    roles = {row["code"] for row in db.rows("SELECT code FROM law.role")}
    business = {row["code"] for row in db.rows("SELECT code FROM law.role WHERE family = 'business'")}
    for action, who in re.findall(r"^\| `([^`]+)` \| [^|]+ \| ([^|]+) \|$", PERMISSIONS, re.MULTILINE):
        named = set(re.findall(r"[a-z_]+", who)) & roles
        if "all with an account" in who:
            named = roles
        elif "business" in who:
            named |= business
        assert held.get(action, set()) == named, action


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:sql|data|dashboard|feeds|tests|layers)/[\w./]*)`", LAW)))
)
def test_every_file_that_is_cited_exists(path: str) -> None:
    assert (ROOT / path).exists()
