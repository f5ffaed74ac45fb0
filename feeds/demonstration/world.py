"""What stands and moves in a demonstration scene: ground, roads, buildings, trees, vehicles, people. All boxes over a plane, in metres.

Belongs here: the description of a scene. Does not belong here: how it is drawn (shading, render), which scenes exist (scenes).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feeds.demonstration.optics import Pose

Array = NDArray[Any]
Colour = tuple[float, float, float]  # blue, green, red, 0…255


@dataclass(frozen=True, slots=True)
class Road:
    """A straight carriageway from `a` to `b`, `width` wide, with lane lines; `paved` False is a path."""

    a: tuple[float, float]
    b: tuple[float, float]
    width: float = 14.0
    lanes: int = 4
    paved: bool = True


@dataclass(frozen=True, slots=True)
class Box:
    """An upright box: middle of its foot, length along `heading`, width across, height, colour. `kind` chooses its surface."""

    x: float
    y: float
    length: float
    width: float
    height: float
    colour: Colour
    heading: float = 0.0
    kind: str = "plain"
    base: float = 0.0

    def faces(self) -> list[tuple[Array, Array]]:
        """Four walls and the roof: corners (4×3) and outward normal."""
        head = math.radians(self.heading)
        along, across = np.array([math.sin(head), math.cos(head), 0]), np.array([math.cos(head), -math.sin(head), 0])
        foot = np.array([self.x, self.y, self.base])
        u, v, up = along * self.length / 2, across * self.width / 2, np.array([0, 0, self.height])
        corners = [foot + u + v, foot - u + v, foot - u - v, foot + u - v]
        normals = [across, -along, -across, along]
        walls = [
            (np.array([a, b, b + up, a + up]), normal)
            for a, b, normal in zip(corners, corners[1:] + corners[:1], normals, strict=True)
        ]
        return [*walls, (np.array([corner + up for corner in corners]), np.array([0.0, 0.0, 1.0]))]


Body = Callable[[float, float, float, Colour, float], list[Box]]  # x, y, heading, colour, share of the way


@dataclass(frozen=True, slots=True)
class Mover:
    """Something that goes to and fro or through: from `a` to `b` once in the loop, `times` times, starting at `phase` of the way."""

    kind: str  # car, van, bus, person
    a: tuple[float, float]
    b: tuple[float, float]
    phase: float
    colour: Colour
    times: int = 1

    def boxes(self, moment: float) -> list[Box]:
        """Its boxes at a moment 0…1 of the loop; the loop closes without a jump because it leaves the view at both ends."""
        way = (moment * self.times + self.phase) % 1.0
        x = self.a[0] + (self.b[0] - self.a[0]) * way
        y = self.a[1] + (self.b[1] - self.a[1]) * way
        heading = math.degrees(math.atan2(self.b[0] - self.a[0], self.b[1] - self.a[1]))
        return _BODIES[self.kind](x, y, heading, self.colour, way)


def _vehicle(length: float, width: float, body: float, cabin: tuple[float, float], roof: float) -> Body:
    def build(x: float, y: float, heading: float, colour: Colour, _way: float) -> list[Box]:
        head = math.radians(heading)
        share, shift = cabin
        cx, cy = x + math.sin(head) * shift * length, y + math.cos(head) * shift * length
        glass = (62.0, 54.0, 46.0)
        return [
            Box(x, y, length * 1.02, width * 1.02, 0.28, (38, 36, 36), heading),
            Box(x, y, length, width, body - 0.25, colour, heading, base=0.25),
            Box(cx, cy, length * share, width * 0.88, roof - body - 0.08, glass, heading, base=body),
            Box(cx, cy, length * share * 0.9, width * 0.84, 0.08, colour, heading, base=roof - 0.08),
        ]

    return build


def _person(x: float, y: float, heading: float, colour: Colour, way: float) -> list[Box]:
    step = 0.18 * math.sin(way * 60)
    head = math.radians(heading)
    sx, sy = math.sin(head) * step, math.cos(head) * step
    return [
        Box(x + sx, y + sy, 0.2, 0.18, 0.8, (60, 50, 46), heading),
        Box(x - sx, y - sy, 0.2, 0.18, 0.8, (60, 50, 46), heading),
        Box(x, y, 0.28, 0.46, 0.66, colour, heading, base=0.8),
        Box(x, y, 0.22, 0.2, 0.24, (140, 170, 205), heading, base=1.48),
    ]


_BODIES: dict[str, Body] = {
    "car": _vehicle(4.5, 1.8, 0.85, (0.52, -0.06), 1.45),
    "van": _vehicle(5.2, 2.0, 1.0, (0.8, -0.08), 2.1),
    "bus": _vehicle(11.0, 2.5, 1.3, (0.97, 0.0), 3.1),
    "person": _person,
}


@dataclass(frozen=True, slots=True)
class Light:
    """The hour: sky colours above and at the horizon, sun direction and strength, night or day."""

    zenith: Colour = (196, 150, 96)
    horizon: Colour = (222, 214, 202)
    sun: tuple[float, float, float] = (-0.45, -0.55, 0.70)
    strength: float = 1.0
    night: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """One camera's world. `ground` names what lies beside the roads: grass, plaza, soil, water."""

    name: str
    title: str
    pose: Pose
    roads: Sequence[Road]
    ground: str = "grass"
    light: Light = field(default_factory=Light)
    buildings: Sequence[Box] = ()
    trees: Sequence[tuple[float, float, float]] = ()  # x, y, height
    lamps: Sequence[tuple[float, float]] = ()
    water: Sequence[tuple[float, float, float, float]] = ()  # west, south, east, north
    movers: Sequence[Mover] = ()
    fps: int = 10
    seconds: int = 8
