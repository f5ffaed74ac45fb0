"""Names of villages and people of the demonstration city, made from pools so that nobody real is meant.

Belongs here: the pools, their romanisation, drawing from them without repetition.
Does not belong here: names of real townships, rivers and roads (data/demo/geography.py, routes.py, streets.py).
"""

from __future__ import annotations

import numpy as np

_FIRST: dict[str, str] = {
    "东": "Dong", "西": "Xi", "南": "Nan", "北": "Bei", "上": "Shang", "下": "Xia", "大": "Da", "小": "Xiao", "前": "Qian", "后": "Hou",
    "石": "Shi", "柿": "Shi", "柳": "Liu", "槐": "Huai", "桃": "Tao", "杏": "Xing", "竹": "Zhu", "松": "Song", "泉": "Quan", "河": "He",
    "青": "Qing", "白": "Bai", "清": "Qing", "玉": "Yu", "金": "Jin", "龙": "Long", "凤": "Feng", "新": "Xin", "古": "Gu", "双": "Shuang",
}
_SECOND: dict[str, str] = {
    "坪": "ping", "沟": "gou", "岭": "ling", "坡": "po", "湾": "wan", "峪": "yu", "洼": "wa", "塔": "ta", "泉": "quan", "桥": "qiao",
    "井": "jing", "寨": "zhai", "堂": "tang", "林": "lin", "滩": "tan", "崖": "ya", "窑": "yao", "留": "liu", "郭": "guo", "王": "wang",
}
_THIRD: dict[str, str] = {"": "", "村": "cun", "庄": "zhuang", "头": "tou"}

_SURNAMES: dict[str, str] = {
    "演": "Yan", "示": "Shi", "虚": "Xu", "甲": "Jia", "乙": "Yi", "试": "Shi", "例": "Li", "样": "Yang", "拟": "Ni", "范": "Fan",
}
_GIVEN: tuple[str, ...] = (
    "明远", "清和", "知行", "守正", "若水", "思源", "敏学", "致和", "景行", "怀瑾", "子衿", "云舒", "允执", "弘毅", "修齐", "静姝", "望舒",
    "嘉言", "慎独", "日新", "博文", "约礼", "安澜", "平川", "长河", "青山", "怀远", "秉公", "书恒", "见山", "听泉", "思齐", "澄怀", "观复",
    "立诚", "有容", "致远", "惟精", "惟一", "克勤", "克俭", "笃行", "慎思", "明辨", "审问", "从善", "乐山", "乐水", "临川", "望岳",
)


def village_names(count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Up to `count` different village names, Chinese and romanised."""
    every = [
        (a + b + c, _FIRST[a] + _SECOND[b] + _THIRD[c])
        for a in _FIRST for b in _SECOND for c in _THIRD if a != b
    ]
    return [every[i] for i in rng.permutation(len(every))[:count]]


def person_names(count: int, rng: np.random.Generator) -> list[str]:
    """`count` different invented names: the surnames alone ("演", "示", "虚", "拟" …) tell that nobody real is meant."""
    every = [s + g for s in _SURNAMES for g in _GIVEN]
    return [every[i] for i in rng.permutation(len(every))[:count]]
