"""The colour of every point of a demonstration scene: ground, walls, sky, light and shade.

Belongs here: functions from world coordinates to colours (blue, green, red, 0…255, float32). Does not belong here: geometry.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from feeds.demonstration.world import Box, Light, Road, Scene

Array = NDArray[Any]
AMBIENT = 0.5
GROUNDS = {"grass": (62, 104, 84), "plaza": (158, 164, 168), "soil": (92, 122, 142), "field": (70, 132, 128), "forest": (44, 78, 58)}
ASPHALT, LINE, PAVEMENT, PATH = (84, 80, 78), (214, 220, 222), (146, 150, 152), (132, 152, 164)


@cache
def _noise_tile() -> Array:
    chance = np.random.default_rng(7)
    tile = np.zeros((512, 512), np.float32)
    for size, weight in ((8, 0.3), (32, 0.3), (128, 0.2), (512, 0.2)):
        part = chance.random((size, size), np.float32)
        tile += weight * cv2.resize(np.tile(part, (3, 3)), (1536, 1536), interpolation=cv2.INTER_CUBIC)[512:1024, 512:1024]
    return tile * 2 - 1


def noise(x: Array, y: Array, scale: float) -> Array:
    """Smooth chance, −1…1, repeating every 512 · `scale` metres."""
    u = np.mod(x / scale, 512).astype(np.float32)
    v = np.mod(y / scale, 512).astype(np.float32)
    return cv2.remap(_noise_tile(), u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def blend(base: Array, colour: tuple[float, ...], cover: Array) -> Array:
    """`colour` over `base` where `cover` (0…1) says."""
    touched = cover > 0
    result = np.array(base, np.float32)
    part = result[touched]
    result[touched] = part + (np.array(colour, np.float32) - part) * cover[touched].astype(np.float32)[:, None]
    return result


def edge(distance: Array, soft: float = 0.06) -> Array:
    """1 inside (negative distance), 0 outside, softly."""
    return np.clip(0.5 - distance / (2 * soft), 0, 1)


def sky(directions: Array, light: Light) -> Array:
    """The sky in these directions, with thin clouds."""
    rise = np.clip(directions[..., 2] / np.linalg.norm(directions, axis=-1), 0, 1)
    tint = np.sqrt(rise)[..., None]
    colour = np.array(light.horizon, np.float32) * (1 - tint) + np.array(light.zenith, np.float32) * tint
    flat = 400 / np.maximum(directions[..., 2], 0.02)
    cloud = noise(directions[..., 0] * flat, directions[..., 1] * flat, 14.0) * np.clip(rise * 6, 0, 1)
    return blend(colour, light.horizon, np.clip(cloud * 1.6, 0, 0.55))


def ground(x: Array, y: Array, scene: Scene) -> Array:
    """The ground at these points, before the light falls on it."""
    base = np.broadcast_to(np.array(GROUNDS[scene.ground], np.float32), (*x.shape, 3)).copy()
    base *= (1 + 0.14 * noise(x, y, 0.5) + 0.06 * noise(x, y, 0.03))[..., None]
    if scene.ground == "plaza":
        joint = np.minimum(np.abs(np.mod(x, 2.4) - 1.2), np.abs(np.mod(y, 2.4) - 1.2))
        base = blend(base, (126, 132, 136), edge(joint - 0.05))
    if scene.ground == "field":
        base *= (1 + 0.12 * np.sin(x * 2.2 + 0.4 * noise(x, y, 0.2)))[..., None]
    base = _waters(base, x, y, scene)
    for road in scene.roads:
        base = _kerb(base, x, y, road)
    for road in scene.roads:
        base = _road(base, x, y, road)
    for road in scene.roads:
        base = _lines(base, x, y, road, scene.roads)
    return base


def _waters(base: Array, x: Array, y: Array, scene: Scene) -> Array:
    for west, south, east, north in scene.water:
        outside = np.maximum(np.maximum(west - x, x - east), np.maximum(south - y, y - north))
        base = blend(base, (150, 166, 172), edge(outside - 2.0, 0.3))
        ripple = 10 * noise(x * 0.4, y, 0.08)
        water = np.stack([132 + ripple, 118 + ripple, 92 + ripple], axis=-1)
        base = base + (water - base) * edge(outside, 0.3)[..., None]
    return base


def _frame(x: Array, y: Array, road: Road) -> tuple[Array, Array, float]:
    length = math.dist(road.a, road.b)
    ux, uy = (road.b[0] - road.a[0]) / length, (road.b[1] - road.a[1]) / length
    dx, dy = x - road.a[0], y - road.a[1]
    return dx * ux + dy * uy, dx * uy - dy * ux, length


def _kerb(base: Array, x: Array, y: Array, road: Road) -> Array:
    if not road.paved:
        return base
    along, across, length = _frame(x, y, road)
    walk = PAVEMENT[0] - 10 * (np.mod(along, 1.2) < 0.08)  # noqa: PLR2004 - slabs
    inside = np.maximum(np.abs(across) - road.width / 2 - 3.2, np.maximum(-along, along - length))
    return base + (walk[..., None] - base) * edge(inside)[..., None]


def _road(base: Array, x: Array, y: Array, road: Road) -> Array:
    along, across, length = _frame(x, y, road)
    inside = np.maximum(np.abs(across) - road.width / 2, np.maximum(-along, along - length))
    colour = ASPHALT if road.paved else PATH
    worn = np.array(colour, np.float32) * (1 + 0.10 * noise(x, y, 0.25) + 0.05 * noise(x, y, 0.02))[..., None]
    return base + (worn - base) * edge(inside)[..., None]


def _lines(base: Array, x: Array, y: Array, road: Road, roads: Sequence[Road]) -> Array:
    if not road.paved or not road.lanes:
        return base
    along, across, length = _frame(x, y, road)
    free = (along > 0) & (along < length)
    for other in roads:
        if other is not road and other.paved:
            there, side, reach = _frame(x, y, other)
            free &= ~((np.abs(side) < other.width / 2 + 4.5) & (there > 0) & (there < reach))
            zebra = (np.abs(np.abs(side) - other.width / 2 - 2.4) < 1.5) & (np.mod(across, 1.2) < 0.6)  # noqa: PLR2004 - stripes
            zebra &= (np.abs(across) < road.width / 2 - 0.4) & (there > -3) & (there < reach + 3)  # noqa: PLR2004 - crossing
            base = blend(base, LINE, zebra * 0.85)
    lane = road.width / road.lanes
    for number in range(1, road.lanes):
        at = -road.width / 2 + number * lane
        middle = number * 2 == road.lanes
        dashed = np.ones_like(along, bool) if middle else np.mod(along, 9.0) < 4.0  # noqa: PLR2004 - dash
        colour = (96, 190, 222) if middle else LINE
        base = blend(base, colour, edge(np.abs(across - at) - 0.09, 0.05) * (dashed & free) * 0.9)
    border = edge(np.abs(np.abs(across) - road.width / 2 + 0.35) - 0.08, 0.05)
    return blend(base, LINE, border * free * 0.8)


def wall(box: Box, points: Array, normal: Array, light: Light) -> Array:
    """The surface of a box at points (n×3) of a face, light included."""
    base = np.broadcast_to(np.array(box.colour, np.float32), (len(points), 3)).copy()
    if box.kind == "building" and abs(normal[2]) < 0.5:  # noqa: PLR2004 - a wall, not the roof
        base = _windows(base, box, points, normal, light)
    elif box.kind == "building":
        base = base * 0.75
    return base * lit(normal, light) if not light.night else base * 0.42


def _windows(base: Array, box: Box, points: Array, normal: Array, light: Light) -> Array:
    along = points[:, 0] * normal[1] - points[:, 1] * normal[0] + 1000
    high = points[:, 2] - box.base
    column, row = np.floor(along / 3.0), np.floor(high / 3.2)
    pane = (np.abs(np.mod(along, 3.0) - 1.5) < 0.95) & (np.abs(np.mod(high, 3.2) - 1.75) < 0.85)  # noqa: PLR2004 - metres
    pane &= high < box.height - 0.8
    seed = zlib.crc32(f"{box.x:.1f},{box.y:.1f}".encode()) % 97
    chance = np.mod(np.sin(column * 12.9898 + row * 78.233 + seed) * 43758.5453, 1.0)
    glass = (np.array([118, 98, 78], np.float32) * (0.7 + 0.6 * chance[:, None])).astype(np.float32)
    if light.night:
        warm = np.array([130, 205, 240], np.float32) * 2.2
        glass = np.where((chance > 0.62)[:, None], warm, np.array([40, 34, 30], np.float32))  # noqa: PLR2004 - who is at home
    ledge = np.mod(high, 3.2) < 0.18  # noqa: PLR2004 - metres
    base = np.where(ledge[:, None], base * 0.88, base)
    return np.where(pane[:, None], glass, base)


def lit(normal: Array, light: Light) -> float:
    """How bright a face with this normal is by day."""
    return AMBIENT + (1 - AMBIENT + 0.12) * light.strength * max(0.0, float(np.dot(normal, light.sun)))


def haze(colours: Array, depth: Array, light: Light, reach: float = 420.0) -> Array:
    """Distance washes colours out towards the horizon's."""
    share = np.clip(1 - np.exp(-depth / reach), 0, 0.9).astype(np.float32)[..., None]
    return colours + (np.array(light.horizon, np.float32) - colours) * share


def lamplight(x: Array, y: Array, lamps: Sequence[tuple[float, float]]) -> Array:
    """How bright lamps make the ground at night, 0.2…1."""
    glow = np.full(x.shape, 0.2, np.float32)
    for lx, ly in lamps:
        glow += 0.85 * np.exp(-((x - lx) ** 2 + (y - ly) ** 2) / 130.0).astype(np.float32)
    return np.clip(glow, 0, 1.05)
