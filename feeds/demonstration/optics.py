"""A pinhole camera of known pose over a flat world, in metres: the truth that masks can later be checked against.

Belongs here: rays and projection. World: x east, y north, z up; heading clockwise from north, tilt negative down, degrees.
Camera: x right, y down, z forward; f = (W/2)/tan(HFOV/2); no lens distortion, no roll.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
NEAR = 0.3  # m


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a camera stands and looks: position (m), heading, tilt and horizontal field of view (degrees)."""

    x: float
    y: float
    height: float
    heading: float
    tilt: float
    hfov: float

    def describe(self) -> dict[str, float]:
        """For the file beside the picture."""
        return asdict(self)


class Camera:
    """A pose with a picture size."""

    def __init__(self, pose: Pose, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.focal = width / 2 / math.tan(math.radians(pose.hfov) / 2)
        self.centre = np.array([pose.x, pose.y, pose.height])
        head, tilt = math.radians(pose.heading), math.radians(pose.tilt)
        right = np.array([math.cos(head), -math.sin(head), 0.0])
        forward = np.array([math.sin(head) * math.cos(tilt), math.cos(head) * math.cos(tilt), math.sin(tilt)])
        self.rotation = np.stack([right, np.cross(forward, right), forward])

    def rays(self) -> Array:
        """H×W×3 world directions of all pixel centres, with depth 1 along the optical axis."""
        u, v = np.meshgrid(np.arange(self.width) + 0.5, np.arange(self.height) + 0.5)
        local = np.stack([(u - self.width / 2) / self.focal, (v - self.height / 2) / self.focal, np.ones_like(u)], axis=-1)
        return local @ self.rotation

    def project(self, points: Array) -> tuple[Array, Array] | None:
        """Pixels (n×2) of a polygon (n×3), cut at the near plane, and its clipped world points; None if it lies behind."""
        local = (points - self.centre) @ self.rotation.T
        kept = _cut(local)
        if len(kept) < 3:  # noqa: PLR2004 - no area
            return None
        pixels = kept[:, :2] / kept[:, 2:] * self.focal + (self.width / 2, self.height / 2)
        return np.clip(pixels, -20000, 20000), kept


def _cut(local: Array) -> Array:
    kept = []
    for one, two in zip(local, np.roll(local, -1, axis=0), strict=True):
        if one[2] >= NEAR:
            kept.append(one)
        if (one[2] >= NEAR) != (two[2] >= NEAR):
            kept.append(one + (two - one) * (NEAR - one[2]) / (two[2] - one[2]))
    return np.array(kept)
