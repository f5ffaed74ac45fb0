"""Jurisdictions: 100,000 cameras, 40 departments. What an approval costs, the difference beside the bare query, the decision by vertices.

The difference stands beside `ST_Covers` over both versions, which is the least that has to be asked. The decision is a whole opening
(register, audit, ticket) of the same camera under polygons of 50 and of 20,000 vertices. Durable commits as in production.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from data.db import Database
from data.settings import Role
from tests import factories
from tests.bench.city import POLYGON, bench_city
from tests.bench.figures import Figure, interleaved, ratios, stated
from tests.factories import ADDRESS, City
from tests.law.course import Course

ROUNDS, VERTICES = 7, 2000
STAR = f"SELECT ST_AsGeoJSON(ST_GeomFromText(({POLYGON}), 4326), 15)"
BARE = """SELECT count(*) FROM catalogue.camera c JOIN law.jurisdiction_version j ON ST_Covers(j.geom, c.geom)
          WHERE j.id = ANY (%(ids)s)"""
OPEN = "SELECT code FROM api.open_viewing(%(t)s, %(a)s::inet, %(c)s, 'camera:view-live', '巡查路口')"


def star(owner: Database, corners: int, seed: float) -> dict[str, Any]:
    """A ragged polygon; the same seed gives the same place."""
    with owner.transaction() as one:
        one.rows("SELECT setseed(%(s)s)", s=seed)
        return dict(json.loads(factories.one(one, STAR, corners=corners)))


def people(owner: Database) -> City:
    """A department of its own with the four who act."""
    city = City()
    city.west = factories.make_department(owner, "drawing")
    bureau = int(factories.one(owner, "SELECT id FROM law.department WHERE kind = 'bureau'"))
    city.signers = (
        factories.make_person(owner, city.west, "department_admin"), factories.make_person(owner, city.west, "department_head"),
        factories.make_person(owner, bureau, "reviewer"), factories.make_person(owner, bureau, "bureau_head"))  # fmt: skip
    city.approver = city.signers[3]
    return city


def approvals(course: Course, owner: Database) -> Iterator[Figure]:
    """The call that approves: checks, act, audit, force, notification, commit."""
    ready = []
    for turn in range(ROUNDS + 1):
        number = course.drafted(star(owner, VERTICES, 0.1 + turn / 1000)).id
        course.brought(number, "approval")
        ready.append((number, factories.one(owner, "SELECT encode(law.jurisdiction_content(j), 'hex') FROM law.jurisdiction_version j WHERE id = %(i)s", i=number)))
    waiting = iter(ready)
    approver = course.viewer(course.city.approver)

    def approve() -> None:
        number, seen = next(waiting)
        row = course.web.row("SELECT code FROM api.jurisdiction_act(%(t)s, %(a)s::inet, %(i)s, 'approve', %(s)s, '', NULL)",
                             t=approver.token, a=ADDRESS, i=number, s=seen)  # fmt: skip
        assert row == {"code": None}, row

    taken = interleaved(ROUNDS, approve=approve)["approve"]
    yield stated(f"jurisdictions: approve {VERTICES} vertices, 100,000 cameras", [1000 * t for t in taken], "ms", goal="<= 500")


def differences(course: Course, owner: Database) -> Iterator[Figure]:
    """The difference of a draft with the version in force, beside the bare query of both."""
    draft = course.drafted(star(owner, VERTICES, 0.2)).id
    before = int(factories.one(owner, "SELECT id FROM law.jurisdiction_version WHERE department_id = %(d)s AND status = 'in_force' AND during @> clock_timestamp()", d=course.city.west))
    approver = course.viewer(course.city.approver)

    def ours() -> None:
        row = course.web.row("SELECT * FROM api.jurisdiction_difference(%(t)s, %(a)s::inet, %(i)s, 2000)", t=approver.token, a=ADDRESS, i=draft)
        assert row is not None
        assert row["code"] is None

    taken = interleaved(ROUNDS, ours=ours, bare=lambda: owner.rows(BARE, ids=[draft, before]))
    beside = f"bare {1000 * sorted(taken['bare'])[ROUNDS // 2]:.0f} ms"
    yield stated("jurisdictions: difference / bare ST_Covers of both", ratios(taken["ours"], taken["bare"]), "x", beside, "<= 1.5")
    yield stated("jurisdictions: difference", [1000 * t for t in taken["ours"]], "ms", beside)


def decisions(owner: Database, web: Database) -> Iterator[Figure]:
    """One opening under a polygon of 50 and of 20,000 vertices at the same place."""
    signers = people_of(owner)
    tokens = {}
    camera = ""
    for corners in (50, 20_000):
        unit = factories.make_department(owner, f"corners-{corners}")
        factories.make_jurisdiction(owner, unit, factories.one(owner, "SELECT ST_AsText(ST_Multi(ST_GeomFromGeoJSON(%(g)s)), 15)", g=json.dumps(star(owner, corners, 0.25))), signers[0], signers[3])
        centre = "SELECT c.gb_code FROM law.jurisdiction_version j, catalogue.camera c WHERE j.department_id = %(u)s ORDER BY c.geom <-> ST_Centroid(j.geom) LIMIT 1"
        camera = camera or str(factories.one(owner, centre, u=unit))
        factories.make_authorisation(owner, unit, signers, [camera])
        tokens[corners] = factories.make_session(owner, factories.make_person(owner, unit, "dispatcher"))
    owner.rows("ANALYZE law.jurisdiction_version")

    def opened(corners: int) -> None:
        for _ in range(50):
            row = web.row(OPEN, t=tokens[corners], a=ADDRESS, c=camera)
            assert row == {"code": None}, row

    taken = interleaved(ROUNDS, few=lambda: opened(50), many=lambda: opened(20_000))
    beside = f"50 vertices: {1000 * sorted(taken['few'])[ROUNDS // 2] / 50:.2f} ms"
    yield stated("jurisdictions: an opening, 20,000 / 50 vertices", ratios(taken["many"], taken["few"]), "x", beside, "<= 2")


def people_of(owner: Database) -> tuple[int, int, int, int]:
    """Four different persons for papers."""
    row = owner.row("SELECT applicant_id a, unit_head_id h, reviewer_id r, approver_id b FROM law.authorisation ORDER BY id LIMIT 1")
    assert row is not None
    return row["a"], row["h"], row["r"], row["b"]


def figures() -> Iterator[Figure]:
    """See tests/bench/figures.py."""
    with bench_city() as city:
        owner, web = city.database.open(Role.OWNER), city.database.open(Role.WEB)
        course = Course(owner, web, people(owner))
        yield from approvals(course, owner)
        yield from differences(course, owner)
        yield from decisions(owner, web)
