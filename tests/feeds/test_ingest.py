"""How often a camera is asked, and how many of its pictures are taken."""

from __future__ import annotations

import itertools

import av
import numpy as np
import pytest

from feeds.decoding import Pace, _is_plain, _pixels
from feeds.faults import REFUSED, UNREACHABLE
from feeds.ingest import Backoff


def test_waits_grow_from_half_a_second_to_thirty_with_jitter():
    backoff = Backoff()
    waits = [backoff.next(UNREACHABLE) for _ in range(12)]
    for wait, base in zip(waits, (0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30), strict=True):
        assert 0.75 * base <= wait <= min(1.25 * base, 30)
    assert len(set(waits)) > 6
    backoff.reset()
    assert backoff.next(UNREACHABLE) < 1


def test_a_camera_that_refuses_is_left_alone_for_twenty_seconds():
    assert Backoff().next(REFUSED) >= 20


@pytest.mark.parametrize(("source", "kept"), [(5, 5), (10, 10), (12, 12), (15, 12), (25, 12), (30, 12), (60, 12)])
def test_frames_are_thinned_evenly_by_their_time_stamps(source, kept):
    pace = Pace(12)
    times = [number / source for number in range(source * 10)]
    taken = [at for at in times if pace.keep(at)]
    assert len(taken) == pytest.approx(kept * 10, abs=2)
    gaps = [two - one for one, two in itertools.pairwise(taken)]
    assert max(gaps) <= 2 / min(source, 12) + 1e-9


def test_a_jump_in_the_time_stamps_loses_nothing():
    pace = Pace(12)
    assert all(pace.keep(at) for at in (100.0, 100.1, 5.0, 5.1, 900.0))


def test_both_ways_to_pixels_give_the_same_colours():
    gradient = np.zeros((90, 160, 3), np.uint8)
    gradient[..., 0], gradient[..., 1] = np.linspace(0, 255, 160), np.linspace(0, 255, 90)[:, None]
    frame = av.VideoFrame.from_ndarray(gradient, format="bgr24").reformat(format="yuv420p")
    assert _is_plain(frame)
    assert np.abs(_pixels(frame).astype(int) - frame.to_ndarray(format="bgr24")).mean() < 1.5


@pytest.mark.parametrize(("layout", "width"), [("yuvj420p", 160), ("yuv422p", 160), ("nv12", 160), ("yuv420p", 161)])
def test_other_pictures_take_the_general_way(layout, width):
    frame = av.VideoFrame.from_ndarray(np.zeros((90, width, 3), np.uint8), format="bgr24").reformat(format=layout)
    assert not _is_plain(frame)
    assert _pixels(frame).shape == (90, width, 3)


def test_a_large_picture_is_made_smaller():
    frame = av.VideoFrame(3840, 2160, "yuv420p")
    assert _pixels(frame).shape == (1080, 1920, 3)
