"""The mark (Article 26): in the pixels, of this viewer, tiled so that a crop keeps it, legible on any ground, and its clock moves."""

from __future__ import annotations

from datetime import datetime

import cv2
import numpy as np
import pytest

from feeds import mark
from feeds.mark import ZONE, Marker, Viewer, burn, draw, places

ANN = Viewer("交通运输局", "张建国", "JT-0021", "10.8.0.21", "D000000123")
BEN = Viewer("水利局", "李敏", "SL-0007", "10.8.0.7", "D000000124")
AT = 1_790_000_000.0
SIZES = [(640, 360), (1280, 720), (1920, 1080), (704, 576), (352, 288)]


def grey(width: int, height: int, level: int = 100) -> np.ndarray:
    return np.full((height, width, 3), level, np.uint8)


def decode(jpeg: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_mark_is_in_the_pixels_and_only_where_it_lies(width, height):
    marker, plain = Marker(ANN), grey(width, height)
    picture = decode(marker.jpeg(plain, AT))
    stamp = marker.stamp(width, height, AT)
    covered = burn(plain, stamp) != plain
    difference = np.abs(picture.astype(int) - plain)
    assert difference[covered].mean() > 40
    assert np.median(difference[~covered]) <= 1
    assert 0.02 < covered.mean() < 0.45


@pytest.mark.parametrize("level", [0, 60, 128, 200, 255])
def test_the_mark_is_legible_on_every_ground(level):
    stamp = draw(ANN.lines(datetime.now(ZONE)), 14)
    marked = burn(grey(640, 360, level), stamp).astype(int)
    only = lambda part: burn(np.zeros((360, 640, 3), np.uint8), mark.Stamp(stamp.shadow * 0, part))  # noqa: E731
    letters = only(stamp.light) > 150
    around = (only(stamp.shadow) > 100) & (only(stamp.light) < 20)
    assert marked[letters].mean() - marked[around].mean() > 100


def test_each_viewer_gets_her_own_mark():
    one, two = (decode(Marker(who).jpeg(grey(640, 360), AT)).astype(int) for who in (ANN, BEN))
    assert (np.abs(one - two) > 60).sum() > 3000


def test_the_clock_in_the_mark_moves():
    marker = Marker(ANN)
    one, same, later = (marker.jpeg(grey(640, 360), at) for at in (AT, AT + 0.4, AT + 1))
    assert one == same
    assert one != later


def test_the_source_is_left_unmarked():
    plain = grey(640, 360)
    Marker(ANN).jpeg(plain, AT)
    assert (plain == 100).all()


@pytest.mark.parametrize(("width", "height"), SIZES[:3])
def test_a_quarter_of_the_picture_still_holds_a_whole_mark(width, height):
    stamp = Marker(ANN).stamp(width, height, AT)
    high, wide = stamp.light.shape[:2]
    found = [(x, y) for x, y in places(width, height, stamp) if x >= 0]
    for left in range(0, width // 2 + 1, 8):
        for top in range(0, height // 2 + 1, 8):
            assert any(
                left <= x and x + wide <= left + width // 2 and top <= y and y + high <= top + height // 2 for x, y in found
            ), (left, top)


def test_the_mark_names_who_where_when_and_the_register_row():
    text = " ".join(ANN.lines(datetime(2026, 11, 22, 13, 5, 9, tzinfo=ZONE)))
    for wanted in ("交通运输局", "张建国", "JT-0021", "10.8.0.21", "D000000123", "2026-11-22 13:05:09"):
        assert wanted in text


def test_chinese_is_drawn_with_its_own_glyphs():
    glyphs = [draw((letter,), 24).light.tobytes() for letter in ("济", "源", "明", "界", "?")]
    assert len(set(glyphs)) == len(glyphs)


def test_without_a_font_nothing_can_be_marked(monkeypatch):
    monkeypatch.setattr(mark, "FONTS", ())
    monkeypatch.setattr(mark, "_asked_font", lambda: None)
    mark.font.cache_clear()
    with pytest.raises(mark.NoFontError):
        draw(("界",), 14)
    mark.font.cache_clear()
