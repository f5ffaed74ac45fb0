"""The demonstration city as one drawing: everything the map shows and everything cameras and jurisdictions stand on.

Belongs here: the order in which the pieces are drawn, and the atlas that holds them.
Does not belong here: the pieces themselves; storing them (data/demo/seeding.py).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from data.demo import buildings, land, routes, streets, townships, villages, waters
from data.demo.features import Feature
from data.demo.plane import polygonal
from data.demo.relief import Lattice, draw_relief

_BEYOND = 6500.0  # metres outside the city in which roads and rivers are still drawn


class Atlas(NamedTuple):
    """The drawn city, in metres on the board."""

    ground: townships.Ground
    relief: Lattice
    waters: waters.Waters
    routes: list[Feature]
    town: streets.Town
    villages: villages.Villages
    land: land.Land
    blocks: list[buildings.Block]
    features: list[Feature]

    @property
    def roads(self) -> list[Feature]:
        """Every road and railway."""
        return [*self.routes, *self.town.streets, *self.villages.roads]


@lru_cache(maxsize=2)
def draw_atlas(seed: int, *, built: bool = True) -> Atlas:
    """Draw the city; the same seed gives the same city (kept: nobody changes it). Without `built` no building is drawn."""
    ground = townships.draw_ground(seed)
    lines = waters.river_lines(seed)
    relief = draw_relief(seed, shapely.union_all([line.simplify(60) for line in lines]))
    water = waters.draw_waters(seed, lines)
    long_roads = routes.draw_routes(seed, relief)
    town = streets.draw_town(seed)
    towns = polygonal(shapely.union_all([town.area, *town.small_areas]))
    hamlets = villages.draw_villages(
        seed, ground.outline, shapely.union_all([towns, water.surface]), relief, [*long_roads, *town.streets])
    cover = land.draw_land(seed, ground.outline, relief, polygonal(towns.union(villages.together(hamlets.areas))), water.surface)
    used = buildings.use_blocks(seed, town.blocks, _obstacles(water, long_roads, town.streets))
    found = [
        *land.land_features(cover, relief, ground.outline), *buildings.block_features(used, town.area, list(town.small_areas), hamlets.areas),
        *_framed([*waters.water_features(water), *long_roads], ground.outline.buffer(_BEYOND)), *town.streets, *hamlets.roads,
        *land.ground_features(*ground),
        *land.place_features(hamlets, cover)]
    if built:
        found += buildings.build(seed, used, hamlets.areas, _free_industry(cover, towns, long_roads, water.surface))
    return Atlas(ground, relief, water, long_roads, town, hamlets, cover, used, found)


def _framed(features: list[Feature], frame: shapely.Polygon) -> list[Feature]:
    """Roads and rivers end a little beyond the city, all at the same distance from it."""
    shapely.prepare(frame)
    return [f if frame.contains(f.shape) else f._replace(shape=f.shape.intersection(frame)) for f in features]


def _obstacles(water: waters.Waters, long_roads: list[Feature], side_streets: list[Feature]) -> list[BaseGeometry]:
    """Ground no building may stand on: water with its banks, roads and railways with their verges."""
    wide = {"motorway": 34.0, "rail": 22.0}
    verges = [f.shape.buffer(wide.get(f.cls, 18.0), quad_segs=2) for f in long_roads]
    verges += [f.shape.buffer(9.0, quad_segs=2) for f in side_streets if f.cls == "residential"]
    return [*(part.buffer(16.0, quad_segs=2) for part in water.surface.geoms), *verges]


def _free_industry(
    cover: land.Land, towns: MultiPolygon, long_roads: list[Feature], surface: MultiPolygon
) -> list[shapely.Polygon]:
    """The industrial zones outside the town, less roads and water."""
    taken = shapely.union_all([towns.buffer(60), surface.buffer(30), *(f.shape.buffer(40) for f in long_roads)])
    return [part for zone in cover.industry.values() for part in polygonal(zone.difference(taken)).geoms if part.area > 20_000]
