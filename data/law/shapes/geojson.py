"""GeoJSON (RFC 7946), judged by a validator of our own: each fault with the path where it stands.

Belongs here: the structure of the document and its positions. Does not belong here: whether rings are valid areas (rings.py,
checking.py). A document whose root is no GeoJSON is refused; a fault inside a feature leaves that feature without a geometry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from data.errors import InvalidInput
from data.law.shapes import positions, strict_json, tidying
from data.law.shapes.limits import Limits
from data.law.shapes.model import Problem, Raw, RawFeature, RawLayer
from data.law.shapes.positions import Faults

GEOMETRIES: Final = frozenset({*positions.NESTING, "GeometryCollection"})
_FOREIGN: Final = {
    "Feature": ("coordinates", "geometries", "features"),
    "FeatureCollection": ("coordinates", "geometries", "geometry", "properties"),
}
_FOREIGN_OF_GEOMETRY: Final = ("geometry", "properties", "features")
_BBOX_LENGTHS: Final = (4, 6)


def read(name: str, blob: bytes, limits: Limits) -> RawLayer:
    """The features of a document, in order.

    Raises:
        InvalidInput: E-FILE-07 to 12 (not JSON), E-FILE-20 to 22 (no GeoJSON), E-FILE-80, 81 (too much).
    """
    document = strict_json.parse(blob, limits.depth, limits.containers)
    problems: list[Problem] = []
    if isinstance(document, list) and document and all(isinstance(item, dict) for item in document):
        problems.append(Problem("E-FILE-14"))
        document = {"type": "FeatureCollection", "features": document}
    kind = _root_kind(document)
    faults = Faults()
    features = _features(document, kind, faults)
    if len(features) > limits.features:
        raise InvalidInput("file", "E-FILE-80", most=limits.features)
    budget = positions.Budget(limits.vertices)
    read_all = tuple(_feature(item, path, budget) for item, path in features)
    said = _said(document)
    return RawLayer(name, read_all, said, said, fixed=not said, problems=(*problems, *faults.listed()))


def _root_kind(document: object) -> str:
    if not isinstance(document, dict):
        raise InvalidInput("file", "E-FILE-21", path="$", kind="object")
    if "type" not in document:
        raise InvalidInput("file", "E-FILE-20", path="$", member="type")
    kind = document["type"]
    if not isinstance(kind, str) or kind not in GEOMETRIES | {"Feature", "FeatureCollection"}:
        raise InvalidInput("file", "E-FILE-22", path="$", found=tidying.shown(kind))
    return kind


def _features(document: dict[str, Any], kind: str, faults: Faults) -> list[tuple[Any, str]]:
    if kind == "Feature":
        return [(document, "$")]
    if kind in GEOMETRIES:
        return [({"type": "Feature", "properties": {}, "geometry": document}, "$")]
    _judge_members(document, "$", _FOREIGN["FeatureCollection"], faults)
    features = document.get("features")
    if "features" not in document:
        raise InvalidInput("file", "E-FILE-20", path="$", member="features")
    if not isinstance(features, list):
        raise InvalidInput("file", "E-FILE-21", path="$.features", kind="array")
    return [(item, f"$.features[{index}]") for index, item in enumerate(features)]


def _feature(item: object, path: str, budget: positions.Budget) -> RawFeature:
    faults = Faults()
    if not isinstance(item, dict):
        return RawFeature({}, None, (Problem("E-FILE-21", detail={"path": path, "kind": "object"}),))
    if item.get("type") in GEOMETRIES:  # an array of bare geometries
        item = {"type": "Feature", "properties": {}, "geometry": item}
    _judge_feature(item, path, faults)
    properties = item.get("properties")
    tidy = tidying.properties(properties if isinstance(properties, dict) else {})
    geometry = item.get("geometry")
    if geometry is None:
        if "geometry" in item:
            faults.add("E-GEOM-12")
        return RawFeature(tidy, None, faults.listed())
    at = path if path == "$" and item.get("properties") == {} and "id" not in item else f"{path}.geometry"
    raw = _geometry(geometry, at, faults, budget)
    return RawFeature(tidy, None if faults.grave else raw, faults.listed())


def _judge_feature(item: dict[str, Any], path: str, faults: Faults) -> None:
    if item.get("type") != "Feature":
        _wrong_type(item, path, faults)
    for member in ("geometry", "properties"):
        if member not in item:
            faults.add("E-FILE-20", path=path, member=member)
    if not isinstance(item.get("properties", {}), dict | None):
        faults.add("E-FILE-21", path=f"{path}.properties", kind="object")
    identity = item.get("id", "")
    if not isinstance(identity, str | int | float) or isinstance(identity, bool):
        faults.add("E-FILE-21", path=f"{path}.id", kind="string/number")
    _judge_members(item, path, _FOREIGN["Feature"], faults)


def _wrong_type(value: dict[str, Any], path: str, faults: Faults) -> None:
    if "type" in value:
        faults.add("E-FILE-22", path=path, found=tidying.shown(value["type"]))
    else:
        faults.add("E-FILE-20", path=path, member="type")


def _judge_members(item: dict[str, Any], path: str, foreign: tuple[str, ...], faults: Faults) -> None:
    for member in foreign:
        if member in item:
            faults.add("E-FILE-26", path=path, member=member)
    if "bbox" not in item:
        return
    bbox = item["bbox"]
    if not isinstance(bbox, list) or len(bbox) not in _BBOX_LENGTHS or not all(positions.is_number(number) for number in bbox):
        faults.add("E-FILE-25", path=path)


def _geometry(value: object, path: str, faults: Faults, budget: positions.Budget) -> Raw | None:
    if not isinstance(value, dict):
        faults.add("E-FILE-21", path=path, kind="object")
        return None
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in GEOMETRIES:
        _wrong_type(value, path, faults)
        return None
    _judge_members(value, path, _FOREIGN_OF_GEOMETRY, faults)
    if kind == "GeometryCollection":
        return _collection(value, path, faults, budget)
    if "coordinates" not in value:
        faults.add("E-FILE-20", path=path, member="coordinates")
        return None
    return positions.raw(kind, value["coordinates"], f"{path}.coordinates", faults, budget)


def _collection(value: dict[str, Any], path: str, faults: Faults, budget: positions.Budget) -> Raw | None:
    members = value.get("geometries")
    if not isinstance(members, list):
        faults.add("E-FILE-21", path=f"{path}.geometries", kind="array")
        return None
    kinds = [member.get("type") if isinstance(member, dict) else None for member in members]
    if "GeometryCollection" in kinds:
        faults.add("E-FILE-27", path=path)
    if len(members) == 1:
        faults.add("E-FILE-28", path=path)
    inside = [_geometry(member, f"{path}.geometries[{index}]", faults, budget) for index, member in enumerate(members)]
    return gathered(raw for raw in inside if raw is not None)


def gathered(members: Iterator[Raw]) -> Raw:
    """A collection as one raw geometry: its areas together, the vertices of everything else."""
    kept = list(members)
    others = [member.others for member in kept]
    parts = tuple(part for member in kept for part in member.parts)
    rest = np.concatenate(others) if others else np.empty((0, 2))
    return Raw("GeometryCollection", parts, rest, any(member.heights for member in kept))


def _said(document: object) -> str:
    """The system that an old GeoJSON names (RFC 7946 has none but WGS-84)."""
    crs = document.get("crs") if isinstance(document, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name[:200] if isinstance(name, str) else ""
