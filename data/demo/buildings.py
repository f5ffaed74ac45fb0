"""What stands in the blocks of the demonstration town: their use, parks and schools by name, and the buildings.

Belongs here: the use of each block, rows of buildings, labels of schools, hospitals, parks and offices.
Does not belong here: the plan of the streets (data/demo/streets.py).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from data.demo.features import Feature
from data.demo.geography import TOWNSHIPS
from data.demo.plane import Floats, polygonal, to_plane


class Block(NamedTuple):
    """A block of the town: its use, the ground inside its streets, and its name if people know one."""

    use: str
    ground: Polygon
    name_zh: str | None = None
    name_en: str | None = None


class Pattern(NamedTuple):
    """How a use is built over: building class, size and pitch of the buildings in metres, share that stands."""

    cls: str
    size: tuple[float, float]
    pitch: tuple[float, float]
    share: float


_PATTERNS: dict[str, Pattern] = {
    "residential": Pattern("residential", (52.0, 13.0), (68.0, 37.0), 0.93),
    "commercial": Pattern("commercial", (44.0, 32.0), (62.0, 52.0), 0.88),
    "public": Pattern("public", (62.0, 19.0), (84.0, 52.0), 0.62),
    "school": Pattern("public", (66.0, 16.0), (84.0, 48.0), 0.55),
    "hospital": Pattern("public", (58.0, 22.0), (76.0, 50.0), 0.78),
    "industrial": Pattern("industrial", (88.0, 44.0), (112.0, 66.0), 0.78),
    "rural": Pattern("rural", (29.0, 19.0), (44.0, 38.0), 0.8),
}
# Shares of the uses within 1.5 km of the centre, within 3.8 km, beyond, and in the small towns.
_USES = ("residential", "commercial", "public", "school", "hospital", "park", "industrial", "open")
_SHARES: tuple[tuple[float, ...], ...] = (
    (0.38, 0.36, 0.09, 0.06, 0.02, 0.07, 0.0, 0.02), (0.62, 0.10, 0.05, 0.08, 0.02, 0.08, 0.02, 0.03),
    (0.40, 0.05, 0.03, 0.05, 0.01, 0.06, 0.27, 0.13), (0.60, 0.18, 0.06, 0.05, 0.03, 0.02, 0.02, 0.04),
)
_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "school": (("示范第{n}小学", "Demonstration Primary School No. {n}"), ("示范第{n}中学", "Demonstration Middle School No. {n}")),
    "hospital": (("示范第{n}医院", "Demonstration Hospital No. {n}"),),
    "park": (("济水公园{n}区", "Jishui Park {n}"), ("愚公游园{n}号", "Yugong Garden {n}"), ("沁园绿地{n}号", "Qinyuan Green {n}")),
    "public": (("示范政务楼{n}号", "Demonstration Office {n}"),),
}


def use_blocks(seed: int, blocks: list[Polygon], obstacles: list[BaseGeometry]) -> list[Block]:
    """Give each block a use by chance and distance, and take streets, water and railways off its ground."""
    rng = np.random.default_rng(seed + 71)
    centre = to_plane([(112.600, 35.088)])[0]
    tree = shapely.STRtree(obstacles)
    counts: dict[str, int] = {}
    found: list[Block] = []
    for block in blocks:
        ground = block.buffer(-13.0, join_style="mitre")
        hit = tree.query(ground, predicate="intersects")
        if len(hit):
            ground = ground.difference(shapely.union_all(tree.geometries[hit]))
        far = float(np.hypot(*(np.array(block.centroid.coords[0]) - centre)))
        use = str(rng.choice(_USES, p=_SHARES[0 if far < 1500 else 1 if far < 3800 else 2 if far < 6500 else 3]))
        found += [
            _named(use, part, counts, rng) if part.area > 0.6 * ground.area else Block(use, part)
            for part in polygonal(ground).geoms if part.area > 2500
        ]
    return found


def _named(use: str, ground: Polygon, counts: dict[str, int], rng: np.random.Generator) -> Block:
    words = _WORDS.get(use)
    if words is None or (use == "public" and rng.random() < 0.5):
        return Block(use, ground)
    zh, en = words[int(rng.integers(len(words)))]
    counts[zh] = counts.get(zh, 0) + 1
    return Block(use, ground, zh.format(n=counts[zh]), en.format(n=counts[zh]))


def build(seed: int, blocks: list[Block], villages: list[Polygon], industry: list[Polygon]) -> list[Feature]:
    """All buildings of town, villages and industrial zones."""
    rng = np.random.default_rng(seed + 72)
    grounds = [(b.use, b.ground) for b in blocks] + [("rural", v.buffer(-12)) for v in villages]
    grounds += [("industrial", zone.buffer(-40)) for zone in industry]
    found = []
    for use, ground in grounds:
        pattern = _PATTERNS.get(use)
        if pattern and not ground.is_empty:
            found += [Feature("building", pattern.cls, shape, min_zoom=14) for shape in _rows(ground, pattern, rng)]
    return found


def _rows(ground: Polygon, pattern: Pattern, rng: np.random.Generator) -> list[Polygon]:
    """Rows of oblong buildings, long sides facing south as far as the block's own direction allows."""
    turn = _direction(ground)
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    middle = np.array(ground.centroid.coords[0])
    flat = (shapely.get_coordinates(ground) - middle) @ spin.T
    (w, h), (dx, dy) = pattern.size, pattern.pitch
    gx, gy = np.meshgrid(np.arange(flat[:, 0].min() + dx / 2, flat[:, 0].max(), dx),
                         np.arange(flat[:, 1].min() + dy / 2, flat[:, 1].max(), dy))
    at = np.column_stack([gx.ravel(), gy.ravel()])
    at = at[rng.random(len(at)) < pattern.share]
    size = np.array([w, h]) * rng.uniform(0.72, 1.08, (len(at), 2)) / 2
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    shapes = shapely.polygons((at[:, None, :] + corners * size[:, None, :]) @ spin + middle)
    shapely.prepare(ground)
    kept: list[Polygon] = list(shapes[shapely.contains_properly(ground, shapes)])
    return kept


def _direction(ground: Polygon) -> float:
    """The direction of the ground's longer side, as the turn of least size from east–west."""
    ring: Floats = shapely.get_coordinates(shapely.oriented_envelope(ground))
    side = ring[1] - ring[0]
    turn = math.atan2(side[1], side[0]) % (math.pi / 2)
    return turn - math.pi / 2 if turn > math.pi / 4 else turn


def block_features(blocks: list[Block], town: BaseGeometry, small: list[BaseGeometry], villages: list[Polygon]) -> list[Feature]:
    """Built-up land, parks and grounds of schools and hospitals as land use, and their labels as places."""
    towns = [part for area in (town, *small) for part in polygonal(area).geoms]
    found = [Feature("landuse", "urban", part, rank=13, min_zoom=8) for part in towns]
    found += [Feature("landuse", "village", part, rank=13, min_zoom=11) for part in villages]
    for b in blocks:
        if b.use in {"park", "school", "hospital"} or (b.use == "industrial" and b.ground.area > 20_000):
            found.append(Feature("landuse", b.use, b.ground, None, None, 14, 12 if b.use == "park" else 13))
        if b.name_zh:
            cls = "government" if b.use == "public" else b.use
            found.append(Feature("place", cls, b.ground.representative_point(), b.name_zh, b.name_en, 7, 14 if b.use == "hospital" else 15))
    return found


def town_hall_names() -> list[str]:
    """The offices of the townships, for camera names."""
    return [f"{t.name_zh}便民服务中心" for t in TOWNSHIPS]
