"""The demonstration city's cameras as catalogue records: every field of R-01 filled, all types and states.

Belongs here: what kind of camera stands at which kind of place, its number, owner, state and dossier.
Does not belong here: the places (data/demo/sites.py), addresses of pictures (data/demo/sources.py), the database.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import numpy as np
import shapely

from data.demo.atlas import Atlas
from data.demo.departments import DEPARTMENTS, phone
from data.demo.geography import CITY_CODE, TOWNSHIPS
from data.demo.plane import Floats, degrees
from data.demo.sites import Site, find_sites

Value = TypeVar("Value")

STATES: dict[str, float] = {"online": 0.885, "offline": 0.045, "fault": 0.025, "repair": 0.015, "disabled": 0.015, "retired": 0.015}
BLOCKED = "《公共安全视频图像信息系统管理条例》第八条：可能窥视旅馆客房、更衣室等场所，已封停"
_DAY = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)  # the dossiers are as of this day, whatever the day of seeding


class Kind(NamedTuple):
    """What stands at a kind of place: owner, industry digits of the code, class, weights of types 1–7, reach and height."""

    owner: str
    industry: str
    resource_class: int
    types: tuple[float, float, float, float, float, float, float]
    view_m: tuple[float, float]
    height_m: tuple[float, float]
    function: str
    location: str


KINDS: dict[str, Kind] = {
    "junction": Kind("police", "00", 1, (3, 0, 6, 1, 0, 0, 1), (60, 160), (6, 8), "车辆人员卡口", "道路路口"),
    "street": Kind("police", "00", 1, (3, 1, 5, 0, 0, 1, 0), (50, 120), (4, 7), "治安防控", "道路沿线"),
    "checkpoint": Kind("police", "05", 1, (1, 0, 6, 1, 0, 0, 2), (40, 90), (6, 8), "卡口抓拍", "公路卡口"),
    "school": Kind("police", "11", 2, (2, 3, 5, 0, 1, 0, 0), (30, 80), (3, 6), "校园周边", "学校周边"),
    "office": Kind("bureau", "08", 1, (1, 5, 3, 0, 1, 0, 0), (15, 45), (3, 5), "政务大厅", "党政机关"),
    "highway": Kind("transport", "04", 1, (4, 0, 4, 2, 0, 0, 1), (180, 420), (9, 13), "路网运行监测", "公路沿线"),
    "bridge": Kind("transport", "04", 1, (4, 0, 4, 1, 0, 1, 0), (120, 300), (7, 12), "桥梁监测", "桥梁隧道"),
    "river": Kind("water", "54", 1, (5, 0, 4, 1, 0, 0, 0), (120, 320), (5, 9), "河道监测", "河道堤防"),
    "reservoir": Kind("water", "54", 1, (6, 0, 2, 1, 0, 2, 0), (250, 900), (6, 15), "水库监测", "水库大坝"),
    "forest": Kind("forestry", "40", 1, (8, 0, 0, 1, 0, 1, 0), (1500, 6000), (15, 40), "森林防火", "林区瞭望塔"),
    "scenic": Kind("culture", "55", 2, (4, 2, 3, 0, 1, 1, 0), (60, 260), (4, 9), "景区秩序", "旅游景区"),
    "park": Kind("housing", "08", 1, (3, 2, 4, 0, 1, 1, 0), (50, 140), (4, 7), "市容绿化", "公园绿地"),
    "hospital": Kind("health", "09", 2, (1, 5, 3, 0, 2, 0, 0), (15, 60), (3, 5), "公共卫生", "医疗机构"),
    "industry": Kind("emergency", "42", 2, (4, 1, 4, 1, 0, 1, 0), (80, 260), (6, 14), "安全生产", "工业园区"),
    "village": Kind("agriculture", "40", 3, (1, 1, 7, 0, 0, 0, 0), (40, 90), (4, 6), "农村环境", "村庄出入口"),
    "field": Kind("agriculture", "40", 1, (9, 0, 0, 1, 0, 0, 0), (800, 3000), (20, 38), "秸秆禁烧", "农田"),
}
_HFOV = {1: (48, 64), 2: (88, 106), 3: (42, 74), 4: (38, 60), 5: (55, 80), 6: (180, 180), 7: (110, 150)}
_VENDORS = ("示例视讯", "样本光电", "演示安防", "虚构科技")


class Camera(NamedTuple):
    """A camera: the columns of catalogue.camera by name (units referred to by department code), and its kind of place."""

    kind: str
    owner: str
    built_by: str
    maintained_by: str
    x: float
    y: float
    columns: dict[str, Any]

    @property
    def gb_code(self) -> str:
        """The twenty digits."""
        return str(self.columns["gb_code"])


def draw_cameras(atlas: Atlas, count: int, seed: int) -> list[Camera]:
    """`count` cameras, the same for the same seed."""
    rng = random.Random(seed + 91)
    sites = find_sites(atlas, count, seed)
    places = np.array([(s.x, s.y) for s in sites])
    townships = _townships(atlas, places)
    special = _special(len(sites), rng)
    positions = np.round(degrees(places), 7)
    names = _distinct([s.name for s in sites])
    return [
        _camera(i, site, name=names[i], township=townships[i], position=positions[i], special=special.get(i, ""), rng=rng)
        for i, site in enumerate(sites)
    ]


def _drawn(rng: random.Random, values: Sequence[Value], weights: Sequence[float]) -> Value:
    return rng.choices(values, weights)[0]


def _townships(atlas: Atlas, places: Floats) -> list[int]:
    """The township of each place; the first for a place on none, which does not happen inside the outline."""
    found = np.zeros(len(places), dtype=int)
    for i, shape in enumerate(atlas.ground.townships):
        shapely.prepare(shape)
        found[shapely.contains_xy(shape, places)] = i
    return [int(i) for i in found]


def _distinct(names: list[str]) -> list[str]:
    """Cut to fifty characters; a name that stands already gets a number."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name[:50] if seen[name] == 1 else f"{name[:44]}({seen[name]})")
    return out


def _special(count: int, rng: random.Random) -> dict[int, str]:
    """A few cameras that nobody may know of (secret) or see (blocked)."""
    few = max(6, count // 200)
    order = rng.sample(range(count), min(count, 2 * few + 2))
    return dict.fromkeys(order[:few], "secret") | dict.fromkeys(order[few:], "blocked")


def _camera(
    i: int, site: Site, *, name: str, township: int, position: Floats, special: str, rng: random.Random
) -> Camera:
    kind, where = KINDS[site.kind], TOWNSHIPS[township]
    camera_type = _drawn(rng, range(1, 8), kind.types)
    status = "online" if special else _drawn(rng, tuple(STATES), tuple(STATES.values()))
    civil_code = f"{CITY_CODE}{township + 1:02d}"
    code = f"{civil_code}{kind.industry}13{rng.randint(1, 2)}{6 if site.kind != 'forest' else 4}{(i + 1) % 1_000_000:06d}"
    columns: dict[str, Any] = {
        "gb_code": code, "name": name, "resource_class": kind.resource_class if rng.random() < 0.97 else 9,
        "camera_type": camera_type, "status": status, "status_at": _DAY - timedelta(minutes=rng.randint(5, 40_000)),
        "contact_name": f"{where.name_zh[:2]}管护员", "contact_phone": phone(5000 + rng.randrange(5000)),
        "civil_code": civil_code, "township_code": where.code, "position": (float(position[0]), float(position[1])),
        "src_crs": _drawn(rng, ("wgs84", "cgcs2000", "gcj02"), (7, 2, 1)),
        "secrecy": special == "secret", "blocked_reason": BLOCKED if special == "blocked" else None,
        "connected": status not in {"retired", "disabled"} and rng.random() < 0.985,
        "retention_days": _drawn(rng, (30, 60, 90, 15), (62, 20, 15, 3)),
        "pole_no": f"G{int(abs(site.x)):05d}{int(abs(site.y)):05d}",
        "network": "政务外网视频专网" if site.kind != "forest" else "无线专网",
    }
    columns |= _optics(site, kind, camera_type, rng)
    columns["dossier"] = _dossier(i, site, where.name_zh, camera_type, rng)
    if not columns["connected"] and columns["status"] == "online":
        columns["status"] = "offline"
    maintainer = rng.choice(("upkeep-a", "upkeep-b"))
    return Camera(site.kind, kind.owner, kind.owner, maintainer, site.x, site.y, columns)


def _optics(site: Site, kind: Kind, camera_type: int, rng: random.Random) -> dict[str, Any]:
    """Pose and lens. Directions 1 east, 2 west, 3 south, 4 north, 5 south-east, 6 north-east, 7 south-west, 8 north-west."""
    height = round(rng.uniform(*kind.height_m), 1)
    view = round(rng.uniform(*kind.view_m))
    low = _HFOV[camera_type]
    return {
        "azimuth": round(site.heading, 1) % 360, "direction": (4, 6, 1, 5, 3, 7, 2, 8)[int((site.heading + 22.5) // 45) % 8],
        "hfov": round(rng.uniform(*low), 1), "max_view_m": view, "height_m": height,
        "tilt": -round(math.degrees(math.atan2(height, view * 0.45)), 1), "ptz": camera_type in {1, 4, 5},
        "indoor": site.kind in {"hospital", "office"} and camera_type in {2, 5},
        "location_type": kind.location, "function_type": kind.function,
        "light": rng.choice(("红外补光", "白光补光", "无补光", "激光补光" if site.kind in {"forest", "field"} else "双光补光")),
        "resolution": _drawn(rng, ("1920x1080", "2560x1440", "3840x2160"), (62, 25, 13)),
        "codec": _drawn(rng, ("H.264", "H.265", "SVAC"), (56, 40, 4)),
    }


def _dossier(i: int, site: Site, township: str, camera_type: int, rng: random.Random) -> dict[str, Any]:
    """The rest of the one-camera-one-file record, without any address on the network."""
    year, month = rng.randint(2018, 2025), rng.randint(1, 12)
    return {
        "device_vendor": rng.choice(_VENDORS), "device_model": f"YS-{camera_type}{rng.randint(100, 998)}",
        "access_method": "ONVIF" if rng.random() < 0.4 else "GB/T 28181", "contractor": "示范工程队",
        "installation_type": "立杆" if site.kind not in {"office", "hospital"} else "壁装", "lens_type": "变焦" if camera_type in {1, 4, 5} else "定焦",
        "height_type": "高点" if site.kind in {"forest", "field"} else "低点", "installation_address": f"{township}{site.name}"[:60],
        "surrounding_landmark": township, "enabled_time": f"{year}-{month:02d}-01", "installed_time": f"{year}-{month:02d}-01",
        "filing_number": f"YS{year}{i + 1:06d}", "inspection_status": "正常", "storage_type": "云存储",
        "networking_property": "已联网", "connection_protocol": "RTSP", "notes": "演示数据",
    }


def owners() -> set[str]:
    """The departments that own cameras here."""
    return {kind.owner for kind in KINDS.values()} & {d.code for d in DEPARTMENTS}
