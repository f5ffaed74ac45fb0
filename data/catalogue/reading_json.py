"""JSON: GeoJSON, Overpass elements, and arrays of objects (bare or under one key).

Belongs here: telling the three apart and flattening each record to text. Does not belong here: decoding bytes
(reading_text.py), the meaning of columns. Only points are cameras: a record with another geometry keeps the word for it in
the column `@geometry`, and the row is refused where rows are judged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from data.catalogue.reading import MAX_COLUMNS, MAX_ROWS, Table, Unreadable, tidy_label

LONGITUDE, LATITUDE, GEOMETRY = "@longitude", "@latitude", "@geometry"
_PLACE_KINDS = ("node", "way", "relation")
_DEEPEST = 6
_MOST_PARTS = 12 * MAX_ROWS

Record = dict[str, str]
Flatten = Callable[[dict[str, Any]], Record]


def read(text: str, stated: dict[str, str]) -> Table:
    """One table of text; absent and null values are "".

    Raises:
        Unreadable: not JSON, nested without end, no list of records in it.
    """
    document = _parsed(text)
    stated = {**stated, **_file_crs(document)}
    if isinstance(document, dict) and document.get("type") in {"FeatureCollection", "Feature"}:
        features = document.get("features") if document["type"] == "FeatureCollection" else [document]
        return _tabled("geojson", _objects(features), stated, _feature)
    records = _listed(document)
    if _is_geojson_list(records):
        return _tabled("geojson", records, stated, _feature)
    if _is_overpass(records):
        return _tabled("overpass", records, stated, _element)
    return _tabled("json", records, stated, _plain)


def _parsed(text: str) -> object:
    def refuse(name: str) -> NoReturn:
        raise ValueError(name)

    if text.count("{") + text.count("[") > _MOST_PARTS:
        raise Unreadable("file-too-many-rows", most=MAX_ROWS)
    try:
        document: object = json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise Unreadable("file-json", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Unreadable("file-json-deep") from None
    except ValueError:
        raise Unreadable("file-json-number") from None
    return document


def _objects(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Unreadable("file-json-no-list")
    return value


def _listed(document: object) -> list[Any]:
    """The list itself, or the longest list of objects under a key of the document."""
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list) and any(isinstance(item, dict) for item in value)]
        if lists:
            return max(lists, key=len)
    raise Unreadable("file-json-no-list")


def _is_geojson_list(records: list[Any]) -> bool:
    return any(isinstance(record, dict) and record.get("type") == "Feature" and "geometry" in record for record in records[:20])


def _is_overpass(records: list[Any]) -> bool:
    return any(isinstance(record, dict) and record.get("type") in _PLACE_KINDS and "id" in record for record in records[:20])


def _file_crs(document: object) -> dict[str, str]:
    """The system that an old GeoJSON names for itself; it decides nothing, the report states it."""
    crs = document.get("crs") if isinstance(document, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return {"file_crs": name[:80]} if isinstance(name, str) else {}


def _tabled(kind: str, records: list[Any], stated: dict[str, str], flatten: Flatten) -> Table:
    if len(records) > MAX_ROWS:
        raise Unreadable("file-too-many-rows", most=MAX_ROWS)
    flat: list[Record] = [flatten(record) if isinstance(record, dict) else {GEOMETRY: "?"} for record in records]
    header = list(dict.fromkeys(key for record in flat for key in record))
    if len(header) > MAX_COLUMNS:
        header, flat = _gathered(header, flat)
    rows = [[record.get(name, "").strip() for name in header] for record in flat]
    return Table(kind, [tidy_label(name) for name in header], rows, list(range(1, len(rows) + 1)), stated)


def _gathered(header: list[str], flat: list[Record]) -> tuple[list[str], list[Record]]:
    """Open tagging has no end of keys: the rarest are put together in one column `@more` as JSON."""
    counts = dict.fromkeys(header, 0)
    for record in flat:
        for key in record:
            counts[key] += 1
    kept = {key for key, _ in sorted(counts.items(), key=lambda item: -item[1])[: MAX_COLUMNS - 1]}
    gathered = []
    for record in flat:
        more = {key: value for key, value in record.items() if key not in kept}
        extra = {"@more": json.dumps(more, ensure_ascii=False)} if more else {}
        gathered.append({key: value for key, value in record.items() if key in kept} | extra)
    return [key for key in header if key in kept] + ["@more"], gathered


def _feature(feature: dict[str, Any]) -> Record:
    properties = feature.get("properties")
    record = dict(_flat(properties)) if isinstance(properties, dict) else {}
    if "id" in feature and "id" not in record:
        record["id"] = _text(feature["id"])
    return record | _point(feature.get("geometry"))


def _point(geometry: object) -> Record:
    """Longitude and latitude of a Point (or a MultiPoint of one); else the name of what stands there instead."""
    shape = geometry if isinstance(geometry, dict) else {}
    kind, place = shape.get("type"), shape.get("coordinates")
    if kind == "MultiPoint" and isinstance(place, list) and len(place) == 1:
        place = place[0]
    elif kind != "Point":
        return {GEOMETRY: str(kind)[:40] if kind else "?"}
    if not isinstance(place, list) or len(place) < 2:  # noqa: PLR2004 - longitude, latitude
        return {GEOMETRY: "?"}
    return {LONGITUDE: _text(place[0]), LATITUDE: _text(place[1])}


def _element(element: dict[str, Any]) -> Record:
    """An Overpass element: tags as columns; the place of a way or relation is its centre, where the query asked for one."""
    tags = element.get("tags")
    record = dict(_flat(tags)) if isinstance(tags, dict) else {}
    record["id"] = f"{element.get('type', '')}/{_text(element.get('id'))}"
    centre = element.get("center")
    place = centre if isinstance(centre, dict) else element
    if "lat" not in place or "lon" not in place:
        return record | {GEOMETRY: str(element.get("type"))[:40]}
    return record | {LONGITUDE: _text(place["lon"]), LATITUDE: _text(place["lat"])}


def _plain(record: dict[str, Any]) -> Record:
    return dict(_flat(record))


def _flat(record: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        name = f"{prefix}{key}"[:200]
        if isinstance(value, dict) and value and depth < _DEEPEST:
            yield from _flat(value, f"{name}.", depth + 1)
        else:
            yield name, _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - exact
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
