"""The offline basemap: the names, zoom range and addresses of its vector tiles.

Belongs here: the tile scheme (XYZ, EPSG:3857, one MVT layer per name) and its bounds. Not here: the SQL that cuts a tile
(api.basemap_tile) and the paint (assets/map-basemap.js).
"""

from __future__ import annotations

from typing import Final

LAYERS: Final = ("outline", "township", "landuse", "water", "road", "building", "place")
MAX_ZOOM: Final = 15
MEDIA_TYPE: Final = "application/vnd.mapbox-vector-tile"


def is_tile(z: int, x: int, y: int) -> bool:
    """Whether z/x/y names a tile that is served: whole numbers within the XYZ scheme, at most `MAX_ZOOM`."""
    return 0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z
