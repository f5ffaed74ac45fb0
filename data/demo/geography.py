"""What we drew by hand of the demonstration city: outline, townships, rivers, reservoirs, peaks and scenic places.

Belongs here: tables of approximate WGS-84 positions (degrees, longitude first) written by ourselves after the general
lie of the land: Taihang and Wangwu mountains in the north and west, the Yellow River with its reservoirs in the south,
the plain with the town in the east. They are an invention under real names (演示数据), not a survey.
Does not belong here: roads (data/demo/routes.py), anything computed from these tables.
"""

from __future__ import annotations

from typing import NamedTuple

Position = tuple[float, float]


class Township(NamedTuple):
    """A township: its code in the national statistics, its names, its seat and the reach of its land in km."""

    code: str
    name_zh: str
    name_en: str
    seat: Position
    reach: float

    @property
    def urban(self) -> bool:
        """True for the five streets of the town."""
        return self.code < "419001100"


class River(NamedTuple):
    """A river by its middle line; `width` in metres; rank 1 is the greatest."""

    name_zh: str
    name_en: str
    rank: int
    width: float
    course: tuple[Position, ...]


class Spot(NamedTuple):
    """A named round place with a radius in metres."""

    name_zh: str
    name_en: str
    at: Position
    radius: float


CITY_CODE = "419001"
CITY_ZH, CITY_EN = "济源", "Jiyuan"
NOTE_ZH = "演示数据：轮廓为近似，乡镇界线、道路、摄像机与人员均为虚构。"
NOTE_EN = "Demonstration data: the outline is approximate; boundaries, roads, cameras and people are invented."

# Clockwise from the north-west corner; the south follows the middle of the Yellow River.
OUTLINE: tuple[Position, ...] = (
    (112.036, 35.232), (112.062, 35.262), (112.094, 35.271), (112.121, 35.252), (112.150, 35.263), (112.183, 35.277),
    (112.214, 35.262), (112.236, 35.238), (112.263, 35.229), (112.288, 35.201), (112.316, 35.208), (112.345, 35.230),
    (112.372, 35.243), (112.401, 35.226), (112.428, 35.218), (112.455, 35.203), (112.482, 35.215), (112.507, 35.206),
    (112.530, 35.213), (112.556, 35.241), (112.583, 35.238), (112.606, 35.254), (112.631, 35.269), (112.654, 35.276),
    (112.676, 35.258), (112.690, 35.236), (112.712, 35.222), (112.726, 35.201), (112.749, 35.189), (112.766, 35.166),
    (112.760, 35.141), (112.768, 35.117), (112.757, 35.092), (112.763, 35.064), (112.748, 35.041), (112.728, 35.034),
    (112.704, 35.011), (112.682, 35.003), (112.659, 35.008), (112.640, 34.990), (112.628, 34.966), (112.607, 34.955),
    (112.595, 34.932), (112.588, 34.914), (112.561, 34.899), (112.532, 34.894), (112.506, 34.903), (112.483, 34.897),
    (112.457, 34.907), (112.431, 34.921), (112.408, 34.916), (112.386, 34.929), (112.362, 34.946), (112.333, 34.943),
    (112.309, 34.958), (112.287, 34.982), (112.259, 34.977), (112.232, 34.990), (112.213, 35.011), (112.184, 35.018),
    (112.158, 35.012), (112.131, 35.030), (112.102, 35.046), (112.071, 35.052), (112.048, 35.071), (112.026, 35.078),
    (112.031, 35.104), (112.049, 35.128), (112.040, 35.156), (112.057, 35.181), (112.044, 35.208),
)

TOWNSHIPS: tuple[Township, ...] = (
    Township("419001001", "沁园街道", "Qinyuan Subdistrict", (112.602, 35.066), 3.3),
    Township("419001002", "济水街道", "Jishui Subdistrict", (112.588, 35.092), 2.2),
    Township("419001003", "北海街道", "Beihai Subdistrict", (112.608, 35.116), 3.1),
    Township("419001004", "天坛街道", "Tiantan Subdistrict", (112.559, 35.078), 3.2),
    Township("419001005", "玉泉街道", "Yuquan Subdistrict", (112.641, 35.091), 3.3),
    Township("419001100", "克井镇", "Kejing Town", (112.552, 35.161), 6.4),
    Township("419001101", "五龙口镇", "Wulongkou Town", (112.689, 35.163), 6.6),
    Township("419001102", "轵城镇", "Zhicheng Town", (112.612, 35.019), 5.0),
    Township("419001103", "承留镇", "Chengliu Town", (112.473, 35.071), 7.0),
    Township("419001104", "邵原镇", "Shaoyuan Town", (112.131, 35.163), 8.6),
    Township("419001105", "坡头镇", "Potou Town", (112.531, 34.942), 6.0),
    Township("419001106", "梨林镇", "Lilin Town", (112.713, 35.073), 5.2),
    Township("419001107", "大峪镇", "Dayu Town", (112.386, 34.981), 7.0),
    Township("419001108", "思礼镇", "Sili Town", (112.481, 35.143), 5.8),
    Township("419001109", "王屋镇", "Wangwu Town", (112.289, 35.134), 8.6),
    Township("419001110", "下冶镇", "Xiaye Town", (112.203, 35.062), 7.0),
)

# The two ends, east and west, of the border that is the middle of the river.
RIVER_BORDER: tuple[Position, Position] = ((112.588, 34.914), (112.026, 35.078))

YELLOW_RIVER = River("黄河", "Yellow River", 1, 620.0, (
    (111.820, 35.084), (111.900, 35.070), (111.965, 35.082),
    *reversed(OUTLINE[OUTLINE.index(RIVER_BORDER[0]) : OUTLINE.index(RIVER_BORDER[1]) + 1]),
    (112.625, 34.912), (112.668, 34.897), (112.720, 34.889), (112.780, 34.872), (112.900, 34.858),
))

RIVERS: tuple[River, ...] = (
    River("沁河", "Qin River", 2, 150.0, (
        (112.642, 35.330), (112.651, 35.286), (112.640, 35.262), (112.659, 35.240), (112.650, 35.217), (112.671, 35.197),
        (112.689, 35.172), (112.706, 35.150), (112.722, 35.126), (112.742, 35.110), (112.774, 35.097), (112.830, 35.082),
        (112.900, 35.066))),
    River("蟒河", "Mang River", 2, 75.0, (
        (112.452, 35.214), (112.470, 35.190), (112.494, 35.171), (112.520, 35.148), (112.541, 35.127), (112.563, 35.113),
        (112.590, 35.106), (112.622, 35.102), (112.650, 35.078), (112.681, 35.061), (112.715, 35.050), (112.768, 35.033),
        (112.830, 35.012), (112.900, 34.980))),
    River("济水", "Ji River", 3, 46.0, (
        (112.549, 35.098), (112.564, 35.094), (112.580, 35.083), (112.598, 35.079), (112.619, 35.070), (112.640, 35.057),
        (112.668, 35.049), (112.698, 35.044), (112.722, 35.046))),
    River("猪龙河", "Zhulong River", 4, 30.0, (
        (112.500, 35.061), (112.528, 35.058), (112.556, 35.050), (112.584, 35.049), (112.612, 35.047), (112.640, 35.050))),
    River("大峪河", "Dayu River", 4, 42.0, (
        (112.334, 35.062), (112.352, 35.034), (112.371, 35.006), (112.380, 34.981), (112.376, 34.955), (112.380, 34.932))),
    River("逢石河", "Fengshi River", 4, 46.0, (
        (112.203, 35.251), (112.192, 35.214), (112.198, 35.176), (112.184, 35.139), (112.176, 35.098), (112.168, 35.055),
        (112.160, 35.010))),
    River("铁山河", "Tieshan River", 4, 38.0, (
        (112.338, 35.230), (112.323, 35.188), (112.316, 35.150), (112.298, 35.110), (112.281, 35.070), (112.272, 35.024),
        (112.263, 34.972))),
    River("砚瓦河", "Yanwa River", 4, 34.0, (
        (112.452, 35.043), (112.474, 35.018), (112.492, 34.986), (112.507, 34.953), (112.512, 34.921), (112.509, 34.896))),
    River("白涧河", "Baijian River", 4, 30.0, (
        (112.586, 35.226), (112.604, 35.196), (112.626, 35.171), (112.651, 35.157), (112.683, 35.147), (112.706, 35.143))),
    River("西阳河", "Xiyang River", 4, 34.0, (
        (112.062, 35.245), (112.079, 35.204), (112.074, 35.162), (112.083, 35.118), (112.078, 35.077), (112.090, 35.040))),
    River("双阳河", "Shuangyang River", 5, 22.0, (
        (112.397, 35.128), (112.428, 35.118), (112.462, 35.101), (112.494, 35.096), (112.526, 35.105), (112.556, 35.112))),
    River("东阳河", "Dongyang River", 5, 24.0, (
        (112.133, 35.247), (112.128, 35.207), (112.138, 35.165), (112.128, 35.120), (112.119, 35.074), (112.118, 35.030))),
)

# Standing water; the two great ones lie along the Yellow River and widen it (data/demo/waters.py).
RESERVOIRS: tuple[Spot, ...] = (
    Spot("河口村水库", "Hekoucun Reservoir", (112.655, 35.229), 900.0),
    Spot("蟒河口水库", "Manghekou Reservoir", (112.460, 35.198), 480.0),
    Spot("曲阳湖", "Quyang Lake", (112.511, 35.049), 620.0),
    Spot("玉阳湖", "Yuyang Lake", (112.437, 35.103), 560.0),
    Spot("白墙水库", "Baiqiang Reservoir", (112.692, 35.026), 430.0),
    Spot("布袋沟水库", "Budaigou Reservoir", (112.438, 34.968), 420.0),
    Spot("天坛山水库", "Tiantanshan Reservoir", (112.305, 35.171), 460.0),
    Spot("三河水库", "Sanhe Reservoir", (112.557, 34.998), 380.0),
    Spot("蟒河湿地", "Mang River Wetland", (112.647, 35.083), 330.0),
    Spot("东湖", "East Lake", (112.630, 35.063), 260.0),
    Spot("龙潭", "Dragon Pool", (112.574, 35.101), 170.0),
)

PEAKS: tuple[Spot, ...] = (
    Spot("天坛峰 1715", "Tiantan Peak 1715", (112.266, 35.192), 0.0),
    Spot("鳌背山 1929", "Aobei Mountain 1929", (112.176, 35.243), 0.0),
    Spot("五指山 1126", "Wuzhi Mountain 1126", (112.596, 35.220), 0.0),
    Spot("孔山 830", "Kong Mountain 830", (112.643, 35.207), 0.0),
    Spot("黄楝树 1472", "Huanglianshu 1472", (112.104, 35.238), 0.0),
    Spot("九里沟 1088", "Jiuligou 1088", (112.420, 35.206), 0.0),
    Spot("灵山 612", "Lingshan 612", (112.385, 35.060), 0.0),
    Spot("虎岭 486", "Huling 486", (112.438, 35.048), 0.0),
)

SCENIC: tuple[Spot, ...] = (
    Spot("王屋山风景区", "Wangwu Mountain Scenic Area", (112.275, 35.178), 2100.0),
    Spot("五龙口风景区", "Wulongkou Scenic Area", (112.672, 35.206), 1500.0),
    Spot("黄河三峡景区", "Yellow River Gorges", (112.318, 34.976), 1500.0),
    Spot("小浪底景区", "Xiaolangdi Scenic Area", (112.398, 34.938), 1100.0),
    Spot("济渎庙", "Jidu Temple", (112.573, 35.105), 320.0),
    Spot("九里沟景区", "Jiuligou Scenic Area", (112.427, 35.196), 1100.0),
    Spot("小沟背景区", "Xiaogoubei Scenic Area", (112.112, 35.226), 1300.0),
    Spot("轵国故城", "Ancient City of Zhi", (112.617, 35.029), 380.0),
)
