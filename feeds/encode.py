"""Pixels to JPEG. Frames live in memory only."""

from __future__ import annotations

import cv2

from feeds.mask import Pixels

QUALITY = 80


def jpeg(pixels: Pixels, quality: int = QUALITY) -> bytes:
    """A baseline JPEG of an H×W×3 BGR picture.

    Raises:
        ValueError: the picture cannot be encoded.
    """
    done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("not a picture")
    return encoded.tobytes()
