"""KML and KMZ.

Belongs here: placemarks, their areas and attributes. Does not belong here: links to elsewhere (counted, never followed), styles, tours.
Parsed with defusedxml: a document type, an entity, anything external ends the reading.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

import numpy as np
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from data.errors import InvalidInput
from data.law.shapes import tidying
from data.law.shapes.geojson import gathered
from data.law.shapes.limits import Limits
from data.law.shapes.model import Numbers, Problem, Raw, RawFeature, RawLayer
from data.law.shapes.positions import Budget

_DECLARED: Final = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["'][^>]{0,200}?\?>""")
_EASTERN: Final = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5", "euc-kr": "cp949", "shift_jis": "shift_jis"}
_SINGLE: Final = {"Point": "Point", "LineString": "LineString", "LinearRing": "LineString", "Track": "LineString", "Model": "Model"}


def read(name: str, blob: bytes, limits: Limits) -> list[RawLayer]:
    """Each folder with placemarks as a layer.

    Raises:
        InvalidInput: E-FILE-09, 70 to 72, 80 to 82.
    """
    root = _parsed(_in_utf8(blob), limits)
    if _tag(root) != "kml" and not any(_tag(element) == "Placemark" for element in root.iter()):
        raise InvalidInput("file", "E-FILE-03")
    budget = Budget(limits.vertices)
    layers, count = list[RawLayer](), 0
    for title, placemarks in _folders(root, tidying.text(name, 200)):
        count += len(placemarks)
        if count > limits.features or len(layers) >= limits.layers:
            most = limits.features if count > limits.features else limits.layers
            raise InvalidInput("file", "E-FILE-80" if count > limits.features else "E-FILE-82", most=most)
        layers.append(RawLayer(title, tuple(_feature(placemark, budget) for placemark in placemarks), fixed=True))
    links = sum(_tag(element) in {"NetworkLink", "GroundOverlay", "PhotoOverlay"} for element in root.iter())
    if links and layers:
        first = layers[0]
        layers[0] = RawLayer(first.name, first.features, fixed=True, problems=(Problem("E-FILE-73", detail={"count": links}),))
    return layers or [RawLayer(tidying.text(name, 200), (), fixed=True, problems=(Problem("E-GEOM-12"),))]


def _in_utf8(blob: bytes) -> bytes:
    """The parser knows no double bytes: Chinese, Korean and Japanese encodings are decoded first."""
    found = _DECLARED.match(blob)
    label = found[1].decode().casefold() if found else ""
    if label not in _EASTERN or found is None:
        return blob
    try:
        text = blob[found.end() :].decode(_EASTERN[label])
    except UnicodeDecodeError:
        raise InvalidInput("file", "E-FILE-72", encoding=label) from None
    return text.encode()


def _parsed(blob: bytes, limits: Limits) -> Element:
    root: Element | None = None
    depth = count = 0
    try:
        for event, element in iterparse(io.BytesIO(blob), events=("start", "end"), forbid_dtd=True):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            count += event == "start"
            if count > limits.containers:
                raise InvalidInput("file", "E-FILE-84", most=limits.containers)
            if depth > limits.depth:
                raise InvalidInput("file", "E-FILE-09", most=limits.depth, line=1, column=1)
    except DefusedXmlException:
        raise InvalidInput("file", "E-FILE-70") from None
    except ParseError as error:
        line, column = error.position
        raise InvalidInput("file", "E-FILE-71", line=line, column=column + 1) from None
    except (ValueError, LookupError):
        raise InvalidInput("file", "E-FILE-72", encoding="?") from None
    if root is None:
        raise InvalidInput("file", "E-FILE-71", line=1, column=1)
    return root


def _tag(element: Element) -> str:
    """The name without its namespace; writers disagree on that."""
    return str(element.tag).rpartition("}")[2]


def _children(element: Element, *names: str) -> list[Element]:
    return [child for child in element if _tag(child) in names]


def _text(element: Element, name: str) -> str:
    found = _children(element, name)
    return (found[0].text or "").strip() if found else ""


def _folders(element: Element, title: str) -> Iterator[tuple[str, list[Element]]]:
    """Containers with placemarks of their own, outermost first."""
    title = tidying.text(_text(element, "name"), 200) if _tag(element) in {"Document", "Folder"} and _text(element, "name") else title
    own = _children(element, "Placemark") + ([element] if _tag(element) == "Placemark" else [])
    if own:
        yield title, own
    for child in _children(element, "Document", "Folder"):
        yield from _folders(child, title)


def _feature(placemark: Element, budget: Budget) -> RawFeature:
    properties = tidying.properties(_properties(placemark))
    members = [member for child in placemark for member in _geometries(child, budget)]
    if not members:
        return RawFeature(properties, None, (Problem("E-GEOM-12"),))
    if all(member.kind in {"Polygon", "MultiPolygon"} for member in members):
        parts = tuple(part for member in members for part in member.parts)
        kind = "Polygon" if len(parts) == 1 else "MultiPolygon"
        return RawFeature(properties, Raw(kind, parts, heights=any(member.heights for member in members)))
    return RawFeature(properties, members[0] if len(members) == 1 else gathered(iter(members)))


def _properties(placemark: Element) -> dict[str, Any]:
    found: dict[str, Any] = {name: _text(placemark, name) for name in ("name", "description") if _text(placemark, name)}
    for extended in _children(placemark, "ExtendedData"):
        for data in extended.iter():
            if _tag(data) == "Data":
                found[data.get("name", "")] = _text(data, "value")
            elif _tag(data) == "SimpleData":
                found[data.get("name", "")] = (data.text or "").strip()
    return found


def _geometries(element: Element, budget: Budget) -> Iterator[Raw]:
    kind = _tag(element)
    if kind in {"MultiGeometry", "MultiTrack"}:
        for child in element:
            yield from _geometries(child, budget)
    elif kind == "Polygon":
        yield _polygon(element, budget)
    elif kind in _SINGLE:
        vertices, heights = _coordinates(element, budget)
        yield Raw(_SINGLE[kind], (), vertices, heights)


def _polygon(element: Element, budget: Budget) -> Raw:
    """One outer ring and its holes; a second outer ring is a part of its own, holes without an outer ring are no area."""
    outer, first = _rings(element, "outerBoundaryIs", budget)
    holes, second = _rings(element, "innerBoundaryIs", budget)
    parts = tuple((ring, *holes) if index == 0 else (ring,) for index, ring in enumerate(outer))
    return Raw("Polygon" if len(parts) == 1 else "MultiPolygon", parts, heights=first or second)


def _rings(element: Element, boundary: str, budget: Budget) -> tuple[list[Numbers], bool]:
    rings, heights = list[Numbers](), False
    for ring in [ring for child in _children(element, boundary) for ring in _children(child, "LinearRing")]:
        vertices, high = _coordinates(ring, budget)
        rings.append(vertices)
        heights |= high
    return rings, heights


def _coordinates(element: Element, budget: Budget) -> tuple[Numbers, bool]:
    """"lon,lat[,height]" between blanks; what is no number becomes NaN and is found by its place in the ring."""
    tuples = _text(element, "coordinates").split()
    budget.take(len(tuples))
    vertices = np.full((len(tuples), 2), np.nan)
    heights = False
    for index, entry in enumerate(tuples):
        numbers = entry.split(",")
        heights |= len(numbers) > 2 and numbers[2].strip("0.-") != ""  # noqa: PLR2004 - a height
        if len(numbers) in {2, 3}:
            vertices[index] = _number(numbers[0]), _number(numbers[1])
    return vertices, heights


def _number(text: str) -> float:
    try:
        return float(text) if "_" not in text else float("nan")
    except ValueError:
        return float("nan")
