"""Tiles that exist, and the mask that dims what lies outside a jurisdiction."""

from __future__ import annotations

import pytest
from shapely.geometry import Point, shape

from layers import basemap, jurisdictions

SQUARE = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]
HOLE = [[1.0, 1.0], [1.0, 2.0], [2.0, 2.0], [2.0, 1.0], [1.0, 1.0]]
FAR = [[10.0, 10.0], [12.0, 10.0], [12.0, 12.0], [10.0, 10.0]]


@pytest.mark.parametrize(
    ("tile", "real"),
    [((0, 0, 0), True), ((15, 32767, 0), True), ((16, 0, 0), False), ((3, 8, 0), False), ((3, 0, 8), False), ((-1, 0, 0), False)],
)
def test_only_tiles_of_the_scheme_are_real(tile: tuple[int, int, int], real: bool) -> None:
    assert basemap.is_tile(*tile) is real


def test_mask_is_the_opposite_of_the_jurisdiction() -> None:
    own = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [FAR]]}
    mask = shape(jurisdictions.dim_outside(own))
    polygon = shape(own)
    for point in (Point(0.5, 0.5), Point(1.5, 1.5), Point(3, 3), Point(11.5, 11), Point(8, 8), Point(-60, 20)):
        assert mask.covers(point) is not polygon.covers(point)
    assert jurisdictions.bounds(own) == (0.0, 0.0, 12.0, 12.0)


def test_a_plain_polygon_will_do_and_a_line_will_not() -> None:
    assert jurisdictions.dim_outside({"type": "Polygon", "coordinates": [SQUARE]})["coordinates"][0][1] == SQUARE
    with pytest.raises(ValueError, match="polygon"):
        jurisdictions.dim_outside({"type": "LineString", "coordinates": SQUARE})
