"""The areas that the demonstration city's bureau approved for each department: all different, none the whole city.

Belongs here: the shapes, drawn from what the regulation gives each department to watch (Articles 11 to 21, 25).
Does not belong here: versions, approvals and dates (data/demo/papers.py).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from shapely import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from data.demo.atlas import Atlas
from data.demo.geography import TOWNSHIPS
from data.demo.plane import blob, polygonal, to_plane

_SIMPLER = 6.0  # metres by which a border may be straightened


def draw_areas(atlas: Atlas) -> dict[str, MultiPolygon]:
    """Department code → area on the board, inside the outline, valid; health's is the one still under review."""
    return {code: _tidy(draw(atlas), atlas) for code, draw in _DRAWN.items()}


def draw_further(atlas: Atlas, count: int, seed: int) -> list[MultiPolygon]:
    """Areas for units beyond those of the regulation: irregular patches of some 60 to 250 km²."""
    rng = np.random.default_rng(seed + 101)
    west, south, east, north = atlas.ground.outline.buffer(-4000).bounds
    found: list[MultiPolygon] = []
    while len(found) < count:
        centre = rng.uniform((west, south), (east, north))
        if atlas.ground.outline.contains(Point(centre)):
            found.append(_tidy(blob(centre, float(rng.uniform(4500, 9000)), rng), atlas))
    return found


def earlier_police_area(atlas: Atlas) -> MultiPolygon:
    """What the police had before the version in force: the five streets alone."""
    return _tidy(atlas.ground.town, atlas)


def _tidy(shape: BaseGeometry, atlas: Atlas) -> MultiPolygon:
    """Inside the city by a metre, straightened, without crumbs and pinholes."""
    inner = atlas.ground.outline.buffer(-1.0)
    clean = polygonal(polygonal(shape).simplify(_SIMPLER).intersection(inner))
    parts = [shapely.Polygon(p.exterior, [r for r in p.interiors if shapely.Polygon(r).area > 2000]) for p in clean.geoms if p.area > 2000]
    return polygonal(shapely.set_precision(MultiPolygon(parts), 0.05))


def _towns(atlas: Atlas, *names: str) -> BaseGeometry:
    return shapely.union_all([g for g, t in zip(atlas.ground.townships, TOWNSHIPS, strict=True) if t.name_zh in names])


def _villages(atlas: Atlas) -> BaseGeometry:
    return shapely.union_all(atlas.villages.areas)


def _police(atlas: Atlas) -> BaseGeometry:
    """The five streets and the towns around them."""
    return atlas.ground.town.union(_towns(atlas, "轵城镇", "克井镇", "思礼镇", "梨林镇"))


def _transport(atlas: Atlas) -> BaseGeometry:
    """Corridors of the long roads, wider for motorways, and the seats of the western towns."""
    wide = {"motorway": 130.0, "trunk": 90.0, "primary": 70.0}
    corridors = [f.shape.buffer(wide[f.cls], quad_segs=3) for f in atlas.routes if f.cls in wide]
    seats = [Point(to_plane([t.seat])[0]).buffer(1100) for t in TOWNSHIPS if t.name_zh in {"王屋镇", "邵原镇", "下冶镇", "大峪镇", "坡头镇"}]
    return shapely.union_all([*corridors, *seats])


def _water(atlas: Atlas) -> BaseGeometry:
    """Strips along rivers, rings about reservoirs, without the homes, schools and villages that lie in them."""
    banks = [line.buffer(r.width / 2 + 260, quad_segs=3) for r, line in zip(atlas.waters.rivers, atlas.waters.lines, strict=True)]
    shores = [lake.buffer(420, quad_segs=4) for lake in atlas.waters.lakes.values()]
    canals = [line.buffer(120, quad_segs=2) for line in atlas.waters.canals]
    strips = polygonal(shapely.union_all([*banks, *shores, *canals]))
    shapely.prepare(strips)
    homes = [b.ground for b in atlas.blocks if b.use in {"residential", "school", "hospital"} and strips.contains(b.ground)]
    return strips.difference(shapely.union_all([*homes, _villages(atlas).buffer(25)]))


def _health(atlas: Atlas) -> BaseGeometry:
    return shapely.union_all([b.ground.buffer(180) for b in atlas.blocks if b.use == "hospital"])


def _emergency(atlas: Atlas) -> BaseGeometry:
    """Industry and mines, and the dams upstream of people."""
    zones = [zone.buffer(450) for zone in atlas.land.industry.values()]
    dams = [atlas.waters.lakes[name].buffer(700) for name in ("河口村水库", "蟒河口水库", "布袋沟水库")]
    return shapely.union_all([*zones, *dams])


def _housing(atlas: Atlas) -> BaseGeometry:
    """The built-up town, less the grounds of schools and hospitals."""
    kept = [b.ground for b in atlas.blocks if b.use in {"school", "hospital"}]
    return atlas.town.area.difference(shapely.union_all(kept))


def _culture(atlas: Atlas) -> BaseGeometry:
    parks = [b.ground.buffer(60) for b in atlas.blocks if b.use == "park" and b.name_zh]
    return shapely.union_all([*(s.buffer(260) for s in atlas.land.scenic.values()), *parks])


def _agriculture(atlas: Atlas) -> BaseGeometry:
    """Fields and villages of the southern and eastern plain."""
    plain = _towns(atlas, "梨林镇", "轵城镇", "五龙口镇", "坡头镇", "承留镇")
    return shapely.union_all([atlas.land.fields, _villages(atlas)]).intersection(plain)


def _forestry(atlas: Atlas) -> BaseGeometry:
    """Forest and all land above 620 metres, less the villages."""
    return atlas.land.forest.union(atlas.relief.above(620.0)).buffer(90).buffer(-60).difference(_villages(atlas).buffer(60))


def _civility(atlas: Atlas) -> BaseGeometry:
    """Inside the ring roads, and the streets of the small towns."""
    centre = Point(to_plane([(112.600, 35.088)])[0])
    return shapely.union_all([atlas.town.area.intersection(centre.buffer(4300)), *atlas.town.small_areas])


def _bureau(atlas: Atlas) -> BaseGeometry:
    """Service halls and the heart of the town."""
    halls = [b.ground.buffer(90) for b in atlas.blocks if b.use == "public"]
    return shapely.union_all([*halls, Point(to_plane([(112.597, 35.086)])[0]).buffer(1300)])


_DRAWN: dict[str, Callable[[Atlas], BaseGeometry]] = {
    "civility": _civility, "transport": _transport, "water": _water, "police": _police, "health": _health, "emergency": _emergency,
    "housing": _housing, "culture": _culture, "agriculture": _agriculture, "forestry": _forestry, "bureau": _bureau,
}
