"""Which column of a list means which field of the catalogue.

Belongs here: recognised labels, the operator's `--map`, what becomes of columns that nobody knows.
Does not belong here: the table of labels (labels.py), the values. No column is dropped silently: what is not a field stays in
the dossier; what is not known but named like an address or a credential is withheld from it; the report lists each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.catalogue.labels import COLUMNS, DOSSIER, MEANING, SECRET_LIKE, SECRETS, folded
from data.errors import InvalidInput

IGNORED, KEPT = "-", "dossier"
FIELDS = frozenset(COLUMNS) | frozenset(SECRETS)
_PLACE = {True: ("easting", "northing"), False: ("longitude", "latitude")}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Columns by number, from 0.

    Attributes:
        fields: field → its columns; the first that is filled counts.
        dossier: column → the key it has in the dossier.
        known: columns that a label or `--map` explains.
        withheld: unknown columns whose name speaks of an address or a credential.
        ignored: columns that the operator left out.
        header: all column names.
    """

    fields: dict[str, tuple[int, ...]]
    dossier: dict[int, str]
    known: frozenset[int]
    withheld: tuple[int, ...]
    ignored: tuple[int, ...]
    header: tuple[str, ...]

    @property
    def unknown(self) -> tuple[int, ...]:
        """Columns that nobody explained; they are kept in the dossier under their own name."""
        return tuple(at for at in self.dossier if at not in self.known)

    def column_of(self, field: str) -> str:
        """How the column of a field is named in the list, for the report."""
        columns = self.fields.get(field)
        return self.header[columns[0]] if columns else ""

    @property
    def secret_columns(self) -> frozenset[int]:
        """Columns whose values are shown nowhere."""
        return frozenset(at for field in SECRETS for at in self.fields.get(field, ())) | frozenset(self.withheld)


def parse_pairs(texts: Sequence[str]) -> list[tuple[str, str]]:
    """`column=field` as the operator wrote it; a column may hold an equals sign, a field does not.

    Raises:
        InvalidInput: map-form.
    """
    pairs = [text.rpartition("=") for text in texts]
    if any(not column.strip() or not field.strip() for column, _, field in pairs):
        raise InvalidInput("map", "map-form", form="column=field")
    return [(column.strip(), field.strip()) for column, _, field in pairs]


def map_columns(header: Sequence[str], explicit: Sequence[tuple[str, str]] = (), *, plane: bool = False) -> Mapping:
    """Find the fields of a header. A field named in `explicit` is taken from those columns alone.

    Args:
        header: column names of the list.
        explicit: the operator's pairs of column and field, in order of preference; field `dossier` keeps, `-` leaves out.
        plane: the declared system counts in metres: easting and northing are looked for, not longitude and latitude.

    Raises:
        InvalidInput: map-column-unknown, map-field-unknown, map-ambiguous (two columns claim to be the place).
    """
    chosen: dict[str, list[int]] = {}
    for column, target in explicit:
        chosen.setdefault(field_named(target), []).append(_column(header, column))
    spoken_for = {at for columns in chosen.values() for at in columns}
    found = _recognised(header, spoken_for, set(chosen), plane=plane)
    fields = {name: tuple(at) for name, at in {**found, **chosen}.items() if name in FIELDS}
    fields = _placed(fields, plane=plane)
    _refuse_two_places(fields, header, chosen)
    return _complete(header, fields, chosen)


def _complete(header: Sequence[str], fields: dict[str, tuple[int, ...]], chosen: dict[str, list[int]]) -> Mapping:
    ignored = tuple(chosen.get(IGNORED, ()))
    secret = {at for name in SECRETS for at in fields.get(name, ())}
    first = {columns[0] for columns in fields.values() if columns}
    dossier: dict[int, str] = {}
    withheld: list[int] = []
    known = first | secret
    kept = {at: key for key, columns in chosen.items() if key not in FIELDS | {IGNORED} for at in columns}
    for at, name in enumerate(header):
        meaning = MEANING.get(folded(name), ("", 0))[0]
        if at in ignored or at in secret or (at in first and at not in kept):
            continue
        if at not in kept and meaning not in DOSSIER and at not in first and _secret_like(name, meaning):
            withheld.append(at)
            continue
        key = kept.get(at, KEPT)
        dossier[at] = _key(meaning if meaning in DOSSIER and key == KEPT else key, name, at, dossier)
        known |= {at} if at in kept or meaning in DOSSIER or meaning in FIELDS else set()
    return Mapping(fields, dossier, frozenset(known), tuple(withheld), ignored, tuple(header))


def _secret_like(name: str, meaning: str) -> bool:
    return meaning in SECRETS or SECRET_LIKE.search(name) is not None


def _key(wanted: str, name: str, at: int, taken: dict[int, str]) -> str:
    """The dossier key: a known one, else the column's own name; never twice the same."""
    base = wanted if wanted != KEPT else (name or f"column {at + 1}")
    key, again = base, 2
    while key in taken.values():
        key, again = f"{base} ({again})", again + 1
    return key


def field_named(target: str) -> str:
    """The field an operator means, by its own name or by a label; `dossier` and `-` are themselves.

    Raises:
        InvalidInput: map-field-unknown.
    """
    if target in {IGNORED, KEPT} or target in FIELDS or target in DOSSIER:
        return target
    meaning = MEANING.get(folded(target))
    if meaning is None:
        raise InvalidInput("map", "map-field-unknown", wanted=target, known=", ".join(sorted(FIELDS | set(DOSSIER))))
    return meaning[0]


def catalogue_field(target: str) -> str:
    """As `field_named`, but only fields that a camera itself has; the dossier takes neither defaults nor replacements."""
    name = field_named(target)
    if name not in FIELDS:
        raise InvalidInput("map", "map-field-unknown", wanted=target, known=", ".join(sorted(FIELDS)))
    return name


def _column(header: Sequence[str], wanted: str) -> int:
    exact = [at for at, name in enumerate(header) if name == wanted]
    alike = exact or [at for at, name in enumerate(header) if folded(name) == folded(wanted)]
    if not alike:
        raise InvalidInput("map", "map-column-unknown", wanted=wanted, known="、".join(name for name in header if name))
    return alike[0]


def _recognised(
    header: Sequence[str], spoken_for: set[int], settled: set[str], *, plane: bool
) -> dict[str, list[int]]:
    """Columns by label, the strongest word first; a column that `--map` used, or a field that it settled, is left alone."""
    ranked: dict[str, list[tuple[int, int]]] = {}
    for at, name in enumerate(header):
        meaning = MEANING.get(folded(name))
        if meaning is None or at in spoken_for or _renamed(meaning[0], plane=plane) in settled:
            continue
        ranked.setdefault(meaning[0], []).append((meaning[1], at))
    return {field: [at for _, at in sorted(pairs)] for field, pairs in ranked.items()}


def _renamed(field: str, *, plane: bool) -> str:
    """Easting stands for longitude, and northing for latitude: the place is one pair of numbers."""
    return {"easting": "longitude", "northing": "latitude"}.get(field, field) if plane else field


def _placed(fields: dict[str, tuple[int, ...]], *, plane: bool) -> dict[str, tuple[int, ...]]:
    """Bring the pair that fits the declared system under `longitude` and `latitude` (x and y); the other pair is dossier."""
    placed = {name: at for name, at in fields.items() if name not in {"easting", "northing"}}
    for wanted, other, name in (
        (_PLACE[plane][0], _PLACE[not plane][0], "longitude"),
        (_PLACE[plane][1], _PLACE[not plane][1], "latitude"),
    ):
        columns = fields.get(wanted) or fields.get(other)
        if columns:
            placed[name] = columns
    return placed


def _refuse_two_places(fields: dict[str, tuple[int, ...]], header: Sequence[str], chosen: dict[str, list[int]]) -> None:
    """Two columns of one name for the longitude: which one is meant cannot be guessed. A weaker word gives way."""
    for name in ("longitude", "latitude"):
        columns = fields.get(name, ())
        ranks = [MEANING.get(folded(header[at]), ("", 0))[1] for at in columns]
        if len(columns) > 1 and (ranks[0] == ranks[1] or name in chosen):
            raise InvalidInput("map", "map-ambiguous", wanted=name, columns="、".join(header[at] for at in columns))
        if len(columns) > 1:
            fields[name] = columns[:1]
