"""Writing the demonstration city into an empty database, in one transaction; a second time does nothing.

Belongs here: the guard, the order of the pieces, the record in the audit. The tables are filled by data/demo/filling.py.
Does not belong here: what is drawn and who is invented.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from shapely import MultiPolygon

from data.db import Connected, Database
from data.demo import filling
from data.demo.areas import draw_areas, draw_further
from data.demo.atlas import Atlas, draw_atlas
from data.demo.cameras import Camera, draw_cameras
from data.demo.departments import DEPARTMENTS, MAINTAINERS, Department, further
from data.demo.geography import CITY_CODE, NOTE_ZH
from data.demo.papers import Paper, draw_papers
from data.demo.people import Person, accounts_file, draw_people, hash_passwords, new_password, write_accounts
from data.errors import Conflict
from data.settings import Settings

SEED = 20221025  # the day of the regulation
CAMERAS = 1200
_UNIT_NAMES = {d.code: (d.name_zh, d.name_en) for d in (*DEPARTMENTS, *MAINTAINERS)}


class Seeded(NamedTuple):
    """What a seeding did: whether anything was written, and the people whose passwords are new."""

    written: bool
    people: list[Person]


def seed(
    db: Database | Connected, settings: Settings, *, cameras: int = CAMERAS, departments: int = len(DEPARTMENTS), number: int = SEED,
    built: bool = True,
) -> Seeded:
    """Build the demonstration city into an empty database and write var/demo/accounts.json.

    Args:
        db: as the owner.
        settings: the vault's key, the directory for the accounts, the port of the demonstration's pictures.
        cameras: how many; 1,200 is the demonstration, 100,000 serves measurements.
        departments: 12, or more with invented further units (Article 21).
        number: the seed of all that is drawn; only passwords, salts and keys differ from one seeding to the next.
        built: whether the basemap has buildings.

    Raises:
        Conflict: the database holds something that is not the demonstration; nothing was changed.
    """
    with db.transaction() as held:
        if is_demonstration(held):
            return _again(held, settings)
        _demand_empty(held)
    more = further(departments - len(DEPARTMENTS))
    people = draw_people(number, tuple(d.code for d in more))
    listed = people[: len(people) - 3 * len(more)]
    with ThreadPoolExecutor(1) as beside:  # argon2 leaves the interpreter's lock: the other core hashes while this one draws
        hashing = beside.submit(hash_passwords, listed)
        city = _draw(cameras, (*DEPARTMENTS, *more), people, number, built)
        credentials = hashing.result()
    with db.transaction() as held:
        held.rows("SELECT pg_advisory_xact_lock(hashtext('mingjie demo'))")
        if is_demonstration(held):  # another process was first
            return _again(held, settings)
        _demand_empty(held)
        _write(held, settings, city, credentials)
        write_accounts(settings, listed, _UNIT_NAMES)
    return Seeded(written=True, people=listed)


def is_demonstration(db: Connected) -> bool:
    """Whether the database holds the demonstration city."""
    return db.row("SELECT 1 AS found FROM catalogue.city WHERE note_zh = %(note)s", note=NOTE_ZH) is not None


def _demand_empty(db: Connected) -> None:
    row = db.row(
        """SELECT EXISTS (SELECT FROM law.department) OR EXISTS (SELECT FROM law.person) OR EXISTS (SELECT FROM catalogue.city)
               OR EXISTS (SELECT FROM catalogue.camera) OR EXISTS (SELECT FROM catalogue.basemap_feature) AS used"""
    )
    if row is None or row["used"]:
        raise Conflict


class _City(NamedTuple):
    """All that is drawn before anything is written: a transaction does not wait for a drawing."""

    units: tuple[Department, ...]
    people: list[Person]
    atlas: Atlas
    areas: dict[str, MultiPolygon]
    cameras: list[Camera]
    papers: list[Paper]
    detail: str


def _draw(count: int, units: tuple[Department, ...], people: list[Person], number: int, built: bool) -> _City:
    extra = tuple(u.code for u in units[len(DEPARTMENTS) :])
    atlas = draw_atlas(number, built=built)
    areas = draw_areas(atlas) | dict(zip(extra, draw_further(atlas, len(extra), number), strict=True))
    cameras = draw_cameras(atlas, count, number)
    papers = draw_papers(cameras, areas, number)
    detail = f"cameras={count} departments={len(units)} seed={number}"
    return _City(units, people, atlas, areas, cameras, papers, detail)


def _write(held: Connected, settings: Settings, city: _City, credentials: dict[str, tuple[bytes, bytes]]) -> None:
    """Everything, in the order in which the tables refer to each other."""
    fill = filling.Filling(held, settings)
    fill.departments((*city.units, *MAINTAINERS), city.people)
    fill.people(city.people, credentials)
    fill.ground(city.atlas)
    fill.cameras(city.cameras)
    fill.jurisdictions(city.atlas, city.areas, city.cameras)
    fill.authorisations(city.papers)
    fill.finish()
    held.rows(
        "SELECT audit.append('demo.seed', 'done', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'city', %(code)s, %(detail)s)",
        code=CITY_CODE, detail=city.detail)


def _again(held: Connected, settings: Settings) -> Seeded:
    """The city stands. Only where the file of passwords is gone are fresh ones given, for nobody knows the old."""
    if accounts_file(settings).exists():
        return Seeded(written=False, people=[])
    rows = held.rows("SELECT login FROM law.account")
    known = {row["login"] for row in rows}
    people = [p._replace(password=new_password()) for p in draw_people(SEED) if p.post.login in known]
    filling.Filling(held, settings).renew(people)
    write_accounts(settings, people, _UNIT_NAMES)
    return Seeded(written=False, people=people)
