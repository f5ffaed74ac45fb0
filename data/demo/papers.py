"""The paperwork of the demonstration city: Form 1 authorisations so drawn that every rule of refusal can be shown.

Belongs here: which cameras each department was granted, for what and until when (Article 7, Form 1).
Does not belong here: areas (data/demo/areas.py), who signed, storing (data/demo/seeding.py).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from shapely import MultiPolygon

from data.demo.cameras import Camera

ALL = ("live", "ptz", "playback", "download")


class Paper(NamedTuple):
    """A Form 1: `since` and `until` in days from today (the last day inclusive); `cameras` by their place in the list."""

    department: str
    reason: str
    permissions: tuple[str, ...]
    modes: tuple[str, ...]
    since: int
    until: int
    status: str
    cameras: list[int]
    status_reason: str | None = None


_REASONS: dict[str, str] = {
    "police": "社会面巡查、道路交通秩序和重点单位周边治安防控，处置突发警情",
    "transport": "重点干线路网运行监测，公路桥梁设施巡查，客运安全监管",
    "water": "水库河道水情监测、防汛调度和涉水违法行为巡查",
    "forestry": "国有林场森林防火监测预警，生态修复工程巡查",
    "culture": "旅游景区、文物单位和文化场馆秩序巡查，节假日应急处置",
    "housing": "市容市貌、园林绿化、垃圾渣土和公用设施日常巡查",
    "civility": "创建工作督导检查，街巷卫生和不文明行为巡查",
    "emergency": "安全生产风险监测，自然灾害预警和事故应急救援",
    "health": "医疗机构周边公共卫生突发事件预防控制",
    "agriculture": "秸秆禁烧巡查，农村环境整治和农业防灾减灾",
    "bureau": "视频资源运行质量检查和值班调度保障",
}
_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "police": ALL, "transport": ("live", "playback"), "water": ("live", "ptz", "playback"), "forestry": ("live", "ptz"),
    "culture": ("live",), "housing": ("live", "playback"), "emergency": ("live", "ptz", "playback"), "bureau": ("live",),
}
_PLATFORM = ("platform",)


def draw_papers(cameras: list[Camera], areas: dict[str, MultiPolygon], seed: int) -> list[Paper]:
    """All authorisations; `areas` by department code, on the board."""
    places = np.array([(c.x, c.y) for c in cameras])
    found: list[Paper] = []
    for number, (code, area) in enumerate(areas.items()):
        rng = np.random.default_rng(seed + 121 + number)
        shapely.prepare(area)
        found += _of_department(code, cameras, shapely.contains_xy(area, places), rng)
    return found


def _of_department(code: str, cameras: list[Camera], inside: np.ndarray, rng: np.random.Generator) -> list[Paper]:
    """The standing authorisation, and five odd ones from what it leaves out; the rest of the area is granted by none."""
    known = np.array([not c.columns["secrecy"] for c in cameras])
    here, there = (rng.permutation(np.flatnonzero(mask & known)) for mask in (inside, ~inside))
    stuck = [int(i) for i in here if _out_of_use(cameras[i])]
    well = [int(i) for i in here if not _out_of_use(cameras[i])]
    few = min(10, len(well) // 14)
    odd = [well[k * few : (k + 1) * few] for k in range(4)]
    kept = well[4 * few :]
    main = kept[: max(1, round(len(kept) * 0.88))] + stuck + _outside(code, cameras, there)
    reason = _REASONS.get(code, "履行本单位职责，开展日常巡查和突发情况处置")
    permissions = _PERMISSIONS.get(code, ("live", "ptz", "playback"))
    papers = [Paper(code, reason, permissions, _PLATFORM, -30, 300, "approved", main)]
    if few:
        papers += [
            Paper(code, f"{reason}（去年）", permissions, _PLATFORM, -400, -40, "expired", odd[0][::2]),
            Paper(code, f"{reason}（下一阶段）", permissions, _PLATFORM, 45, 250, "approved", odd[0][1::2]),
            Paper(code, f"{reason}（事后调阅）", ("playback", "download"), _PLATFORM, -20, 160, "approved", odd[1]),
            Paper(code, f"{reason}（系统对接）", ("live", "playback"), ("integration",), -20, 160, "approved", odd[2]),
            Paper(code, f"{reason}（专项）", ("live",), _PLATFORM, -60, 120, "suspended", odd[3], "超范围使用，暂停待查（演示）"),
        ]
    return papers


def _out_of_use(camera: Camera) -> bool:
    return bool(camera.columns["blocked_reason"]) or camera.columns["status"] in {"disabled", "retired"}


def _outside(code: str, cameras: list[Camera], there: np.ndarray) -> list[int]:
    """Cameras granted although they lie outside: the department's own first. Article 25 refuses them all the same."""
    own = [int(i) for i in there if cameras[i].owner == code]
    other = [int(i) for i in there if cameras[i].owner != code]
    return [*own[:40], *other[:25]]
