"""The long roads and railways of the demonstration city, drawn by hand and then bent as the ground asks.

Belongs here: motorways, national and provincial roads, scenic roads, railways. Numbers and names follow the kind of
road that exists in the region; the courses are invented.
Does not belong here: the streets of the town (data/demo/streets.py), village roads (data/demo/villages.py).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from shapely import LineString

from data.demo.features import Feature
from data.demo.geography import Position
from data.demo.plane import curve, roughen, soften
from data.demo.relief import Lattice


class Route(NamedTuple):
    """A long road: class, names, and its course by hand in degrees."""

    cls: str
    name_zh: str
    name_en: str
    course: tuple[Position, ...]


ROUTES: tuple[Route, ...] = (
    Route("motorway", "二广高速 G55", "Erguang Expressway G55", (
        (112.694, 35.330), (112.685, 35.245), (112.670, 35.190), (112.664, 35.140), (112.671, 35.095), (112.665, 35.045),
        (112.640, 34.985), (112.622, 34.935), (112.612, 34.850))),
    Route("motorway", "菏宝高速 G3511", "Hebao Expressway G3511", (
        (112.890, 35.106), (112.780, 35.118), (112.710, 35.134), (112.664, 35.140), (112.600, 35.137), (112.540, 35.120),
        (112.490, 35.113), (112.440, 35.125), (112.380, 35.117), (112.320, 35.126), (112.250, 35.145), (112.180, 35.163),
        (112.100, 35.177), (112.040, 35.171), (111.900, 35.160))),
    Route("motorway", "济洛高速 S57", "Jiluo Expressway S57", (
        (112.523, 35.116), (112.530, 35.062), (112.508, 35.000), (112.482, 34.945), (112.472, 34.905), (112.460, 34.830))),
    Route("motorway", "济新高速 S63", "Jixin Expressway S63", (
        (112.521, 35.038), (112.468, 35.030), (112.410, 35.021), (112.356, 34.998), (112.322, 34.965), (112.296, 34.930),
        (112.250, 34.850))),
    Route("trunk", "G208", "G208", (
        (112.545, 35.330), (112.556, 35.240), (112.560, 35.185), (112.550, 35.150), (112.541, 35.105), (112.543, 35.060),
        (112.566, 35.010), (112.556, 34.960), (112.546, 34.905), (112.530, 34.830))),
    Route("trunk", "G327", "G327", (
        (112.890, 35.055), (112.770, 35.060), (112.700, 35.060), (112.655, 35.049), (112.600, 35.044), (112.545, 35.048),
        (112.490, 35.074), (112.430, 35.086), (112.360, 35.090), (112.300, 35.107), (112.220, 35.124), (112.140, 35.155),
        (112.080, 35.160), (112.030, 35.148), (111.900, 35.130))),
    Route("primary", "S308", "S308", (
        (112.890, 35.162), (112.765, 35.155), (112.690, 35.163), (112.620, 35.160), (112.553, 35.161), (112.481, 35.143),
        (112.463, 35.110), (112.473, 35.071))),
    Route("primary", "S311", "S311", (
        (112.566, 35.028), (112.470, 35.014), (112.420, 34.998), (112.386, 34.981), (112.330, 35.006), (112.262, 35.040),
        (112.203, 35.062), (112.152, 35.104), (112.131, 35.163), (112.128, 35.225))),
    Route("primary", "S240", "S240", (
        (112.700, 35.330), (112.706, 35.215), (112.693, 35.163), (112.704, 35.110), (112.713, 35.073), (112.690, 35.036),
        (112.650, 35.020), (112.612, 35.019), (112.570, 34.978), (112.531, 34.942), (112.490, 34.914))),
    Route("primary", "S243", "S243", (
        (112.300, 35.250), (112.296, 35.180), (112.289, 35.134), (112.268, 35.100), (112.230, 35.080), (112.203, 35.062),
        (112.196, 35.025))),
    Route("primary", "S245", "S245", (
        (112.473, 35.071), (112.448, 35.030), (112.424, 34.998), (112.418, 34.960), (112.470, 34.926), (112.531, 34.942))),
    Route("secondary", "王屋山旅游公路", "Wangwu Mountain Scenic Road", (
        (112.289, 35.134), (112.270, 35.158), (112.281, 35.175), (112.265, 35.188))),
    Route("secondary", "五龙口旅游公路", "Wulongkou Scenic Road", (
        (112.693, 35.163), (112.680, 35.182), (112.669, 35.203), (112.650, 35.222))),
    Route("secondary", "九里沟公路", "Jiuligou Road", ((112.481, 35.143), (112.456, 35.165), (112.434, 35.182), (112.425, 35.199))),
    Route("secondary", "沿黄旅游公路", "Yellow River Scenic Road", (
        (112.531, 34.942), (112.498, 34.930), (112.440, 34.942), (112.402, 34.950), (112.386, 34.981), (112.340, 34.976),
        (112.302, 34.995), (112.256, 35.002), (112.203, 35.034), (112.160, 35.046), (112.110, 35.062), (112.060, 35.082))),
    Route("secondary", "小沟背公路", "Xiaogoubei Road", ((112.131, 35.163), (112.120, 35.190), (112.112, 35.212), (112.116, 35.235))),
    Route("secondary", "克井北路", "Kejing North Road", ((112.552, 35.161), (112.578, 35.186), (112.592, 35.210))),
    Route("secondary", "思克路", "Sike Road", ((112.481, 35.143), (112.510, 35.130), (112.530, 35.140), (112.552, 35.161))),
    Route("secondary", "梨五路", "Liwu Road", ((112.713, 35.073), (112.735, 35.110), (112.730, 35.145), (112.693, 35.163))),
    Route("secondary", "轵坡路", "Zhipo Road", ((112.612, 35.019), (112.624, 34.985), (112.596, 34.955), (112.560, 34.930))),
    Route("secondary", "西山公路", "Xishan Road", (
        (112.131, 35.163), (112.082, 35.140), (112.062, 35.110), (112.078, 35.076), (112.120, 35.066), (112.170, 35.062),
        (112.203, 35.062))),
    Route("secondary", "王承路", "Wangcheng Road", (
        (112.289, 35.134), (112.335, 35.072), (112.386, 35.040), (112.430, 35.045), (112.473, 35.071))),
    Route("rail", "焦柳铁路", "Jiaozuo–Liuzhou Railway", (
        (112.890, 35.098), (112.780, 35.135), (112.700, 35.151), (112.640, 35.149), (112.598, 35.128), (112.537, 35.104),
        (112.524, 35.050), (112.541, 34.985), (112.558, 34.930), (112.570, 34.840))),
    Route("rail", "侯月铁路", "Houma–Yueshan Railway", (
        (112.890, 35.185), (112.770, 35.168), (112.700, 35.173), (112.620, 35.169), (112.550, 35.174), (112.480, 35.158),
        (112.420, 35.150), (112.350, 35.147), (112.280, 35.160), (112.200, 35.190), (112.100, 35.206), (112.040, 35.216),
        (111.900, 35.230))),
)
_FIRST_ZOOM = {"motorway": 0, "trunk": 8, "primary": 9, "secondary": 10, "tertiary": 12, "residential": 13, "track": 13, "rail": 9}
_RANK = {"motorway": 1, "trunk": 2, "primary": 3, "secondary": 4, "tertiary": 5, "residential": 6, "track": 7, "rail": 4}
# How far a road of each class gives way in the mountains, as a share of its pieces.
_BEND = {"motorway": 0.02, "trunk": 0.09, "primary": 0.14, "secondary": 0.20, "rail": 0.03}


def road(cls: str, shape: LineString, name_zh: str | None = None, name_en: str | None = None) -> Feature:
    """A road of a class as a basemap feature, with the zoom from which it is drawn."""
    return Feature("road", cls, shape, name_zh, name_en, _RANK[cls], _FIRST_ZOOM[cls])


def draw_routes(seed: int, relief: Lattice) -> list[Feature]:
    """The long roads: gentle curves in the plain, bends where the ground is high."""
    rng = np.random.default_rng(seed + 31)
    return [road(r.cls, _course(r, relief, rng), r.name_zh, r.name_en) for r in ROUTES]


def _course(route: Route, relief: Lattice, rng: np.random.Generator) -> LineString:
    """Hand-drawn course, roughened piece by piece according to the height."""
    line = curve(route.course, 900.0)
    high = np.clip((relief.at((line[:-1] + line[1:]) / 2) - 220.0) / 250.0, 0.08, 1.0)
    pieces = [
        roughen(line[i : i + 2], rng, _BEND[route.cls] * h, 160.0)[:-1]
        for i, h in enumerate(high)
    ]
    return LineString(soften(np.vstack([*pieces, line[-1:]]), 2)).simplify(3.0)
