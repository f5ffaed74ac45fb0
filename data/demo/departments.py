"""The departments of the demonstration city and the work that the regulation names for each.

Belongs here: codes, names, articles and invented leaders and telephones. Does not belong here: people with accounts
(data/demo/people.py), areas (data/demo/areas.py).
"""

from __future__ import annotations

from typing import NamedTuple


class Department(NamedTuple):
    """A department: `article` names its work; `line` is the last part of its invented telephone numbers."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    article: str | None
    line: int


DEPARTMENTS: tuple[Department, ...] = (
    Department("civility", "市创建办", "Civilised City Office", "using", "11", 1101),
    Department("transport", "交通运输局", "Transport Bureau", "using", "12", 1201),
    Department("water", "水利局", "Water Resources Bureau", "using", "13", 1301),
    Department("police", "公安局", "Public Security Bureau", "using", "14", 1401),
    Department("health", "卫生健康委员会", "Health Commission", "using", "15", 1501),
    Department("emergency", "应急管理局", "Emergency Management Bureau", "using", "16", 1601),
    Department("housing", "住房和城乡建设局", "Housing and Construction Bureau", "using", "17", 1701),
    Department("culture", "文化广电和旅游局", "Culture and Tourism Bureau", "using", "18", 1801),
    Department("agriculture", "农业农村局", "Agriculture Bureau", "using", "19", 1901),
    Department("forestry", "林业局", "Forestry Bureau", "using", "20", 2001),
    Department("bureau", "政务服务和大数据管理局", "Government Service and Big Data Bureau", "bureau", "4", 2101),
    Department("office", "管委会办公室", "Administration Committee Office", "leadership", "21", 2201),
)
MAINTAINERS: tuple[Department, ...] = (
    Department("upkeep-a", "示范运维一公司", "Demonstration Upkeep Company A", "maintainer", None, 3101),
    Department("upkeep-b", "示范运维二公司", "Demonstration Upkeep Company B", "maintainer", None, 3201),
)


def further(count: int) -> tuple[Department, ...]:
    """Using departments beyond those of the regulation (Article 21), for measurements with many departments."""
    return tuple(
        Department(f"unit-{n:02d}", f"示范单位{n:02d}", f"Demonstration Unit {n:02d}", "using", "21", 4000 + n)
        for n in range(1, count + 1)
    )


def phone(line: int) -> str:
    """An invented number: the exchange 0391-555 serves nobody."""
    return f"0391-555{line:04d}"
