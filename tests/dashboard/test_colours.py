"""The tokens of assets/base.css can be read in both schemes (WCAG 2.2, 1.4.3 and 1.4.11), also with a colour-blind eye."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from data.settings import ROOT

CSS = (ROOT / "assets" / "base.css").read_text(encoding="utf-8")
SCHEMES = ("dark", "light")
GROUNDS = ("bg", "surface", "raised")
MACHADO = {  # Machado, Oliveira, Fernandes 2009: severity 1.0, on linear RGB
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}


def tokens(scheme: str) -> dict[str, str]:
    block = re.search(rf'\[data-mantine-color-scheme="{scheme}"\]\s*\{{(.*?)\}}', CSS, re.DOTALL)[1]
    return dict(re.findall(r"--mj-([\w-]+):\s*(#[0-9a-f]{6});", block))


def linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_can_be_read(scheme: str) -> None:
    found = tokens(scheme)
    for word, ground in itertools.product(("text", "muted", "accent", "ok", "warn", "bad", "lock"), GROUNDS):
        assert contrast(found[word], found[ground]) >= 4.5, (word, ground)
    assert contrast(found["on-accent"], found["accent"]) >= 4.5
    for mood in ("accent", "ok", "warn", "bad"):
        assert contrast(found[mood], found[f"{mood}-soft"]) >= 4.5, mood
        assert contrast(found["text"], found[f"{mood}-soft"]) >= 4.5, mood


@pytest.mark.parametrize("scheme", SCHEMES)
def test_both_schemes_know_the_same_tokens(scheme: str) -> None:
    assert set(tokens(scheme)) == set(tokens("dark"))


@pytest.mark.parametrize("eye", sorted(MACHADO))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_states_differ_for_a_colour_blind_eye(scheme: str, eye: str) -> None:
    found = tokens(scheme)
    seen = {name: np.clip(np.array(MACHADO[eye]) @ linear(found[name]), 0, 1) ** (1 / 2.4) for name in ("ok", "warn", "bad", "accent")}
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 0.1, (one, other)
