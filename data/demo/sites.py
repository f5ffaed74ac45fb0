"""Where the demonstration city's cameras stand: the places along its drawn roads, waters, woods and blocks.

Belongs here: for each kind of place, positions on the board with a name and a heading.
Does not belong here: the camera's record (data/demo/cameras.py), the drawing (data/demo/atlas.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import shapely
from shapely import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from data.demo.atlas import Atlas
from data.demo.features import Feature
from data.demo.streets import junctions

_SIDES = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")


class Site(NamedTuple):
    """A place for a camera: kind, position on the board (metres), heading (degrees from north), name."""

    kind: str
    x: float
    y: float
    heading: float
    name: str


Rng = np.random.Generator
Maker = Callable[[Atlas, int, Rng], list[Site]]


def side(heading: float) -> str:
    """The Chinese word for a heading."""
    return _SIDES[int(((heading % 360) + 22.5) // 45) % 8]


def find_sites(atlas: Atlas, count: int, seed: int) -> list[Site]:
    """About `count` places in fixed shares of the kinds, all well inside the city; what a kind lacks, streets make up."""
    rng = np.random.default_rng(seed + 81)
    inside = atlas.ground.outline.buffer(-40)
    shapely.prepare(inside)
    found: list[Site] = []
    for kind, share in _SHARES.items():
        wanted = max(6, round(count * share))
        made = _MAKERS[kind](atlas, int(wanted * 1.35) + 8, rng)
        found += [s for s in made if shapely.contains_xy(inside, s.x, s.y)][:wanted]
    missing = count - len(found)
    if missing > 0:
        made = _streets(atlas, int(missing * 1.3) + 40, rng)
        found += [s for s in made if shapely.contains_xy(inside, s.x, s.y)][:missing]
    return found[:count]


def _site(kind: str, point: tuple[float, float], heading: float, name: str) -> Site:
    return Site(kind, float(point[0]), float(point[1]), float(heading) % 360, name)


def _junctions(atlas: Atlas, count: int, rng: Rng) -> list[Site]:
    """Poles at crossings, one to four cameras on one pole, each looking along an arm."""
    crossings = junctions([*atlas.routes, *atlas.town.streets])
    found: list[Site] = []
    for i in rng.permutation(len(crossings)):
        c = crossings[i]
        corner = rng.uniform(0, 2 * math.pi)
        pole = (c.at[0] + 16 * math.cos(corner), c.at[1] + 16 * math.sin(corner))
        first = rng.integers(0, 4)
        for arm in range(int(rng.choice([1, 2, 3, 4], p=[0.42, 0.22, 0.12, 0.24]))):
            heading = (first + arm) % 4 * 90 + rng.normal(0, 6)
            found.append(_site("junction", pole, heading, f"{c.first}与{c.second}交叉口{side(heading)}"))
        if len(found) >= count:
            break
    return found


def _along(lines: list[LineString], count: int, rng: Rng, aside: float) -> Iterator[tuple[int, float, tuple[float, float], float]]:
    """Places along lines, longer lines oftener: (line, metres from its start, place beside it, heading along it)."""
    lengths = np.array([line.length for line in lines])
    for i in rng.choice(len(lines), count, p=lengths / lengths.sum()):
        d = rng.uniform(0.02, 0.98) * lengths[i]
        a, b = (np.array(lines[i].interpolate(t).coords[0]) for t in (d, d + 5))
        step = (b - a) / max(1e-6, float(np.hypot(*(b - a))))
        place = a + np.array([-step[1], step[0]]) * aside * rng.choice([-1, 1])
        yield int(i), d, (place[0], place[1]), math.degrees(math.atan2(step[0], step[1]))


def _named(features: list[Feature], *classes: str) -> list[Feature]:
    return [f for f in features if f.cls in classes and f.name_zh and isinstance(f.shape, LineString)]


def _streets(atlas: Atlas, count: int, rng: Rng) -> list[Site]:
    roads = _named(atlas.town.streets, "primary", "secondary", "tertiary")
    return [
        _site("street", at, heading + rng.choice([0, 180]), f"{roads[i].name_zh}{int(d // 50) * 2 + 1}号路段{side(heading)}侧")
        for i, d, at, heading in _along([f.shape for f in roads], count, rng, 11)
    ]


def _highways(atlas: Atlas, count: int, rng: Rng) -> list[Site]:
    roads = _named(atlas.routes, "motorway", "trunk", "primary")
    found = []
    for i, d, at, heading in _along([f.shape for f in roads], count, rng, 14):
        way, turn = (("上行", 0), ("下行", 180))[int(rng.integers(2))]
        found.append(_site("highway", at, heading + turn, f"{roads[i].name_zh} K{int(d // 1000)}+{int(d % 1000):03d}{way}"))
    return found


def _checkpoints(atlas: Atlas, count: int, rng: Rng) -> list[Site]:
    roads = _named(atlas.routes, "trunk", "primary", "secondary")
    return [
        _site("checkpoint", at, heading, f"{roads[i].name_zh} K{int(d // 1000)}治安卡口{side(heading)}向")
        for i, d, at, heading in _along([f.shape for f in roads], count, rng, 0)
    ]


def _bridges(atlas: Atlas, count: int, rng: Rng) -> list[Site]:
    """Where long roads cross rivers: a camera at each end."""
    roads = _named([*atlas.routes, *atlas.town.streets], "motorway", "trunk", "primary", "secondary")
    found: list[Site] = []
    for river, line in zip(atlas.waters.rivers, atlas.waters.lines, strict=True):
        for f in roads:
            found += _bridge_ends(f"{river.name_zh}{f.name_zh}桥", line.intersection(f.shape), river.width / 2 + 18)
    return [found[i] for i in rng.permutation(len(found))[:count]]


def _bridge_ends(name: str, crossing: BaseGeometry, reach: float) -> list[Site]:
    found = []
    for middle in (part.centroid for part in shapely.get_parts(crossing) if not part.is_empty):
        for heading in (80.0, 260.0):
            turn = math.radians(heading)
            at = (middle.x - reach * math.sin(turn), middle.y - reach * math.cos(turn))
            found.append(_site("bridge", at, heading, f"{name}{side(heading + 180)}侧"))
    return found


def _rivers(atlas: Atlas, count: int, rng: Rng) -> list[Site]:
    lines, rivers = list(atlas.waters.lines), atlas.waters.rivers
    found = []
    for i, d, at, heading in _along(lines, count, rng, 0):
        bank = rivers[i].width / 2 + 12
        turn = math.radians(heading + 90)
        which, sign = (("右岸", 1), ("左岸", -1))[int(rng.integers(2))]
        place = (at[0] + sign * bank * math.sin(turn), at[1] + sign * bank * math.cos(turn))
        found.append(_site("river", place, heading - sign * 60, f"{rivers[i].name_zh}{d / 1000:.1f}公里处{which}"))
    return found


def _shores(atlas: Atlas, count: int, rng: Rng) -> list[Site]:
    """Round the reservoirs and lakes, looking at the water."""
    found = []
    for name, shape in atlas.waters.lakes.items():
        ring = max(shape.geoms, key=lambda p: p.area).buffer(22).exterior
        here = max(2, round(count * math.sqrt(ring.length) / 900))
        for n, d in enumerate(np.sort(rng.uniform(0, ring.length, here))):
            found.append(_looking_at(shape, ring.interpolate(float(d)), "reservoir", f"{name}{n + 1}号监测点"))
    return [found[i] for i in rng.permutation(len(found))[:count]]


def _looking_at(target: BaseGeometry, place: shapely.Point, kind: str, name: str) -> Site:
    middle = shapely.shortest_line(place, target).interpolate(1.0, normalized=True)
    return _site(kind, (place.x, place.y), math.degrees(math.atan2(middle.x - place.x, middle.y - place.y)), name)


def _inside(shape: BaseGeometry, count: int, rng: Rng) -> list[tuple[float, float]]:
    """Places spread over areas."""
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    found: list[tuple[float, float]] = []
    while len(found) < count:
        tries = rng.uniform((west, south), (east, north), (4 * count + 40, 2))
        found += [(x, y) for x, y in tries[shapely.contains_xy(shape, tries)]]
    return found[:count]


def _forest(atlas: Atlas, count: int, rng: Rng) -> list[Site]:
    """High places of the forest: of each few candidates the highest."""
    tries = np.array(_inside(MultiPolygon([p for p in atlas.land.forest.geoms if p.area > 1e6]), 5 * count, rng))
    high = atlas.relief.at(tries).reshape(count, 5)
    best = tries.reshape(count, 5, 2)[np.arange(count), np.argmax(high, axis=1)]
    return [_site("forest", (x, y), rng.uniform(0, 360), f"林区{int(h)}米瞭望点{n + 1:03d}")
            for n, ((x, y), h) in enumerate(zip(best, high.max(axis=1), strict=True))]


def _areas(kind: str, wording: str, shapes: Callable[[Atlas], dict[str, BaseGeometry]]) -> Maker:
    """Places inside named areas, each area in turn."""

    def make(atlas: Atlas, count: int, rng: Rng) -> list[Site]:
        named = shapes(atlas)
        each = -(-count // len(named))
        found = [
            _site(kind, at, rng.uniform(0, 360), wording.format(name=name, n=n + 1))
            for name, shape in named.items() for n, at in enumerate(_inside(shape, each, rng))
        ]
        return [found[i] for i in rng.permutation(len(found))[:count]]

    return make


def _blocks_of(*uses: str) -> Callable[[Atlas], dict[str, BaseGeometry]]:
    return lambda atlas: {b.name_zh: b.ground for b in atlas.blocks if b.name_zh and b.use in uses}


def _villages(atlas: Atlas) -> dict[str, BaseGeometry]:
    return {zh: area for (zh, _en), area in zip(atlas.villages.names, atlas.villages.areas, strict=True)}


def _open_fields(atlas: Atlas) -> dict[str, BaseGeometry]:
    return {"高标准农田": atlas.land.fields}


_MAKERS: dict[str, Maker] = {
    "junction": _junctions, "highway": _highways, "checkpoint": _checkpoints, "bridge": _bridges, "river": _rivers,
    "reservoir": _shores, "forest": _forest, "street": _streets,
    "school": _areas("school", "{name}周边{n}号", _blocks_of("school")),
    "hospital": _areas("hospital", "{name}{n}号", _blocks_of("hospital")),
    "office": _areas("office", "{name}大厅{n}号", _blocks_of("public")),
    "park": _areas("park", "{name}{n}号", _blocks_of("park")),
    "scenic": _areas("scenic", "{name}{n}号", lambda atlas: dict(atlas.land.scenic)),
    "industry": _areas("industry", "{name}{n}号", lambda atlas: dict(atlas.land.industry)),
    "village": _areas("village", "{name}村口{n}号", _villages),
    "field": _areas("field", "{name}秸秆禁烧{n}号", _open_fields),
}
_SHARES: dict[str, float] = {
    "junction": 0.27, "highway": 0.11, "checkpoint": 0.03, "bridge": 0.035, "river": 0.065, "reservoir": 0.035, "forest": 0.06,
    "school": 0.035, "hospital": 0.025, "office": 0.02, "park": 0.05, "scenic": 0.05, "industry": 0.05, "village": 0.05,
    "field": 0.03, "street": 0.085,
}
