"""The demonstration's scenes: twelve invented places, each seen by a camera of known pose. Nothing here is a real place.

Belongs here: where things stand. The seed makes each place the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feeds.demonstration.optics import Pose
from feeds.demonstration.world import Box, Colour, Light, Mover, Road, Scene

Way = tuple[tuple[float, float], tuple[float, float]]

PAINT: list[Colour] = [(228, 226, 222), (44, 42, 40), (60, 56, 168), (150, 96, 40), (120, 118, 116), (70, 130, 190), (90, 130, 70), (180, 176, 170)]
CLOTHES: list[Colour] = [(150, 80, 50), (60, 60, 170), (70, 140, 90), (200, 200, 200), (50, 45, 45), (40, 150, 200)]
PLASTER: list[Colour] = [(176, 186, 196), (150, 168, 190), (188, 190, 186), (140, 150, 168), (120, 140, 176), (196, 200, 208)]
EVENING = Light((120, 96, 92), (150, 186, 226), (-0.85, -0.25, 0.46), 0.85)
OVERCAST = Light((206, 200, 194), (220, 218, 214), (-0.2, -0.3, 0.93), 0.5)
NIGHT = Light((46, 30, 22), (70, 52, 44), (0, 0, 1), 0.0, night=True)


def _block(seed: int, x0: float, x1: float, y: float, *, depth: float = 16, tall: tuple[float, float] = (12, 34)) -> list[Box]:
    chance = np.random.default_rng(seed)
    row, x = [], x0
    while x < x1 - 8:
        wide = float(chance.uniform(12, 24))
        colour = PLASTER[int(chance.integers(len(PLASTER)))]
        row.append(Box(x + wide / 2, y, depth, wide - 1.5, float(chance.uniform(*tall)), colour, kind="building"))
        x += wide
    return row


def _avenue(seed: int, x: float, y0: float, y1: float, step: float = 9.0) -> list[tuple[float, float, float]]:
    chance = np.random.default_rng(seed)
    return [(x + float(chance.uniform(-0.4, 0.4)), float(y), float(chance.uniform(5, 8))) for y in np.arange(y0, y1, step)]


def _traffic(seed: int, lanes: Sequence[Way], each: int = 2) -> list[Mover]:
    chance = np.random.default_rng(seed)
    movers = []
    for a, b in lanes:
        start = float(chance.random())
        for number in range(each):
            kind = str(chance.choice(["car", "car", "car", "van", "bus"]))
            colour = PAINT[int(chance.integers(len(PAINT)))]
            movers.append(Mover(kind, a, b, (start + number / each) % 1, colour))
    return movers


def _walkers(seed: int, paths: Sequence[Way], each: int = 2) -> list[Mover]:
    chance = np.random.default_rng(seed)
    return [
        Mover("person", a, b, float(chance.random()), CLOTHES[int(chance.integers(len(CLOTHES)))])
        for a, b in paths
        for _ in range(each)
    ]


def _lanes(x: float, y0: float, y1: float, width: float = 14.0) -> list[Way]:
    return [((x + side * width / 8 * k, (y0, y1)[side < 0]), (x + side * width / 8 * k, (y1, y0)[side < 0])) for side in (1, -1) for k in (1, 3)]


def _across(y: float, x0: float, x1: float, width: float = 14.0) -> list[Way]:
    return [(((x1, x0)[side < 0], y + side * width / 8 * k), ((x0, x1)[side < 0], y + side * width / 8 * k)) for side in (1, -1) for k in (1, 3)]


def _crossing(name: str, title: str, seed: int, light: Light, pose: Pose) -> Scene:
    return Scene(
        name, title, pose, [Road((0, -60), (0, 260)), Road((-200, 40), (200, 40))], "plaza", light,
        [*_block(seed, 14, 120, 68), *_block(seed + 1, -120, -12, 68), *_block(seed + 2, 16, 110, 8, depth=10, tall=(8, 16)),
         *_block(seed + 3, -110, -16, 8, depth=10, tall=(8, 16)), *_block(seed + 4, 14, 60, 120), *_block(seed + 5, -70, -14, 120)],
        [*_avenue(seed, 10.5, 58, 200), *_avenue(seed + 1, -10.5, 58, 200)],
        [(10, 29), (-10, 29), (10, 52), (-10, 52), (10, 85), (-10, 85)], [],
        [*_traffic(seed, _across(40, -90, 90), 1), *_traffic(seed + 1, _lanes(0, 56, 200), 1),
         *_walkers(seed, [((-9, 31.0), (9, 31.0)), ((9, 49.5), (-9, 49.5)), ((12, 20), (12, 60)), ((-12, 66), (-12, 14))], 2)],
    )


def _street(name: str, title: str, seed: int, light: Light, pose: Pose) -> Scene:
    return Scene(
        name, title, pose, [Road((0, -20), (0, 400))], "plaza", light,
        [Box(side * 26, 20 + 22 * n, 20, 16, float(h), PLASTER[(n + seed) % len(PLASTER)], kind="building")
         for side in (-1, 1) for n, h in enumerate(np.random.default_rng(seed + side).uniform(10, 36, 9))],
        [*_avenue(seed, 12, 14, 220, 11), *_avenue(seed + 1, -12, 14, 220, 11)],
        [(10.6, y) for y in range(18, 160, 24)] + [(-10.6, y) for y in range(30, 160, 24)], [],
        [*_traffic(seed, _lanes(0, 4, 190), 2), *_walkers(seed, [((9.0, 6), (9.0, 24)), ((-9.0, 30), (-9.0, 12))], 3)],
    )


def _square() -> Scene:
    chance = np.random.default_rng(5)
    paths = [((float(a), float(b)), (float(a + c), float(b + d))) for a, b, c, d in zip(
        chance.uniform(-16, 16, 9), chance.uniform(12, 40, 9), chance.uniform(-14, 14, 9), chance.uniform(-8, 8, 9), strict=True)]
    return Scene(
        "square", "文化广场", Pose(0, 0, 9.0, 0, -16, 74), [], "plaza", Light(), _block(50, -90, 90, 76, tall=(14, 30)),
        [*_avenue(5, 24, 8, 66, 7), *_avenue(6, -24, 8, 66, 7)], [(14, 22), (-14, 22), (14, 46), (-14, 46)], [(-7, 48, 7, 60)],
        _walkers(7, [*paths, *((b, a) for a, b in paths)], 1),
    )


def _parking() -> Scene:
    chance = np.random.default_rng(9)
    parked = [box for row in (14, 26, 38) for n in range(-7, 8) if chance.random() < 0.7  # noqa: PLR2004 - a place in three is free
              for box in Mover("car", (n * 3.0, row - 0.5), (n * 3.0, row + 0.5), 0.5, PAINT[int(chance.integers(8))]).boxes(0)]
    return Scene(
        "parking", "停车场", Pose(-6, -2, 8.5, 8, -21, 78), [Road((-60, 20), (60, 20), 6.5, 0), Road((-60, 32), (60, 32), 6.5, 0)], "plaza", OVERCAST,
        [*_block(90, -80, 80, 64, tall=(10, 22)), *parked], _avenue(9, -28, 8, 50, 7), [(-24, 20), (24, 20)], [],
        [*_traffic(9, [((-40, 20), (40, 20)), ((40, 32), (-40, 32))], 1), *_walkers(9, [((-9, 29), (8, 23)), ((10, 17), (-6, 17))], 1)],
    )


def _river() -> Scene:
    return Scene(
        "river", "河堤", Pose(4, 0, 10.0, -14, -11, 68), [Road((6, -20), (6, 400), 6.0, 2)], "grass", Light(), _block(70, -150, -66, 150, tall=(12, 40)),
        [*_avenue(70, 12, 8, 160, 8), *_avenue(71, -1.5, 30, 160, 16)], [(10, y) for y in range(20, 120, 25)], [(-48, -40, -8, 600)],
        [*_traffic(70, [((7.4, 2), (7.4, 120)), ((4.6, 120), (4.6, 2))], 1), *_walkers(70, [((-4.5, 16), (-4.5, 50)), ((-5.5, 44), (-5.5, 12))], 2)],
    )


def _reservoir() -> Scene:
    return Scene(
        "reservoir", "水库大坝", Pose(0, 0, 16.0, 20, -10, 60), [Road((-30, 20), (140, 60), 7.0, 2)], "soil", OVERCAST,
        [Box(30, 46, 9, 9, 7, (150, 160, 170), 75, "building"), *(Box(-18 + 7 * n, 27.5 + 1.64 * n, 0.3, 0.3, 1.1, (200, 200, 200)) for n in range(20))],
        [*_avenue(30, -22, 4, 16, 5)], [], [(-400, 70, 400, 900)],
        [*_traffic(30, [((-30, 19), (110, 52)), ((110, 54), (-30, 21))], 1), *_walkers(30, [((-6, 27), (30, 35.5))], 2)],
    )


def _village() -> Scene:
    houses = [Box(x, y, 9, 11, 4.2, PLASTER[n % 6], 8 * n, "building") for n, (x, y) in enumerate([(-18, 34), (-24, 58), (20, 46), (24, 74), (-16, 88)])]
    return Scene(
        "village", "村口", Pose(2, 0, 7.0, 2, -12, 72), [Road((0, -20), (4, 300), 5.5, 2), Road((4, 40), (60, 44), 3.5, 0, paved=False)], "field", EVENING,
        houses, [*_avenue(40, -7, 18, 110, 13), (14, 30, 8.0), (-26, 42, 9.0), (30, 60, 7.5)], [(-5, 26), (7, 62)], [],
        [*_traffic(40, [((2.4, 3), (4.8, 100)), ((1.2, 100), (-0.8, 3))], 1), *_walkers(40, [((-4, 14), (-3, 34)), ((6.5, 40), (24, 42))], 2)],
    )


def _motorway() -> Scene:
    return Scene(
        "motorway", "高速公路", Pose(0, 0, 12.0, 4, -12, 58), [Road((-9, -20), (-9, 600), 12, 3), Road((9, -20), (9, 600), 12, 3)], "grass", Light(),
        [Box(0, 220, 0.6, 400, 0.9, (170, 172, 172), 90)], [*_avenue(60, 24, 20, 260, 14), *_avenue(61, -25, 26, 260, 15)], [], [],
        [*_traffic(60, [((9 + x, 6), (9 + x, 330)) for x in (-4, 0, 4)] + [((-9 + x, 330), (-9 + x, 6)) for x in (-4, 0, 4)], 3)],
    )


def _forest() -> Scene:
    chance = np.random.default_rng(80)
    trees = [(float(x), float(y), float(h)) for x, y, h in zip(chance.uniform(-70, 70, 150), chance.uniform(26, 150, 150), chance.uniform(6, 12, 150), strict=True)
             if abs(x - 4 + y * 0.1) > 7]  # noqa: PLR2004 - beside the track
    return Scene("forest", "林场瞭望", Pose(0, 0, 22.0, -4, -17, 62), [Road((6, -10), (-12, 170), 4.5, 0, paved=False)], "forest", Light(), [], trees, [], [],
                 [*_traffic(80, [((4.5, 16), (-11, 160))], 1), *_walkers(80, [((3, 26), (0, 46))], 2)])


def all_scenes() -> list[Scene]:
    """Every scene, by name."""
    return [
        _crossing("crossing", "十字路口", 10, Light(), Pose(-9, 12, 8.0, 14, -15, 76)),
        _crossing("crossing-night", "十字路口（夜）", 14, NIGHT, Pose(9.5, 14, 7.5, -14, -14, 76)),
        _street("avenue", "城市干道", 20, Light(), Pose(-5, 0, 7.5, 3, -11, 64)),
        _street("avenue-evening", "城市干道（傍晚）", 26, EVENING, Pose(8.6, 0, 6.0, -7, -10, 70)),
        _street("school", "学校门前", 23, OVERCAST, Pose(-9.4, 0, 5.5, 8, -12, 78)),
        _square(), _parking(), _river(), _reservoir(), _village(), _motorway(), _forest(),
    ]
