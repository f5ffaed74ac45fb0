"""The fields of a camera: which are required, how each is read, what stands where a list says nothing.

Belongs here: one reader for each field of labels.py. Does not belong here: the readers' own rules (cells.py), rules between
fields (validation.py).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from data.catalogue import cells
from data.catalogue.cells import BadCell, number, one_of, text_up_to

NAME_LENGTH: Final = 50
UNITS: Final = ("owner", "built_by", "maintained_by")
REQUIRED: Final = ("gb_code", "name", "camera_type", "longitude", "latitude")
FALLBACKS: Final[dict[str, Any]] = {"resource_class": 9, "status": "online"}
"""Where a list says nothing of these, and the report says so."""

Reader = Callable[[str], Any]

_READERS: Final[dict[str, Reader]] = {
    "resource_class": one_of(cells.RESOURCE_CLASSES, "一类/二类/三类/其他 (1/2/3/9)"),
    "camera_type": one_of(
        cells.CAMERA_TYPES, "1球机/2半球/3固定枪机/4遥控枪机/5遥控半球/6多目全景/7多目分割 (PTZ dome/half-dome/bullet …)"
    ),
    "status": one_of(cells.STATUSES, "正常/离线/故障/维修/停用/报废 (online/offline/fault/repair/disabled/retired)"),
    "contact_name": text_up_to(50),
    "contact_phone": cells.phone,
    "civil_code": cells.civil_code,
    "hfov": number(0, 360, units="°|度|deg|degrees", open_low=True),
    "max_view_m": number(0, 20_000, units="米|m|metres|meters", open_low=True),
    "height_m": number(-49.9, 999.9, units="米|m|metres|meters"),
    "tilt": number(-90, 90, units="°|度|deg|degrees"),
    "ptz": one_of(cells.BOOLEANS, "是/否 (1/0)"),
    "indoor": one_of(cells.INDOOR, "1室外/2室内 (outdoor/indoor)"),
    "location_type": text_up_to(100),
    "function_type": text_up_to(100),
    "light": text_up_to(100),
    "resolution": text_up_to(50),
    "codec": text_up_to(50),
    "network": text_up_to(100),
    "secrecy": one_of(cells.SECRECY, "0不涉密/1涉密"),
    "connected": one_of(cells.CONNECTED, "1已接入/0未接入"),
    "retention_days": number(0, 3650, units="天|日|days|day|d", whole=True),
    "pole_no": text_up_to(100),
    "url": cells.url,
    "sub_url": cells.url,
    "user": text_up_to(256),
    "password": text_up_to(256),
    "ip": cells.ip,
    "mac": cells.mac,
    "port": number(1, 65_535, whole=True),
}


@dataclass(frozen=True)
class Units:
    """The departments by every name they go by; the bureau stands where a list names no managing unit."""

    ids: Mapping[str, int]
    bureau: int | None = None

    @classmethod
    def of(cls, departments: Iterable[Mapping[str, Any]]) -> Units:
        """From rows of law.department (id, code, name_zh, name_en, kind)."""
        rows = list(departments)
        ids = {_folded(str(row[key])): int(row["id"]) for row in rows for key in ("name_en", "name_zh", "code")}
        bureaus = [int(row["id"]) for row in rows if row["kind"] == "bureau"]
        return cls(ids, bureaus[0] if len(bureaus) == 1 else None)

    def read(self, text: str) -> int:
        """The department's id; BadCell unit-unknown otherwise."""
        try:
            return self.ids[_folded(text)]
        except KeyError:
            raise BadCell("unit-unknown") from None


def readers(units: Units, *, shorten_names: bool = False) -> dict[str, Reader]:
    """A reader for every field that is read cell by cell (codes, places and headings are read with their list)."""
    name = text_up_to(2_000 if shorten_names else NAME_LENGTH)
    return {**_READERS, "name": name, **dict.fromkeys(UNITS, units.read)}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
