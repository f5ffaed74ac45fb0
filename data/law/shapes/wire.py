"""Readings and errors as JSON, for the pipe between the reading process and the one that asked.

Belongs here: both directions, with nothing in it that could run: no pickles. Geometry travels as WKB in hexadecimal.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from data.errors import InvalidInput
from data.law.shapes.model import Feature, Layer, Problem, Reading


def packed(reading: Reading) -> dict[str, Any]:
    """A reading as JSON values."""
    layers = [
        {**_plain(layer), "features": [_feature(one) for one in layer.features], "problems": _problems(layer.problems)}
        for layer in reading.layers
    ]
    return {"kind": reading.kind, "layers": layers, "problems": _problems(reading.problems)}


def unpacked(values: dict[str, Any]) -> Reading:
    """The reading again."""
    layers = [
        Layer(**{**layer, "features": tuple(_feature_again(one) for one in layer["features"]), "problems": _problems_again(layer["problems"])})
        for layer in values["layers"]
    ]
    return Reading(values["kind"], tuple(layers), _problems_again(values["problems"]))


def packed_error(error: InvalidInput) -> dict[str, Any]:
    """A refusal as JSON values."""
    return {"field": error.field, "code": error.code, "params": {key: value for key, value in error.params.items() if key != "field"}}


def unpacked_error(values: dict[str, Any]) -> InvalidInput:
    """The refusal again."""
    return InvalidInput(values["field"], values["code"], **values["params"])


def _plain(layer: Layer) -> dict[str, Any]:
    names = ("name", "crs", "crs_source", "crs_said", "encoding", "encoding_source")
    return {name: getattr(layer, name) for name in names}


def _problems(problems: tuple[Problem, ...]) -> list[dict[str, Any]]:
    return [asdict(problem) for problem in problems]


def _problems_again(values: list[dict[str, Any]]) -> tuple[Problem, ...]:
    return tuple(
        Problem(one["code"], (one["place"][0], one["place"][1]) if one["place"] else None, one["detail"]) for one in values
    )


def _feature(feature: Feature) -> dict[str, Any]:
    return {
        "number": feature.number,
        "properties": dict(feature.properties),
        "geometry": _hex(feature.geometry),
        "problems": _problems(feature.problems),
        "mended": _hex(feature.mended),
        "sketch": _hex(feature.sketch),
    }


def _feature_again(values: dict[str, Any]) -> Feature:
    geometries = {name: _geometry(values[name]) for name in ("geometry", "mended", "sketch")}
    return Feature(**{**values, **geometries, "problems": _problems_again(values["problems"])})


def _hex(geometry: BaseGeometry | None) -> str | None:
    return None if geometry is None else str(shapely.to_wkb(geometry, hex=True, output_dimension=2))


def _geometry(text: str | None) -> BaseGeometry | None:
    return None if text is None else shapely.from_wkb(text)
