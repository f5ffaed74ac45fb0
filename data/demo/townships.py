"""The ground of the demonstration city: its outline and sixteen townships, without gap or overlap.

Belongs here: how the hand-drawn outline becomes a natural line and how the land is shared out among the townships'
seats (an invention: nearest seat by reach, over a fine jittered tiling, borders softened arc by arc).
Does not belong here: positions and names (data/demo/geography.py).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from shapely import MultiPoint, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from data.demo.geography import OUTLINE, RIVER_BORDER, TOWNSHIPS
from data.demo.plane import Floats, curve, polygonal, roughen, soften, to_plane
from data.demo.relief import Noise

_GRAIN = 420.0  # metres between the seeds of the fine tiling


class Ground(NamedTuple):
    """The city on the board: `townships` in the order of geography.TOWNSHIPS; their union is `outline`."""

    outline: Polygon
    townships: tuple[MultiPolygon, ...]

    @property
    def town(self) -> MultiPolygon:
        """The five streets together."""
        return polygonal(shapely.union_all([g for g, t in zip(self.townships, TOWNSHIPS, strict=True) if t.urban]))


def draw_ground(seed: int) -> Ground:
    """Outline and townships on the board, the same for the same seed."""
    rng = np.random.default_rng(seed)
    outline = _outline(rng)
    tiles = _tiles(outline, rng)
    labels = _nearest(np.array([tile.centroid.coords[0] for tile in tiles]), seed)
    rough = [shapely.union_all([t for t, n in zip(tiles, labels, strict=True) if n == i]) for i in range(len(TOWNSHIPS))]
    smooth = _soften_borders(rough, outline)
    return Ground(outline, tuple(polygonal(shape) for shape in smooth))


def _outline(rng: np.random.Generator) -> Polygon:
    """North, east and west follow ridges and are rough; the south is the river and stays smooth."""
    closed = (*OUTLINE, OUTLINE[0])
    first, last = (OUTLINE.index(end) for end in RIVER_BORDER)
    land = roughen(to_plane(closed[: first + 1]), rng, 0.13, 420.0)
    water = curve(closed[first : last + 1], 260.0)
    west = roughen(to_plane(closed[last:]), rng, 0.13, 420.0)
    ring = np.vstack([soften(land, 1), water[1:-1], soften(west, 1)])
    return max(polygonal(Polygon(ring)).geoms, key=lambda part: part.area)


def _tiles(outline: Polygon, rng: np.random.Generator) -> list[Polygon]:
    west, south, east, north = outline.buffer(_GRAIN).bounds
    gx, gy = np.meshgrid(np.arange(west, east, _GRAIN), np.arange(south, north, _GRAIN))
    seeds = np.column_stack([gx.ravel(), gy.ravel()]) + rng.uniform(-0.42, 0.42, (gx.size, 2)) * _GRAIN
    near = seeds[shapely.contains_xy(outline.buffer(2 * _GRAIN), seeds)]
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(near), extend_to=outline.buffer(3 * _GRAIN)))
    shapely.prepare(outline)
    return [cell for cell in cells if outline.intersects(cell)]


def _nearest(centres: Floats, seed: int) -> Floats:
    """The township of each centre: distance to the seats over their reach, in a space bent by noise."""
    bent = centres + 900.0 * np.column_stack([Noise(seed + 11, 5200.0).at(centres), Noise(seed + 12, 5200.0).at(centres)])
    seats = to_plane([t.seat for t in TOWNSHIPS])
    reach = np.array([t.reach for t in TOWNSHIPS])
    return np.asarray(np.argmin(np.hypot(*(bent[:, None, :] - seats).transpose(2, 0, 1)) / reach, axis=1))


def _soften_borders(shapes: list[BaseGeometry], outline: Polygon) -> list[BaseGeometry]:
    """Soften each border arc between its two ends, cut the outline by them and give each face to its township."""
    arcs = shapely.get_parts(shapely.line_merge(shapely.union_all([shape.boundary for shape in shapes])))
    inner = [shapely.LineString(soften(np.asarray(arc.coords), 2)) for arc in arcs if not _outer(arc, shapes)]
    faces = shapely.get_parts(shapely.polygonize([*_noded([*inner, outline.exterior])]))
    tree = shapely.STRtree(shapes)
    owner = [int(tree.nearest(face.representative_point())) for face in faces]
    return [shapely.union_all([f for f, o in zip(faces, owner, strict=True) if o == i]) for i in range(len(shapes))]


def _outer(arc: BaseGeometry, shapes: list[BaseGeometry]) -> bool:
    middle = arc.interpolate(0.5, normalized=True)
    return sum(1 for shape in shapes if shape.distance(middle) < 1e-6) < 2


def _noded(lines: list[BaseGeometry]) -> list[BaseGeometry]:
    return list(shapely.get_parts(shapely.union_all(lines)))
