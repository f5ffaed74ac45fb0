"""Areas and distances on the ellipsoid (WGS-84). Belongs here: metres of degrees. Does not belong here: judging them."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from data.law.shapes.model import Numbers

_EARTH: Final = Geod(ellps="WGS84")


def ring_area_m2(ring: Numbers) -> float:
    """Area within a ring, whichever way round."""
    return abs(_EARTH.polygon_area_perimeter(ring[:, 0], ring[:, 1])[0])


def ring_measures(ring: Numbers) -> tuple[float, float]:
    """Area in m² and length in m of a ring."""
    area, length = _EARTH.polygon_area_perimeter(ring[:, 0], ring[:, 1])
    return abs(area), length


def area_m2(geometry: BaseGeometry) -> float:
    """Area of the polygons of a geometry: outer rings less holes."""
    total = 0.0
    for part in shapely.get_parts(geometry, return_index=False):
        if part.geom_type == "GeometryCollection":
            total += area_m2(part)
        elif part.geom_type == "Polygon" and not part.is_empty:
            rings = shapely.get_rings(part)
            areas = [ring_area_m2(shapely.get_coordinates(ring)) for ring in rings]
            total += areas[0] - sum(areas[1:])
    return total


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two places."""
    return float(_EARTH.inv(one[0], one[1], other[0], other[1])[2])


def ground_scale(lat: float) -> tuple[float, float]:
    """Metres of a degree of longitude and of latitude, to a thousandth: for telling thin from wide."""
    return 111_320.0 * float(np.cos(np.radians(lat))), 110_950.0
