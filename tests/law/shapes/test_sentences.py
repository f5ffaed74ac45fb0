"""Every code that is raised has its sentence, every sentence its code; English is held by tests/dashboard/test_translations.py."""

from __future__ import annotations

import re

from data.law.shapes.model import NOTES
from data.law.shapes.sentences import SENTENCES, sentence
from data.settings import ROOT


def test_every_code_has_its_sentence_and_every_sentence_its_code():
    raised = set()
    for path in (ROOT / "data/law/shapes").glob("*.py"):
        if path.name not in {"sentences.py", "model.py"}:
            raised |= set(re.findall(r'"(E-(?:FILE|GEOM)-\d\d)"', path.read_text(encoding="utf-8")))
    assert raised - set(SENTENCES) == set()
    assert set(SENTENCES) - raised == set()
    assert set(SENTENCES) >= NOTES


def test_a_sentence_stays_on_one_line_and_ends():
    told = sentence("E-FILE-41", {"member": "a\nb\u202e" + "c" * 5000})
    assert "\n" not in told
    assert "\u202e" not in told
    assert len(told) < 300
