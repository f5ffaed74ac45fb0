"""The place of the mask: between decoding and mark, once per picture, for every viewer; the whole-frame rule changes nothing."""

from __future__ import annotations

import numpy as np

from feeds.decoding import decode
from feeds.ingest import Ingests
from feeds.mask import whole_frame
from feeds.sources import address_of
from tests.feeds.stage import SNAPSHOT, Stage, decoded


def test_every_picture_goes_through_the_mask_once(rtsp):
    calls = []

    def half(pixels):
        calls.append(pixels.shape)
        masked = pixels.copy()
        masked[:, :320] = 0
        return masked

    pictures = decode(address_of(rtsp.source("masked"), small=True), lambda: False, half)
    picture = next(pictures)
    pictures.close()
    assert not calls  # nobody has taken it yet
    assert picture.pixels is picture.pixels
    assert calls == [(360, 640, 3)]
    assert (picture.pixels[:, :320] == 0).all()
    assert picture.pixels[:300, 330:].mean() > 80


def test_the_whole_frame_rule_hides_and_invents_nothing():
    pixels = np.zeros((4, 4, 3), np.uint8)
    assert whole_frame(pixels) is pixels


def test_what_the_mask_takes_away_reaches_nobody(play):
    async def scenario(stage: Stage) -> None:
        stage.worker.ingests = stage.worker.looks.ingests = Ingests(lambda _camera, _status: None, mask=np.zeros_like)
        browser = await stage.browser()
        await browser.open(1, stage.ticket())
        picture = await browser.frame(1, 2)
        assert np.median(picture) < 3  # only the mark is left
        still = decoded((await stage.snapshot(stage.ticket(action=SNAPSHOT))).body)
        assert np.median(still) < 3

    play(scenario)
