"""The place between decoding and the mark where pixels outside the lawful view are taken away (Article 25).

A camera without calibration is under the whole-frame rule: the decision on the camera is the decision on every pixel, and no part
of the picture may be hidden by guess. Until a camera has a calibrated pose that is the rule for all; the projection of
jurisdictions into pictures belongs to data.optics, not here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

Pixels = NDArray[Any]
Mask = Callable[[Pixels], Pixels]


def whole_frame(pixels: Pixels) -> Pixels:
    """The whole-frame rule: a lawful camera shows its frame, an unlawful one is never opened."""
    return pixels
