"""The invented heights of the demonstration city: noise, the height field, and areas above a height.

Belongs here: deterministic value noise, height in metres at any place on the board, contour areas by marching squares.
Does not belong here: what grows there (data/demo/land.py).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from data.demo.plane import Floats, polygonal, to_plane

# Where the mountains begin, seen from the plain: west to east (degrees); north and west of it the land rises.
_FOOT = ((112.00, 34.880), (112.38, 34.870), (112.45, 34.920), (112.468, 35.020), (112.475, 35.100),
         (112.51, 35.150), (112.60, 35.178),
         (112.68, 35.172), (112.80, 35.165))
_SPAN = (-41_000.0, -30_000.0, 43_000.0, 31_000.0)  # west, south, east, north on the board, metres

# Segments of a square by its corners above the level (bit 1 south-west, 2 south-east, 4 north-east, 8 north-west).
_S, _E, _N, _W = 0, 1, 2, 3
_CASES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((_W, _S),), 2: ((_S, _E),), 3: ((_W, _E),), 4: ((_E, _N),), 5: ((_W, _N), (_S, _E)), 6: ((_S, _N),),
    7: ((_W, _N),), 8: ((_N, _W),), 9: ((_N, _S),), 10: ((_S, _W), (_N, _E)), 11: ((_N, _E),), 12: ((_E, _W),),
    13: ((_E, _S),), 14: ((_S, _W),),
}


class Noise:
    """Smooth noise in about -1…1, the same for the same seed, with a largest feature of `scale` metres."""

    def __init__(self, seed: int, scale: float, octaves: int = 4) -> None:
        rng = np.random.default_rng(seed)
        self._scale = scale
        self._lattices = [rng.uniform(-1, 1, (67, 71)) for _ in range(octaves)]

    def at(self, points: Floats) -> Floats:
        """Noise at points on the board, shape (n, 2) → (n,)."""
        total = np.zeros(len(points))
        for octave, lattice in enumerate(self._lattices):
            total += _value(lattice, points * 2**octave / self._scale + 31.7 * octave) * 0.5**octave
        return total


def _value(lattice: Floats, points: Floats) -> Floats:
    cell = np.floor(points).astype(int)
    f = points - cell
    f = f * f * (3 - 2 * f)
    h, w = lattice.shape
    x0, y0 = cell[:, 0] % w, cell[:, 1] % h
    x1, y1 = (x0 + 1) % w, (y0 + 1) % h
    low = lattice[y0, x0] * (1 - f[:, 0]) + lattice[y0, x1] * f[:, 0]
    high = lattice[y1, x0] * (1 - f[:, 0]) + lattice[y1, x1] * f[:, 0]
    return np.asarray(low * (1 - f[:, 1]) + high * f[:, 1])


class Lattice:
    """Values on a square lattice over the whole board."""

    def __init__(self, values: Callable[[Floats], Floats], step: float) -> None:
        self.step = step
        self.xs = np.arange(_SPAN[0], _SPAN[2] + step, step)
        self.ys = np.arange(_SPAN[1], _SPAN[3] + step, step)
        gx, gy = np.meshgrid(self.xs, self.ys)
        self.values = np.asarray(values(np.column_stack([gx.ravel(), gy.ravel()]))).reshape(gx.shape)

    def at(self, points: Floats) -> Floats:
        """The values at points on the board, by bilinear interpolation."""
        cell = (points - (self.xs[0], self.ys[0])) / self.step
        x = np.clip(cell[:, 0], 0, len(self.xs) - 1.001)
        y = np.clip(cell[:, 1], 0, len(self.ys) - 1.001)
        i, j = y.astype(int), x.astype(int)
        fy, fx = y - i, x - j
        low = self.values[i, j] * (1 - fx) + self.values[i, j + 1] * fx
        high = self.values[i + 1, j] * (1 - fx) + self.values[i + 1, j + 1] * fx
        return np.asarray(low * (1 - fy) + high * fy)

    def above(self, level: float) -> MultiPolygon:
        """Where the values exceed `level`, as areas by marching squares, closed at the board's edge."""
        high = self.values - level
        high[[0, -1], :] = high[:, [0, -1]] = -1.0
        high[high == 0] = 1e-9
        faces = shapely.get_parts(shapely.polygonize(_segments(high, self.xs, self.ys, self.step)))
        inside = np.array([face.representative_point().coords[0] for face in faces]).reshape(-1, 2)
        kept: list[BaseGeometry] = [f for f, v in zip(faces, self.at(inside), strict=True) if v > level]
        return polygonal(shapely.union_all(kept))


def draw_relief(seed: int, valleys: BaseGeometry) -> Lattice:
    """The invented heights in metres above the sea; rivers (`valleys`, lines on the board) lie in what they have cut."""
    broad, ridges, foot = Noise(seed + 1, 9000.0, 5), Noise(seed + 2, 4200.0, 5), to_plane(_FOOT)
    shapely.prepare(valleys)

    def height(points: Floats) -> Floats:
        edge = np.interp(points[:, 0], foot[:, 0], foot[:, 1])
        inland = np.clip((points[:, 1] - edge) / 1000.0, -12.0, 26.0) + 1.4 * broad.at(points)
        rise = np.where(inland > 0, 520.0 * (1 - np.exp(-inland / 6.0)) + 22.0 * inland, 3.0 * inland)
        ridge = 1.0 - np.abs(ridges.at(points))
        mountain = np.clip(inland / 6.0, 0.0, 1.0)
        away = 1 - np.exp(-shapely.distance(valleys, shapely.points(points)) / 2200.0)
        return np.asarray(150.0 + (rise + mountain * (ridge - 0.5) * 700.0) * (0.12 + 0.95 * away))

    return Lattice(height, 300.0)


def _segments(values: Floats, xs: Floats, ys: Floats, step: float) -> NDArray[np.object_]:
    """The pieces of the level line, one or two a square; neighbours share their end points exactly."""
    with np.errstate(divide="ignore", invalid="ignore"):
        across = xs[None, :-1] + step * values[:, :-1] / (values[:, :-1] - values[:, 1:])
        up = ys[:-1, None] + step * values[:-1, :] / (values[:-1, :] - values[1:, :])
    on_row = np.stack([across, np.broadcast_to(ys[:, None], across.shape)], axis=-1)
    on_column = np.stack([np.broadcast_to(xs[None, :], up.shape), up], axis=-1)
    sides = (on_row[:-1], on_column[:, 1:], on_row[1:], on_column[:, :-1])
    high = values > 0
    case = high[:-1, :-1] + 2 * high[:-1, 1:] + 4 * high[1:, 1:] + 8 * high[1:, :-1]
    pieces = [
        np.stack([sides[a][case == number], sides[b][case == number]], axis=1)
        for number, pairs in _CASES.items() for a, b in pairs
    ]
    return np.asarray(shapely.linestrings(np.vstack(pieces)))
