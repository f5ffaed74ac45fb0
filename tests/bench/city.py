"""A city for benchmarks: N cameras and D departments with ragged polygons, made by the database itself in seconds.

The cluster has the settings of production (fsync on); it is `bench-pg` under var.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import psycopg

from data import cluster
from tests import factories
from tests.support.postgres import Server, Session, TestDatabase


class BenchServer(Server):
    """Like the tests' cluster, with the settings that the product has."""

    cluster_name = "bench-pg"
    options: ClassVar[dict[str, str]] = {"max_connections": "300", "max_wal_size": "4GB"}


@dataclass
class BenchCity:
    """The database and what is in it: a dispatcher's token for each department, and for each some cameras that are lawful."""

    database: TestDatabase
    tokens: list[str]
    lawful: list[list[str]]
    departments: list[int]


CAMERAS = """
    INSERT INTO catalogue.camera (gb_code, name, resource_class, camera_type, owner_id, built_by, maintained_by, geom, azimuth, hfov, status)
    SELECT '4190010200131' || lpad(i::text, 7, '0'), '点位' || i, (ARRAY[1, 2, 3, 9])[1 + i %% 4], 1 + i %% 7, %(owner)s, %(owner)s, %(owner)s,
           ST_SetSRID(ST_MakePoint(112.05 + 0.70 * random(), 34.92 + 0.33 * random()), 4326), i %% 360, 60,
           CASE WHEN i %% 20 = 0 THEN 'offline' ELSE 'online' END
    FROM generate_series(1, %(count)s) i
"""
# a star with `corners` corners around a random centre
POLYGON = """
    SELECT ST_AsText(ST_Multi(ST_MakePolygon(ST_AddPoint(line, ST_StartPoint(line))))) FROM (
        SELECT ST_MakeLine(ARRAY(SELECT ST_SetSRID(ST_MakePoint(
            x + r * (0.7 + 0.3 * sin(k * 12.9898)) * cos(2 * pi() * k / %(corners)s),
            y + 0.6 * r * (0.7 + 0.3 * sin(k * 12.9898)) * sin(2 * pi() * k / %(corners)s)), 4326)
            FROM generate_series(0, %(corners)s - 1) k)) AS line
        FROM (SELECT 112.2 + 0.4 * random() AS x, 35.0 + 0.17 * random() AS y, 0.12 + 0.06 * random() AS r) c) l
"""
GRANT = """
    INSERT INTO law.authorisation_camera
    SELECT %(a)s, c.id FROM catalogue.camera c JOIN law.jurisdiction_version j ON ST_Covers(j.geom, c.geom)
    WHERE j.id = %(v)s AND c.id %% 2 = 0
"""


def fill(db: Session, count: int, departments: int, corners: int) -> tuple[list[str], list[int]]:
    """Make everything in one transaction; gives tokens and department ids."""
    city = factories.City.build(db)
    db.rows("SELECT setseed(0.5)")
    db.rows(CAMERAS, owner=city.west, count=count)
    tokens, ids = [], []
    for number in range(departments):
        unit = factories.make_department(db, f"bench-{number}")
        wkt = str(factories.one(db, POLYGON, corners=corners))
        version = factories.make_jurisdiction(db, unit, wkt, city.signers[0], city.approver)
        authorisation = factories.make_authorisation(db, unit, city.signers, [])
        db.rows(GRANT, a=authorisation, v=version)
        tokens.append(factories.make_session(db, factories.make_person(db, unit, "dispatcher")))
        ids.append(unit)
    return tokens, ids


@contextlib.contextmanager
def bench_city(count: int = 100_000, departments: int = 40, corners: int = 200) -> Iterator[BenchCity]:
    """A filled, analysed database on the bench cluster, dropped afterwards."""
    server = BenchServer()
    name = server.clone()
    database = TestDatabase(name, server.settings(name, server.var / "bench"))
    try:
        with psycopg.connect(server.dsn(name), row_factory=psycopg.rows.dict_row) as connection:
            tokens, ids = fill(Session(connection), count, departments, corners)
        with database.connect() as owner:
            owner.execute("VACUUM ANALYZE")
            lawful = [
                [
                    row["gb_code"]
                    for row in owner.execute(
                        """SELECT c.gb_code FROM law.authorisation a JOIN law.authorisation_camera x ON x.authorisation_id = a.id
                           JOIN catalogue.camera c ON c.id = x.camera_id WHERE a.department_id = %s ORDER BY c.id LIMIT 500""",
                        [unit],
                    )
                ]
                for unit in ids
            ]
        yield BenchCity(database, tokens, lawful, ids)
    finally:
        database.close()
        server.drop(name)
        cluster.stop(server.place)
