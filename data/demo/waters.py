"""Rivers, reservoirs, lakes and canals of the demonstration city.

Belongs here: the shapes of water, from the hand-drawn middle lines.
Does not belong here: positions and names (data/demo/geography.py), roads over the water (data/demo/routes.py).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Point
from shapely.ops import substring

from data.demo.features import Feature
from data.demo.geography import RESERVOIRS, RIVERS, YELLOW_RIVER, Position, River
from data.demo.plane import blob, curve, polygonal, roughen, soften, to_plane

_DAM, _WEIR = (112.386, 34.929), (112.600, 34.909)
_CANALS: tuple[tuple[str, str, tuple[Position, ...]], ...] = (
    ("引沁渠", "Yinqin Canal", ((112.676, 35.196), (112.646, 35.180), (112.602, 35.158), (112.561, 35.139), (112.528, 35.121),
                              (112.508, 35.087), (112.502, 35.041), (112.528, 35.012), (112.571, 34.985), (112.618, 34.966))),
    ("广利渠", "Guangli Canal", ((112.694, 35.166), (112.699, 35.133), (112.708, 35.103), (112.722, 35.078), (112.742, 35.060))),
)


class Waters(NamedTuple):
    """The water on the board: `lines` and `names` of the rivers, their `banks`, `lakes` by name, and all of it together."""

    lines: tuple[LineString, ...]
    rivers: tuple[River, ...]
    banks: MultiPolygon
    lakes: dict[str, MultiPolygon]
    canals: tuple[LineString, ...]

    @property
    def surface(self) -> MultiPolygon:
        """All water that has a surface on the map."""
        return polygonal(shapely.union_all([self.banks, *self.lakes.values()]))


def river_lines(seed: int) -> tuple[LineString, ...]:
    """The middle lines: the Yellow River first, then geography.RIVERS, each with small natural bends."""
    rng = np.random.default_rng(seed + 21)
    great = LineString(curve(YELLOW_RIVER.course, 260.0))
    small = [LineString(soften(roughen(curve(r.course, 1500.0), rng, 0.17, 130.0), 2)) for r in RIVERS]
    return (great, *(_until(line, great) for line in small))


def _until(line: LineString, great: LineString) -> LineString:
    """A tributary ends where it meets the great river."""
    hit = line.intersection(great)
    if hit.is_empty:
        return line
    first = min(shapely.get_parts(hit), key=line.project)
    return substring(line, 0.0, line.project(first))


def draw_waters(seed: int, lines: tuple[LineString, ...]) -> Waters:
    """All the water of the city and the reach of the Yellow River beside it."""
    rng = np.random.default_rng(seed + 22)
    rivers = (YELLOW_RIVER, *RIVERS)
    banks = [line.buffer(r.width / 2, quad_segs=4) for r, line in zip(rivers, lines, strict=True) if r.width >= 22]
    lakes = {s.name_zh: polygonal(_lake(s.at, s.radius, rng, lines)) for s in RESERVOIRS}
    lakes |= _great_reservoirs(lines, rng)
    canals = tuple(LineString(soften(roughen(curve(course, 900.0), rng, 0.12, 160.0), 2)) for _zh, _en, course in _CANALS)
    return Waters(lines, rivers, polygonal(shapely.union_all(banks)), lakes, canals)


def _lake(at: Position, radius: float, rng: np.random.Generator, lines: tuple[LineString, ...]) -> MultiPolygon:
    """A lake, moved onto the nearest river within a kilometre so that it looks dammed rather than dropped."""
    centre = Point(to_plane([at])[0])
    near = min(lines, key=centre.distance)
    if centre.distance(near) < 900.0:
        centre = near.interpolate(near.project(centre))
    return polygonal(blob(np.array(centre.coords[0]), radius, rng).buffer(40).buffer(-40))


def _great_reservoirs(lines: tuple[LineString, ...], rng: np.random.Generator) -> dict[str, MultiPolygon]:
    """Xiaolangdi fills the valley above its dam; Xixiayuan widens the river above its weir."""
    great = lines[0]
    dam, weir = (great.project(Point(to_plane([p])[0])) for p in (_DAM, _WEIR))
    upper = substring(great, dam - 38_000.0, dam)
    arms = [substring(t, t.length - 4200.0, t.length) for t in lines[1:] if t.distance(upper) < 1]
    swollen = [_swollen(upper, 330.0, 1250.0, rng), *(_swollen(arm, 70.0, 330.0, rng) for arm in arms)]
    filled = shapely.union_all([upper.buffer(430), *swollen]).buffer(110).buffer(-110)
    held = polygonal(filled.difference(_beyond(great, dam)))
    lake = substring(great, weir - 6200.0, weir)
    wide = shapely.union_all([blob(np.array(lake.interpolate(d).coords[0]), 760.0, rng, 1.3) for d in range(900, 5600, 800)])
    named = [p for p in held.geoms if p.area > 4e5]
    return {"小浪底水库": MultiPolygon(named), "西霞院水库": polygonal(wide.union(lake.buffer(420)).buffer(150).buffer(-150))}


def _swollen(line: LineString, start: float, end: float, rng: np.random.Generator) -> MultiPolygon:
    """Water that widens along a drowned valley, from `start` to `end` metres about its middle, with side valleys."""
    steps = np.arange(0.0, line.length, 600.0)
    reach = start + (end - start) * (steps / line.length) ** 1.6
    spots = (np.array(line.interpolate(d).coords[0]) for d in steps)
    return polygonal(shapely.union_all([blob(p, r, rng, 2.6, 0.8) for p, r in zip(spots, reach, strict=True)]))


def _beyond(great: LineString, dam: float) -> MultiPolygon:
    """What lies downstream of the dam, with the dam's straight face."""
    here, before = (np.array(great.interpolate(d).coords[0]) for d in (dam, dam - 150.0))
    along = (here - before) / np.hypot(*(here - before))
    aside = np.array([-along[1], along[0]]) * 4000.0
    return polygonal(shapely.Polygon([here - aside, here + aside, here + aside + along * 9000, here - aside + along * 9000]))


_EN = {s.name_zh: s.name_en for s in RESERVOIRS} | {"小浪底水库": "Xiaolangdi Reservoir", "西霞院水库": "Xixiayuan Reservoir"}


def water_features(waters: Waters) -> list[Feature]:
    """The water as basemap features: middle lines carry the rivers' names, surfaces those of the lakes."""
    first_zoom = {1: 0, 2: 8, 3: 10, 4: 11, 5: 12}
    found = [
        Feature("water", "river" if r.rank < 4 else "stream", line, r.name_zh, r.name_en, r.rank, first_zoom[r.rank])
        for r, line in zip(waters.rivers, waters.lines, strict=True)
    ]
    found += [Feature("water", "riverbank", part, rank=2, min_zoom=8) for part in waters.banks.geoms]
    for name, shape in waters.lakes.items():
        great = name in {"小浪底水库", "西霞院水库"}
        cls = "reservoir" if "库" in name else "lake"
        found.append(Feature("water", cls, shape, name, _EN[name], 1 if great else 3, 0 if great else 10))
    found += [
        Feature("water", "canal", line, zh, en, 5, 12)
        for (zh, en, _course), line in zip(_CANALS, waters.canals, strict=True)
    ]
    return found
