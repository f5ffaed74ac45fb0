"""What reading and checking hand back.

Belongs here: plain values. Does not belong here: how they come about. Geometry is WGS-84 degrees, longitude first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

Numbers = npt.NDArray[np.float64]
Place = tuple[float, float]

NOTES: Final = frozenset(
    {
        "E-FILE-14", "E-FILE-25", "E-FILE-26", "E-FILE-27", "E-FILE-28", "E-FILE-30", "E-FILE-52", "E-FILE-53", "E-FILE-54", "E-FILE-55",
        "E-FILE-73", "E-GEOM-05", "E-GEOM-06", "E-GEOM-18", "E-GEOM-19", "E-GEOM-23", "E-GEOM-25", "E-GEOM-26", "E-GEOM-28",
        "E-GEOM-31", "E-GEOM-32", "E-GEOM-33", "E-GEOM-34", "E-GEOM-35", "E-GEOM-36", "E-GEOM-37",
    }
)  # fmt: skip
"""What a person should know and decide about, but what does not make a shape unlawful."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        code: a key of `sentences.SENTENCES`.
        place: longitude and latitude of the fault, or None where it has no place.
        detail: what the sentence names.
    """

    code: str
    place: Place | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Whether a shape with this fault cannot become a draft's area."""
        return self.code not in NOTES


@dataclass(frozen=True, slots=True)
class Raw:
    """A geometry as the file has it, before anything is judged.

    Attributes:
        kind: its type in the words of GeoJSON.
        parts: areas as rings of (n, 2) vertices in the file's coordinates, the outer ring first.
        others: vertices (n, 2) of what is no area.
        heights: whether a third number stood with the positions.
    """

    kind: str
    parts: tuple[tuple[Numbers, ...], ...] = ()
    others: Numbers = field(default_factory=lambda: np.empty((0, 2)))
    heights: bool = False

    @property
    def vertices(self) -> int:
        """How many vertices it has."""
        return sum(len(ring) for part in self.parts for ring in part) + len(self.others)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a layer.

    Attributes:
        number: its place in the layer, from 1.
        properties: its attributes, tidied for showing.
        geometry: the area exactly as the file has it, or None where it cannot stand as an area.
        problems: all that is wrong with it.
        mended: where `geometry` is None, what could be built of it (rings closed, impossible vertices left out); offered, never taken.
        sketch: where `geometry` is None, the lines as they are, for the picture before a repair.
    """

    number: int
    properties: Mapping[str, Any]
    geometry: BaseGeometry | None
    problems: tuple[Problem, ...] = ()
    mended: BaseGeometry | None = None
    sketch: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a file.

    Attributes:
        name: its name in the file.
        crs: the coordinate system used (as in `coordinates.system_named`), None where none is known.
        crs_source: "stated" by the person, "file", "format" (the format fixes it) or "missing".
        crs_said: the file's own words for its system, or "".
        encoding: the encoding of its attribute table, or "".
        encoding_source: "cpg", "dbf", "guessed", "stated", or "".
    """

    name: str
    crs: str | None
    crs_source: str
    crs_said: str
    features: tuple[Feature, ...]
    problems: tuple[Problem, ...] = ()
    encoding: str = ""
    encoding_source: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was understood; `kind` is geojson, shapefile, geopackage or kml."""

    kind: str
    layers: tuple[Layer, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair on offer.

    Attributes:
        before: the geometry as it is (lines where it is no area).
        after: the geometry as it would be.
        area_change_m2: area after less area before, on the ellipsoid; None where there is no area before.
        notes: what was done.
        left: what is still wrong afterwards.
    """

    before: BaseGeometry
    after: BaseGeometry
    area_change_m2: float | None
    notes: tuple[Problem, ...]
    left: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RawFeature:
    """A feature as a reader hands it over; `raw` is None where the file has no usable geometry."""

    properties: Mapping[str, Any]
    raw: Raw | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RawLayer:
    """A layer as a reader hands it over.

    `said` is the file's own word for its system, `system` that word as `coordinates.system_named` knows it (or a WKT), `fixed`
    whether the format itself fixes it.
    """

    name: str
    features: tuple[RawFeature, ...]
    said: str = ""
    system: str = ""
    fixed: bool = False
    problems: tuple[Problem, ...] = ()
    encoding: str = ""
    encoding_source: str = ""
