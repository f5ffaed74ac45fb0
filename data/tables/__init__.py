"""The tables as SQLAlchemy Core sees them, for queries of the owner and the tests. sql/migrations is the truth; a test compares.

Belongs here: names, types, keys. Does not belong here: constraints, grants, triggers: they live in sql.
Geometry is WGS-84 (4326), but for the basemap, which is kept in the map's plane (3857).
"""

from __future__ import annotations

from data.tables import audit, catalogue, law, people
from data.tables.base import METADATA

__all__ = ["METADATA", "audit", "catalogue", "law", "people"]
