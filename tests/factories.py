"""A small city for tests, made row by row as the owner: departments, people, terminals, letters, cameras, polygons, authorisations.

Belongs here: makers with lawful defaults, each of which a test can break in one place. `City.build` makes the standard scene:
two departments side by side along 112.60°E, a dispatcher in each, cameras on both sides, everything approved.
"""

from __future__ import annotations

import hashlib
import itertools
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from data.db import Queries

ADDRESS = "127.0.0.1"
SALT = b"salt-for-testing"
PASSWORD = "对的密码-Right-1"
BOX = "MULTIPOLYGON((({w} {s},{e} {s},{e} {n},{w} {n},{w} {s})))"
WEST = BOX.format(w=112.50, s=35.00, e=112.60, n=35.10)
EAST = BOX.format(w=112.60, s=35.00, e=112.70, n=35.10)
_numbers = itertools.count(1)


def today() -> date:
    """The city's day."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def one(db: Queries, sql: str, **params: object) -> Any:
    """The first column of the first row."""
    row = db.row(sql, **params)  # type: ignore[arg-type]
    assert row is not None
    return next(iter(row.values()))


def make_department(db: Queries, code: str | None = None, *, kind: str = "using") -> int:
    """A department with its responsible people."""
    code = code or f"unit-{next(_numbers)}"
    return int(
        one(
            db,
            """INSERT INTO law.department (code, name_zh, name_en, kind, principal, supervising_leader, contact_name)
               VALUES (%(code)s, '单位' || %(code)s, initcap(%(code)s), %(kind)s, '甲', '乙', '丙') RETURNING id""",
            code=code,
            kind=kind,
        )
    )


def make_person(
    db: Queries, department: int, *roles: str, login: str | None = None, password: str | None = None
) -> int:
    """A person with roles, an account, the terminal 127.0.0.1 and a valid letter. A password costs an argon2 run; without, no sign-in."""
    login = login or f"p{next(_numbers)}"
    person = int(
        one(
            db,
            "INSERT INTO law.person (department_id, name, staff_no) VALUES (%(d)s, '张' || %(l)s, 'N-' || %(l)s) RETURNING id",
            d=department,
            l=login,
        )
    )
    salt, verifier = SALT, secrets.token_bytes(32)
    if password is not None:
        from data.law import people

        salt, verifier = people.credentials_of(password)
    db.rows(
        "INSERT INTO law.account (person_id, login, salt, verifier) VALUES (%(p)s, %(l)s, %(s)s, %(v)s)",
        p=person,
        l=login,
        s=salt,
        v=verifier,
    )
    for role in roles:
        db.rows("INSERT INTO law.person_role VALUES (%(p)s, %(r)s)", p=person, r=role)
    db.rows(
        """INSERT INTO law.terminal (department_id, ip, location) VALUES (%(d)s, %(ip)s, '指挥中心一号席')
           ON CONFLICT (department_id, ip) DO NOTHING""",
        d=department,
        ip=ADDRESS,
    )
    db.rows(
        "INSERT INTO law.person_terminal SELECT %(p)s, id FROM law.terminal WHERE department_id = %(d)s",
        p=person,
        d=department,
    )
    db.rows(
        """INSERT INTO law.letter (department_id, person_id, text_version, leader_name, signed_on, valid_from, valid_to)
           VALUES (%(d)s, %(p)s, '2022', '甲', %(f)s, %(f)s, %(t)s)""",
        d=department,
        p=person,
        f=today() - timedelta(days=30),
        t=today() + timedelta(days=300),
    )
    return person


def make_session(db: Queries, person: int, *, address: str = ADDRESS, terminal: int | None = None) -> str:
    """A live session without the argon2 run; gives the token."""
    token = secrets.token_urlsafe(24)
    db.rows(
        """INSERT INTO law.session (person_id, token_hash, csrf_hash, terminal_id, address, idle_limit, absolute_until)
           SELECT %(p)s, %(h)s, %(c)s, coalesce(%(t)s::int, min(terminal_id)), %(a)s, '30 minutes', clock_timestamp() + interval '12 hours'
           FROM law.person_terminal WHERE person_id = %(p)s""",
        p=person,
        h=hashlib.sha256(token.encode()).digest(),
        c=hashlib.sha256(b"csrf").digest(),
        t=terminal,
        a=address,
    )
    return token


def make_camera(db: Queries, owner: int, lon: float, lat: float, **fields: object) -> str:
    """A camera at WGS-84 lon/lat; gives its 20 digits. `fields` are columns."""
    number = next(_numbers)
    row: dict[str, object] = {
        "gb_code": f"4190010100131{number:07d}",
        "name": f"点位{number}",
        "resource_class": 1,
        "camera_type": 3,
        "owner_id": owner,
        "built_by": owner,
        "maintained_by": owner,
        **fields,
    }
    names = ", ".join(row)
    values = ", ".join(f"%({name})s" for name in row)
    db.rows(
        f"INSERT INTO catalogue.camera ({names}, geom) VALUES ({values}, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326))",  # type: ignore[arg-type]
        lon=lon,
        lat=lat,
        **row,
    )
    return str(row["gb_code"])


def make_jurisdiction(
    db: Queries, department: int, wkt: str, drawn_by: int, approved_by: int, **fields: object
) -> int:
    """A version in force since yesterday, WKT in WGS-84."""
    row: dict[str, object] = {
        "status": "in_force",
        "version_no": next(_numbers),
        "during": "[yesterday,)",
        **fields,
    }
    return int(
        one(
            db,
            """INSERT INTO law.jurisdiction_version (department_id, version_no, status, geom, during, drawn_by, approved_by, approved_at)
               VALUES (%(d)s, %(version_no)s, %(status)s, ST_GeomFromText(%(wkt)s, 4326), %(during)s::tstzrange, %(by)s, %(ok)s,
                       clock_timestamp()) RETURNING id""",
            d=department,
            wkt=wkt,
            by=drawn_by,
            ok=approved_by,
            **row,
        )
    )


def past_the_guards(db: Queries, sql: str, **params: object) -> None:
    """Run `sql` with the guards of submitted jurisdictions off: what no road of the product leads to, to see what follows from it."""
    guarded = ("jurisdiction_version", "jurisdiction_exception")
    with db.transaction() as inner:
        for table in guarded:
            inner.rows(f"ALTER TABLE law.{table} DISABLE TRIGGER {table}_immutable_ck")  # type: ignore[arg-type]
        inner.rows(sql, **params)  # type: ignore[arg-type]
        for table in guarded:
            inner.rows(f"ALTER TABLE law.{table} ENABLE TRIGGER {table}_immutable_ck")  # type: ignore[arg-type]


def make_authorisation(
    db: Queries,
    department: int,
    people: tuple[int, int, int, int],
    cameras: list[str],
    *,
    permissions: tuple[str, ...] = ("live",),
    **fields: object,
) -> int:
    """An approved Form 1 (applicant, unit head, reviewer, approver) from ten days ago until in 100 days, for in-platform use."""
    row: dict[str, object] = {
        "valid_from": today() - timedelta(days=10),
        "valid_to": today() + timedelta(days=100),
        "modes": ["platform"],
        "status": "approved",
        **fields,
    }
    applicant, head, reviewer, approver = people
    number = int(
        one(
            db,
            """INSERT INTO law.authorisation (application_no, department_id, apply_date, reason, modes, valid_from, valid_to, status,
                   applicant_id, unit_head_id, reviewer_id, approver_id, approved_at, scan_sha256)
               VALUES (%(no)s, %(d)s, current_date - 20, '日常巡查道路运行与安全，处置突发情况', %(modes)s, %(valid_from)s, %(valid_to)s, %(status)s,
                   %(a)s, %(h)s, %(r)s, %(b)s, clock_timestamp(), %(scan)s) RETURNING id""",
            no=f"SQ-{next(_numbers):04d}",
            d=department,
            a=applicant,
            h=head,
            r=reviewer,
            b=approver,
            scan=bytes(32),
            **row,
        )
    )
    for camera in cameras:
        db.rows(
            "INSERT INTO law.authorisation_camera SELECT %(n)s, id FROM catalogue.camera WHERE gb_code = %(c)s",
            n=number,
            c=camera,
        )
    for permission in permissions:
        db.rows("INSERT INTO law.authorisation_permission VALUES (%(n)s, %(p)s)", n=number, p=permission)
    return number


def make_node(
    db: Queries,
    name: str = "node-1",
    base_url: str = "http://127.0.0.1:1",
    ws_url: str = "ws://127.0.0.1:1/wall",
) -> None:
    """A video node that is alive until an hour from now."""
    db.rows(
        "INSERT INTO operations.node VALUES (%(n)s, 'feeds', %(b)s, %(w)s, clock_timestamp() + interval '1 hour')",
        n=name,
        b=base_url,
        w=ws_url,
    )


@dataclass
class City:
    """The standard scene. `west` and `east` are departments; the `*_camera` are codes; `token` is the western dispatcher's."""

    west: int = 0
    east: int = 0
    bureau: int = 0
    dispatcher: int = 0
    neighbour: int = 0
    approver: int = 0
    signers: tuple[int, int, int, int] = (0, 0, 0, 0)
    token: str = ""
    neighbour_token: str = ""
    west_camera: str = ""
    east_camera: str = ""
    secret_camera: str = ""
    version: int = 0
    authorisation: int = 0
    more: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def build(cls, db: Queries, *, password: str | None = None) -> City:
        """Make the scene; with a password the dispatchers `west` and `east` can sign in by it."""
        city = cls()
        city.west, city.east = make_department(db, "west"), make_department(db, "east")
        city.bureau = make_department(db, "bureau", kind="bureau")
        city.dispatcher = make_person(db, city.west, "dispatcher", login="west", password=password)
        city.neighbour = make_person(db, city.east, "dispatcher", login="east", password=password)
        applicant, head = (
            make_person(db, city.west, "department_admin"),
            make_person(db, city.west, "department_head"),
        )
        reviewer, city.approver = (
            make_person(db, city.bureau, "reviewer"),
            make_person(db, city.bureau, "bureau_head"),
        )
        city.signers = (applicant, head, reviewer, city.approver)
        city.west_camera = make_camera(db, city.west, 112.55, 35.05, name="济水大街西口")
        city.east_camera = make_camera(db, city.east, 112.65, 35.05, name="济水大街东口")
        city.secret_camera = make_camera(db, city.west, 112.56, 35.05, name="涉密点位", secrecy=True)
        city.version = make_jurisdiction(db, city.west, WEST, applicant, city.approver)
        make_jurisdiction(db, city.east, EAST, city.neighbour, city.approver)
        everything = [city.west_camera, city.east_camera, city.secret_camera]
        city.authorisation = make_authorisation(db, city.west, city.signers, everything)
        make_authorisation(db, city.east, city.signers, everything)
        make_node(db)
        city.token, city.neighbour_token = make_session(db, city.dispatcher), make_session(db, city.neighbour)
        return city
