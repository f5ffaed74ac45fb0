"""The streets of the demonstration town and of its eleven small towns: bent grids, with the blocks between them.

Belongs here: arterial and side streets, the built-up area, the blocks. Names are such as the region uses; the plan is
invented.
Does not belong here: what stands in the blocks (data/demo/buildings.py), long roads (data/demo/routes.py).
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Polygon

from data.demo.features import Feature
from data.demo.geography import TOWNSHIPS
from data.demo.plane import Floats, lines_of, polygonal, to_plane
from data.demo.relief import Noise
from data.demo.routes import road

_CENTRE = (112.600, 35.088)
_TURN = math.radians(-3.5)

# Streets that run north (offset east of the centre) and streets that run east (offset north of it), metres.
_NORTHWARD: tuple[tuple[float, str, str, str], ...] = (
    (-4350, "primary", "西环路", "West Ring Road"), (-3620, "tertiary", "学苑路", "Xueyuan Road"),
    (-2840, "secondary", "文昌路", "Wenchang Road"), (-2210, "tertiary", "御驾路", "Yujia Road"),
    (-1560, "secondary", "天坛路", "Tiantan Road"), (-960, "tertiary", "汤帝路", "Tangdi Road"),
    (-330, "primary", "沁园路", "Qinyuan Road"), (330, "tertiary", "宣化路", "Xuanhua Road"),
    (1010, "secondary", "愚公路", "Yugong Road"), (1740, "tertiary", "玉泉路", "Yuquan Road"),
    (2480, "secondary", "苇泉河路", "Weiquanhe Road"), (3290, "tertiary", "马头路", "Matou Road"),
    (4180, "primary", "东环路", "East Ring Road"), (4900, "tertiary", "高新路", "Gaoxin Road"),
)
_EASTWARD: tuple[tuple[float, str, str, str], ...] = (
    (-4050, "primary", "南环路", "South Ring Road"), (-3330, "tertiary", "科技大道", "Keji Avenue"),
    (-2590, "secondary", "黄河大道", "Huanghe Avenue"), (-1930, "tertiary", "荆梁大街", "Jingliang Street"),
    (-1240, "primary", "济源大道", "Jiyuan Avenue"), (-640, "tertiary", "宣化大街", "Xuanhua Street"),
    (0, "secondary", "济水大街", "Jishui Street"), (690, "secondary", "济渎大街", "Jidu Street"),
    (1420, "tertiary", "龙潭大街", "Longtan Street"), (2180, "secondary", "北海大道", "Beihai Avenue"),
    (2970, "tertiary", "玉川大道", "Yuchuan Avenue"), (3820, "primary", "北环路", "North Ring Road"),
)


class Town(NamedTuple):
    """The plan of the town on the board: its built-up area, its streets, the blocks, and the places of the junctions."""

    area: MultiPolygon
    streets: list[Feature]
    blocks: list[Polygon]
    small_areas: list[MultiPolygon]


class Junction(NamedTuple):
    """Where two named streets meet."""

    at: tuple[float, float]
    first: str
    second: str


def draw_town(seed: int) -> Town:
    """The plan of the town and of the small towns, the same for the same seed."""
    rng = np.random.default_rng(seed + 41)
    bend = Noise(seed + 42, 2600.0, 2)
    area = _built_up(seed)
    streets = [_clip(f, area) for f in (*_arterials(bend), *_side_streets(bend, rng))]
    found = [f for f in streets if not f.shape.is_empty]
    small = [_small_town(t.name_zh[:-1], t.name_en.split()[0], to_plane([t.seat])[0], rng) for t in TOWNSHIPS if not t.urban]
    every = found + [f for _area, streets in small for f in streets]
    edge = [part.exterior for part in area.geoms]
    blocks = _blocks([f.shape for f in found], [LineString(ring) for ring in edge])
    for small_area, small_streets in small:
        blocks += _blocks([f.shape for f in small_streets], [LineString(p.exterior) for p in small_area.geoms])
    return Town(area, every, blocks, [a for a, _streets in small])


def _warp(u: Floats, v: Floats, bend: Noise) -> Floats:
    """From the regular plan to the board: turned, moved to the centre, bent by up to about 120 m."""
    flat = np.column_stack([u, v])
    flat = flat + 95.0 * np.column_stack([bend.at(flat + 9000.0), bend.at(flat - 17000.0)])
    spin = np.array([[math.cos(_TURN), math.sin(_TURN)], [-math.sin(_TURN), math.cos(_TURN)]])
    return np.asarray(flat @ spin + to_plane([_CENTRE])[0])


def _straight(fixed: float, start: float, end: float, northward: bool, bend: Noise) -> LineString:
    along = np.linspace(start, end, max(2, int(abs(end - start) / 60.0) + 1))
    across = np.full_like(along, fixed)
    return LineString(_warp(across, along, bend) if northward else _warp(along, across, bend))


def _arterials(bend: Noise) -> list[Feature]:
    north = [road(c, _straight(at, -6900, 6600, True, bend), zh, en) for at, c, zh, en in _NORTHWARD]
    east = [road(c, _straight(at, -6700, 6600, False, bend), zh, en) for at, c, zh, en in _EASTWARD]
    return north + east


def _side_streets(bend: Noise, rng: np.random.Generator) -> list[Feature]:
    """One or two residential streets each way in most cells of the plan; some reach only half through."""
    found: list[Feature] = []
    us, vs = [row[0] for row in _NORTHWARD], [row[0] for row in _EASTWARD]
    for u0, u1 in itertools.pairwise(us):
        for v0, v1 in itertools.pairwise(vs):
            found += _in_cell((u0, u1), (v0, v1), True, bend, rng) + _in_cell((v0, v1), (u0, u1), False, bend, rng)
    return found


def _in_cell(
    across: tuple[float, float], along: tuple[float, float], northward: bool, bend: Noise, rng: np.random.Generator
) -> list[Feature]:
    count = int(rng.choice([0, 1, 2], p=[0.18, 0.57, 0.25]))
    found = []
    for i in range(count):
        share = (i + 1) / (count + 1) + rng.uniform(-0.08, 0.08)
        fixed = across[0] + share * (across[1] - across[0])
        stop = rng.choice([0.5, 1.0], p=[0.22, 0.78])
        end = along[0] + stop * (along[1] - along[0])
        found.append(road("residential", _straight(fixed, along[0], end, northward, bend)))
    return found


def _built_up(seed: int) -> MultiPolygon:
    """A rounded square of about nine kilometres, with a natural edge."""
    angle = np.linspace(0, 2 * math.pi, 180, endpoint=False)
    square = (np.abs(np.cos(angle)) ** 4 + np.abs(np.sin(angle)) ** 4) ** -0.25
    noise = Noise(seed + 43, 3000.0, 3)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * 4650.0 * square[:, None]
    ring *= 1 + 0.06 * noise.at(ring)[:, None]
    return polygonal(Polygon(ring + to_plane([_CENTRE])[0] + (150.0, -60.0)))


def _clip(feature: Feature, area: MultiPolygon) -> Feature:
    """Side streets end at the edge of the town, rings a little beyond, the great streets reach the roads around it."""
    great = feature.cls in {"primary", "secondary"} and "环路" not in str(feature.name_zh)
    reach = area if feature.cls == "residential" else area.buffer(1750.0 if great else 260.0)
    kept = lines_of(feature.shape.intersection(reach))
    return feature._replace(shape=max(kept, key=lambda line: line.length, default=LineString()))


def _small_town(name: str, english: str, seat: Floats, rng: np.random.Generator) -> tuple[MultiPolygon, list[Feature]]:
    """A main street, a market street and a few side streets on a turned, uneven plan of 1 to 1.6 km."""
    turn, half = rng.uniform(-0.6, 0.6), rng.uniform(560.0, 860.0)
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    columns = np.sort(rng.uniform(-half, half, 5) * 0.25 + np.linspace(-half, half, 5) * 0.75)
    rows = np.sort(rng.uniform(-half, half, 4) * 0.2 + np.linspace(-half, half, 4) * 0.6)
    names = {("c", 2): ("人民路", "Renmin Road"), ("r", 1): ("中心大街", "Zhongxin Street"), ("r", 2): ("商业街", "Shangye Street")}
    streets = []
    for kind, fixed_at in (("c", columns), ("r", rows)):
        for i, at in enumerate(fixed_at):
            ends = (rows[0] - 120, rows[-1] + 120) if kind == "c" else (columns[0] - 150, columns[-1] + 150)
            line = np.array([(at, ends[0]), (at, sum(ends) / 2), (at, ends[1])])
            line = (line if kind == "c" else line[:, ::-1]) + rng.normal(0, 14, (3, 2))
            named = names.get((kind, i))
            full = (f"{name}{named[0]}", f"{english} {named[1]}") if named else (None, None)
            streets.append(road("tertiary" if named else "residential", LineString(line @ spin + seat), *full))
    area = polygonal(shapely.union_all([f.shape for f in streets]).convex_hull.buffer(140))
    return area, streets


def _blocks(lines: list[LineString], edges: list[LineString]) -> list[Polygon]:
    faces = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(shapely.union_all([*lines, *edges])))))
    return [face for face in faces if face.area > 4000]


def junctions(streets: list[Feature]) -> list[Junction]:
    """Where two named streets of the town cross, in a fixed order."""
    named = [f for f in streets if f.name_zh and f.shape.geom_type == "LineString"]
    tree = shapely.STRtree([f.shape for f in named])
    found = []
    for i, street in enumerate(named):
        for j in sorted(tree.query(street.shape, predicate="intersects")):
            if j > i and named[j].name_zh != street.name_zh:
                meeting = street.shape.intersection(named[j].shape).representative_point()
                found.append(Junction((meeting.x, meeting.y), str(street.name_zh), str(named[j].name_zh)))
    return found
