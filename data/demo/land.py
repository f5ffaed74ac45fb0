"""What covers the ground of the demonstration city: heights as bands, forest, fields, built-up land, industry, scenery.

Belongs here: land-use areas and the labels of places that are no building.
Does not belong here: blocks and buildings (data/demo/buildings.py), water (data/demo/waters.py).
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from data.demo.features import Feature
from data.demo.geography import CITY_EN, CITY_ZH, PEAKS, SCENIC, TOWNSHIPS, Spot
from data.demo.plane import Floats, blob, polygonal, to_plane
from data.demo.relief import Lattice, Noise
from data.demo.villages import Villages

_BANDS = (230.0, 340.0, 480.0, 650.0, 850.0, 1080.0, 1320.0)
INDUSTRY: tuple[Spot, ...] = (
    Spot("虎岭产业集聚区", "Huling Industrial Zone", (112.497, 35.048), 1250.0),
    Spot("玉川产业集聚区", "Yuchuan Industrial Zone", (112.588, 35.176), 1300.0),
    Spot("高新技术产业区", "High-tech Zone", (112.655, 35.066), 900.0),
    Spot("思礼循环产业园", "Sili Circular Park", (112.512, 35.138), 620.0),
    Spot("轵城建材园区", "Zhicheng Materials Park", (112.590, 35.012), 620.0),
    Spot("五龙口化工园区", "Wulongkou Chemical Park", (112.715, 35.150), 640.0),
)
_NEIGHBOURS: tuple[tuple[str, str, float, float], ...] = (
    ("晋城市", "Jincheng", 112.60, 35.325), ("洛阳市", "Luoyang", 112.36, 34.855), ("焦作市", "Jiaozuo", 112.83, 35.14),
    ("运城市", "Yuncheng", 111.965, 35.20), ("孟州市", "Mengzhou", 112.79, 34.985),
)


class Land:
    """The areas that cameras and jurisdictions are drawn by, on the board."""

    def __init__(self, forest: MultiPolygon, industry: dict[str, Polygon], scenic: dict[str, Polygon], fields: MultiPolygon) -> None:
        self.forest, self.industry, self.scenic, self.fields = forest, industry, scenic, fields


def draw_land(seed: int, outline: Polygon, relief: Lattice, built: BaseGeometry, water: BaseGeometry) -> Land:
    """Forest on the heights, fields in the plain, industry and scenery where they were set by hand."""
    rng = np.random.default_rng(seed + 61)
    patches = Noise(seed + 62, 1900.0, 5)
    wooded = Lattice(lambda p: (relief.at(p) - 480.0) / 330.0 + 1.15 * patches.at(p), 250.0).above(0.62)
    bare = shapely.union_all([built, water])
    industry = {s.name_zh: _set_down(s, rng, outline, 1.25) for s in INDUSTRY}
    scenic = {s.name_zh: _set_down(s, rng, outline, 1.7) for s in SCENIC}
    level = polygonal(outline.difference(relief.above(300.0)))
    fields = polygonal(level.difference(shapely.union_all([bare, *industry.values()])).difference(wooded))
    wooded = polygonal(wooded.intersection(outline))
    return Land(polygonal(wooded.difference(bare)), industry, scenic, fields)


def _set_down(spot: Spot, rng: np.random.Generator, outline: Polygon, stretch: float) -> Polygon:
    shape = polygonal(blob(to_plane([spot.at])[0], spot.radius, rng, stretch, 0.3).intersection(outline))
    return max(shape.geoms, key=lambda part: part.area)


def land_features(land: Land, relief: Lattice, outline: Polygon) -> list[Feature]:
    """Land use as basemap features, the widest first; nothing beyond the city, which stays blank on the map."""
    found = [
        Feature("landuse", "relief", part, rank=i + 1)
        for i, level in enumerate(_BANDS)
        for part in polygonal(relief.above(level).intersection(outline)).geoms if part.area > 60_000
    ]
    found += [Feature("landuse", "forest", part, rank=9, min_zoom=6) for part in land.forest.geoms if part.area > 30_000]
    found += [Feature("landuse", "farmland", part, rank=10, min_zoom=9) for part in land.fields.geoms if part.area > 20_000]
    english = {s.name_zh: s.name_en for s in (*INDUSTRY, *SCENIC)}
    found += [Feature("landuse", "industrial", s, n, english[n], 12, 10) for n, s in land.industry.items()]
    found += [Feature("landuse", "scenic", s, n, english[n], 11, 9) for n, s in land.scenic.items()]
    return found


def ground_features(outline: Polygon, townships: tuple[MultiPolygon, ...]) -> list[Feature]:
    """The outline and the townships with their borders."""
    found = [Feature("outline", "city", outline, CITY_ZH, CITY_EN, 1, 0)]
    for shape, t in zip(townships, TOWNSHIPS, strict=True):
        found.append(Feature("township", "subdistrict" if t.urban else "town", shape, t.name_zh, t.name_en, 2, 8))
    return found


def place_features(villages: Villages, land: Land) -> list[Feature]:
    """Labels: the city, its townships, villages, peaks, scenery, industry and the neighbours beyond the border."""
    found = [Feature("place", "city", _point(to_plane([(112.600, 35.088)])[0]), f"{CITY_ZH}市", CITY_EN, 1, 0)]
    for t in TOWNSHIPS:
        cls, zoom = ("subdistrict", 12) if t.urban else ("town", 9)
        found.append(Feature("place", cls, _point(to_plane([t.seat])[0]), t.name_zh, t.name_en, 2 if zoom == 9 else 3, zoom))
    for centre, (zh, en) in zip(villages.centres, villages.names, strict=True):
        found.append(Feature("place", "village", _point(centre), zh, en, 6, 13))
    found += [Feature("place", "peak", _point(to_plane([p.at])[0]), p.name_zh, p.name_en, 5, 11) for p in PEAKS]
    english = {s.name_zh: s.name_en for s in (*INDUSTRY, *SCENIC)}
    for cls, zoom, spots in (("scenic", 11, land.scenic), ("factory", 13, land.industry)):
        found += [Feature("place", cls, s.representative_point(), n, english[n], 4, zoom) for n, s in spots.items()]
    found += [Feature("place", "neighbour", _point(to_plane([(x, y)])[0]), zh, en, 2, 8) for zh, en, x, y in _NEIGHBOURS]
    return found


def _point(place: Floats) -> Point:
    return Point(float(place[0]), float(place[1]))
