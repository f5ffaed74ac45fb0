"""A file to a reading: what kind it is, its layers, each feature with its faults. Nothing is saved and nothing repaired here.

Belongs here: telling the formats apart, and one road from raw features to judged ones. Does not belong here: the formats themselves.
`read_shapes` is for everybody: it reads in a process of its own (child.py). `parse` is the same within this process, unbounded in time
and memory but for its own counts.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from data.errors import InvalidInput
from data.law.shapes import archives, geojson, geopackage, kml, rings, shapefile, systems, tidying
from data.law.shapes.checking import check
from data.law.shapes.limits import MB, Limits
from data.law.shapes.model import Feature, Layer, RawFeature, RawLayer, Reading
from data.law.shapes.systems import System

_IN_ZIP: Final = (*shapefile.SUFFIXES, ".kml", ".geojson", ".json", ".gpkg")
_JSON_STARTS: Final = b'{["-0123456789tfn'


def read_shapes(
    name: str, blob: bytes, *, crs: str | None = None, encoding: str | None = None, limits: Limits | None = None
) -> Reading:
    """Read a file of areas: GeoJSON, Shapefile zip, GeoPackage, KML, KMZ.

    Args:
        name: the file's name as given; it decides nothing, the bytes do.
        blob: the file.
        crs: the coordinate system as a person states it (`wgs84 | gcj02 | bd09 | cgcs2000 | EPSG:n`); None: as the file says.
        encoding: the encoding of attribute tables as a person states it; None: as the file says, else guessed and said so.
        limits: what reading may cost.

    Returns:
        Every layer and feature in WGS-84 with its faults; a layer without a known system keeps its features but no geometry.

    Raises:
        InvalidInput: field file, crs or encoding, a code E-FILE-… : the file is refused as a whole.
    """
    from data.law.shapes.child import read_apart

    return read_apart(name, blob, crs=crs, encoding=encoding, limits=limits or Limits())


def parse(name: str, blob: bytes, crs: str | None, encoding: str | None, limits: Limits) -> Reading:
    """`read_shapes` in this process."""
    if not blob:
        raise InvalidInput("file", "E-FILE-01")
    if len(blob) > limits.file_bytes:
        raise InvalidInput("file", "E-FILE-02", most=limits.file_bytes // MB)
    if crs:
        systems.named(crs)
    kind, raw = _raw_layers(tidying.text(PurePosixPath(name.replace("\\", "/")).stem or "-", 200), blob, encoding, limits)
    return Reading(kind, tuple(_layer(layer, name, crs, limits) for name, layer in zip(_told_apart(raw), raw, strict=True)))


def chosen(reading: Reading, layer: str, numbers: list[int]) -> list[Feature]:
    """The chosen features of the chosen layer.

    Raises:
        InvalidInput: E-FILE-83.
    """
    found = next((one for one in reading.layers if one.name == layer), None)
    if found is None:
        raise InvalidInput("layer", "E-FILE-83", wanted=tidying.text(layer, 80))
    by_number = {feature.number: feature for feature in found.features}
    for number in numbers:
        if number not in by_number:
            raise InvalidInput("features", "E-FILE-83", wanted=number)
    return [by_number[number] for number in dict.fromkeys(numbers)]


def _raw_layers(name: str, blob: bytes, encoding: str | None, limits: Limits) -> tuple[str, list[RawLayer]]:
    if archives.is_zip(blob):
        return _of_zip(name, blob, encoding, limits)
    if geopackage.is_sqlite(blob):
        return "geopackage", geopackage.read(blob, limits)
    if shapefile.is_shapefile(blob):
        return "shapefile", shapefile.read({f"{name}.shp": blob}, encoding, limits)
    start = blob[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<") or blob[:4] in {b"\xff\xfe<\0", b"\xfe\xff\0<"}:
        return "kml", kml.read(name, blob, limits)
    if start[:1] and start[:1] in _JSON_STARTS:
        return "geojson", [geojson.read(name, blob, limits)]
    raise InvalidInput("file", "E-FILE-03")


def _of_zip(name: str, blob: bytes, encoding: str | None, limits: Limits) -> tuple[str, list[RawLayer]]:
    members = archives.members(blob, lambda member: member.endswith(_IN_ZIP), limits)
    suffixes = {member: PurePosixPath(member.casefold()).suffix for member in members}
    if ".shp" in suffixes.values():
        return "shapefile", shapefile.read(members, encoding, limits)
    for suffix in (".kml", ".gpkg", ".geojson", ".json"):
        chosen_members = sorted(member for member in members if suffixes[member] == suffix)
        if chosen_members:
            return _of_members(name, {member: members[member] for member in chosen_members}, encoding, limits)
    raise InvalidInput("file", "E-FILE-45")


def _of_members(name: str, members: dict[str, bytes], encoding: str | None, limits: Limits) -> tuple[str, list[RawLayer]]:
    """The layers of all files of one kind in an archive."""
    kind, layers = "", list[RawLayer]()
    for member, blob in members.items():
        title = name if member == "doc.kml" else tidying.text(PurePosixPath(member).stem, 200)
        kind, more = _raw_layers(title, _unzipped(blob), encoding, limits)
        layers += more
        if len(layers) > limits.layers:
            raise InvalidInput("file", "E-FILE-82", most=limits.layers)
    if sum(len(layer.features) for layer in layers) > limits.features:
        raise InvalidInput("file", "E-FILE-80", most=limits.features)
    return kind, layers


def _unzipped(blob: bytes) -> bytes:
    """A member of an archive; an archive in an archive is not opened."""
    if archives.is_zip(blob) or not blob:
        raise InvalidInput("file", "E-FILE-45")
    return blob


def _told_apart(layers: list[RawLayer]) -> list[str]:
    """Names of layers; one that stands twice gets a number."""
    names: list[str] = []
    for layer in layers:
        name, again = layer.name, 2
        while name in names:
            name, again = f"{layer.name} ({again})", again + 1
        names.append(name)
    return names


def _layer(raw: RawLayer, name: str, stated: str | None, limits: Limits) -> Layer:
    system, source, said = systems.chosen(raw, stated)
    features = tuple(_feature(number, one, system, limits) for number, one in enumerate(raw.features, 1))
    return Layer(
        name,
        system.name if system else None,
        source,
        tidying.text(raw.said, 80),
        features,
        (*raw.problems, *said),
        raw.encoding,
        raw.encoding_source,
    )


def _feature(number: int, raw: RawFeature, system: System | None, limits: Limits) -> Feature:
    if raw.raw is None or system is None:
        return Feature(number, raw.properties, None, raw.problems)
    built = rings.build(raw.raw, system)
    problems = [*raw.problems, *built.faults.listed()]
    if built.geometry is not None:
        problems += check(built.geometry, most_vertices=limits.shape_vertices)
    return Feature(number, raw.properties, built.geometry, tuple(problems), built.mended, built.sketch)
