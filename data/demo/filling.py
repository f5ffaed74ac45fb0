"""Filling the tables with the demonstration city.

Belongs here: the statements, one method a chapter. Bulk goes by COPY, references by the codes that the drawing uses.
Does not belong here: what is written (the drawing modules), when (data/demo/seeding.py).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from psycopg import sql
from psycopg.types.json import Jsonb
from shapely import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from data import vault
from data.db import Connected
from data.demo import areas as drawn_areas
from data.demo.atlas import Atlas
from data.demo.cameras import Camera
from data.demo.departments import Department, phone
from data.demo.geography import CITY_CODE, CITY_EN, CITY_ZH, NOTE_EN, NOTE_ZH, TOWNSHIPS
from data.demo.papers import Paper
from data.demo.people import Person
from data.demo.plane import polygonal, to_mercator, to_wgs84
from data.demo.sources import source_for
from data.law.people import credentials_of
from data.settings import Settings

_HERE = ("127.0.0.1", "::1")  # the demonstration's terminals are this machine


def _hex(shape: BaseGeometry, srid: int = 4326) -> str:
    return str(shapely.to_wkb(shapely.set_srid(shape, srid), hex=True, include_srid=True))


class Filling:
    """One seeding in one transaction."""

    def __init__(self, db: Connected, settings: Settings) -> None:
        self._db, self._settings = db, settings
        self._today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        self._units: dict[str, int] = {}
        self._people: dict[tuple[str, str], int] = {}
        self._camera_ids: list[int] = []

    def _day(self, days: int) -> date:
        return self._today + timedelta(days=days)

    def _copy(self, table: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
        """COPY rows into `schema.table`."""
        command = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns)))
        with self._db.connection.cursor() as cursor, cursor.copy(command) as copy:
            for row in rows:
                copy.write_row(tuple(row))

    def departments(self, units: tuple[Department, ...], people: list[Person]) -> None:
        """Departments with their three responsible people (Article 24(1), R-65)."""
        heads = {p.post.department: p.name for p in people if p.post.role in {"department_head", "bureau_head", "leader"}}
        contacts = {p.post.department: p.name for p in people if p.post.role in {"department_admin", "bureau_admin", "maintainer"}}
        columns = ("code", "name_zh", "name_en", "kind", "article", "principal", "supervising_leader", "contact_name", "contact_phone")
        self._copy("law.department", columns, [
            (d.code, d.name_zh, d.name_en, d.kind, d.article, heads.get(d.code, f"拟{d.name_zh[:2]}"), f"虚{d.name_zh[:2]}",
             contacts.get(d.code, f"样{d.name_zh[:2]}"), phone(d.line)) for d in units])
        self._units = {row["code"]: row["id"] for row in self._db.rows("SELECT id, code FROM law.department")}

    def people(self, people: list[Person], credentials: dict[str, tuple[bytes, bytes]]) -> None:
        """People, accounts (login → salt and verifier), roles, terminals and letters; without credentials nobody can sign in."""
        self._copy("law.person", ("department_id", "name", "staff_no", "post", "phone"), [
            (self._units[p.post.department], p.name, p.staff_no, p.post.title, phone(6000 + i)) for i, p in enumerate(people)])
        ids = {row["staff_no"]: row["id"] for row in self._db.rows("SELECT id, staff_no FROM law.person")}
        for p in people:
            self._people.setdefault((p.post.department, p.post.role), ids[p.staff_no])
        with_account = [p for p in people if p.post.login]
        nobody = (secrets.token_bytes(16), secrets.token_bytes(32))
        self._copy("law.account", ("person_id", "login", "salt", "verifier", "status", "status_reason"), [
            (ids[p.staff_no], p.post.login, *credentials.get(str(p.post.login), nobody), *_account_status(p)) for p in with_account])
        self._copy("law.person_role", ("person_id", "role"), [(ids[p.staff_no], p.post.role) for p in people])
        self._terminals([(ids[p.staff_no], self._units[p.post.department]) for p in with_account])
        self._letters(with_account, ids)

    def renew(self, people: list[Person]) -> None:
        """Give fresh passwords."""
        for p in people:
            salt, verifier = credentials_of(p.password)
            self._db.rows(
                """UPDATE law.account SET salt = %(salt)s, verifier = %(verifier)s, failed_count = 0, locked_until = NULL,
                       password_changed_at = clock_timestamp() WHERE login = %(login)s""",
                salt=salt, verifier=verifier, login=p.post.login)

    def _terminals(self, people: list[tuple[int, int]]) -> None:
        """This machine for everybody, and a dedicated one on the closed network for each department (Article 27)."""
        rows = []
        for n, unit in enumerate(sorted(set(self._units.values()))):
            rows += [(unit, ip, f"02:00:5e:10:{n:02x}:{k:02x}", f"演示终端{k + 1}") for k, ip in enumerate((*_HERE, f"10.19.{n}.21"))]
        self._copy("law.terminal", ("department_id", "ip", "mac", "location"), rows)
        self._db.rows(
            """INSERT INTO law.person_terminal (person_id, terminal_id)
               SELECT p.id, t.id FROM law.account a JOIN law.person p ON p.id = a.person_id JOIN law.terminal t USING (department_id)
               WHERE p.id = ANY (%(people)s)""",
            people=[person for person, _unit in people])

    def _letters(self, people: list[Person], ids: dict[str, int]) -> None:
        """Annex 3 for everybody with an account; one is out of date."""
        rows = []
        for p in people:
            signed = self._day(-455 if p.post.standing == "letter expired" else -90)
            scan = hashlib.sha256(f"演示责任书 {p.staff_no}".encode()).digest()
            rows.append((self._units[p.post.department], ids[p.staff_no], "both", "2022", f"拟{p.post.department}", signed, signed,
                         signed + timedelta(days=365), scan))
        columns = ("department_id", "person_id", "kind", "text_version", "leader_name", "signed_on", "valid_from", "valid_to", "scan_sha256")
        self._copy("law.letter", columns, rows)

    def ground(self, atlas: Atlas) -> None:
        """The city, its townships and the basemap."""
        outline = MultiPolygon([to_wgs84(atlas.ground.outline)])
        self._copy("catalogue.city", ("code", "name_zh", "name_en", "outline", "note_zh", "note_en"), [
            (CITY_CODE, CITY_ZH, CITY_EN, _hex(outline), NOTE_ZH, NOTE_EN)])
        self._copy("catalogue.township", ("code", "name_zh", "name_en", "geom"), [
            (t.code, t.name_zh, t.name_en, _hex(polygonal(to_wgs84(shape))))
            for t, shape in zip(TOWNSHIPS, atlas.ground.townships, strict=True)])
        shapes = shapely.set_srid(to_mercator([f.shape for f in atlas.features]), 3857)
        geoms = shapely.to_wkb(shapes, hex=True, include_srid=True)
        self._copy("catalogue.basemap_feature", ("layer", "class", "name_zh", "name_en", "rank", "min_zoom", "geom"), (
            (f.layer, f.cls, f.name_zh, f.name_en, f.rank, f.min_zoom, geom)
            for f, geom in zip(atlas.features, geoms, strict=True)))

    def cameras(self, cameras: list[Camera]) -> None:
        """Cameras, their last change of state, and the sealed addresses of those that are connected (Article 6)."""
        names = [name for name in cameras[0].columns if name != "position"]
        self._copy("catalogue.camera", [*names, "owner_id", "built_by", "maintained_by", "geom"], (
            (*(Jsonb(c.columns[n]) if n == "dossier" else c.columns[n] for n in names), self._units[c.owner], self._units[c.built_by],
             self._units[c.maintained_by], _hex(Point(c.columns["position"]))) for c in cameras))
        ids = {row["gb_code"]: row["id"] for row in self._db.rows("SELECT id, gb_code FROM catalogue.camera")}
        self._camera_ids = [ids[c.gb_code] for c in cameras]
        self._db.rows(
            """INSERT INTO catalogue.status_event (camera_id, at, status, reason)
               SELECT id, status_at, status, '演示数据' FROM catalogue.camera""")
        self._copy("secret.camera_source", ("camera_id", "cipher"), (
            (ids[c.gb_code], self._sealed(ids[c.gb_code], c.gb_code)) for c in cameras if c.columns["connected"]))

    def _sealed(self, camera_id: int, gb_code: str) -> bytes:
        source = vault.Source(**source_for(self._settings, gb_code), ip="127.0.0.1", port=self._settings.demo_rtsp_port)
        return vault.seal_source(self._settings.vault_key, camera_id, source)

    def jurisdictions(self, atlas: Atlas, areas: dict[str, MultiPolygon], cameras: list[Camera]) -> None:
        """Versions in force for all but health (under review), an earlier one of the police, a draft of transport (Article 25)."""
        earlier = to_wgs84(drawn_areas.earlier_police_area(atlas))
        exceptions = self._exceptions(areas, cameras)
        self._version("police", 1, "superseded", earlier, (-420, -60))
        for code, area in areas.items():
            shape = polygonal(to_wgs84(area))
            if code == "health":
                self._version(code, 1, "review", shape, None)
            else:
                self._version(code, 2 if code == "police" else 1, "in_force", shape, (-60, None), exceptions.get(code))
        wider = polygonal(to_wgs84(polygonal(areas["transport"].buffer(60).intersection(atlas.ground.outline.buffer(-1)))))
        self._version("transport", 2, "draft", wider, None)
        self._course("health", ("draw", "department_admin"), ("submit", "department_admin"), ("opinion", "department_head"))
        self._course("transport", ("draw", "department_admin"))

    def _version(  # noqa: PLR0917 - the columns of a row
        self, code: str, number: int, status: str, shape: MultiPolygon, days: tuple[int, int | None] | None,
        exception: tuple[int, str, str] | None = None,
    ) -> None:
        """A version with its exception point (camera id, kind, reason), in one statement: afterwards nothing of it can change."""
        drawer = self._people.get((code, "department_admin"), self._people[("bureau", "bureau_admin")])
        approver = self._people[("bureau", "bureau_head")] if days else None
        during = "empty" if days is None else f"[{self._day(days[0])} 00:00+08,{f'{self._day(days[1])} 00:00+08' if days[1] else ''})"
        camera, kind, reason = exception or (None, None, None)
        self._db.rows(
            """WITH version AS (
                   INSERT INTO law.jurisdiction_version
                       (department_id, version_no, status, geom, during, basis, article, drawn_by, updated_by, approved_by, approved_at, effective_from)
                   VALUES (%(unit)s, %(number)s, %(status)s, %(shape)s::public.geometry, %(during)s::tstzrange, %(basis)s, '25', %(drawer)s,
                           %(drawer)s, %(approver)s::int, lower(%(during)s::tstzrange), lower(%(during)s::tstzrange))
                   RETURNING id)
               INSERT INTO law.jurisdiction_exception
               SELECT id, %(camera)s::int, %(kind)s, %(reason)s FROM version WHERE %(camera)s::int IS NOT NULL""",
            unit=self._units[code], number=number, status=status, shape=_hex(shape), during=during, drawer=drawer, approver=approver,
            camera=camera, kind=kind, reason=reason, basis="《济源示范区城市监控调度运行使用管理暂行办法》第二十五条及本单位职责（演示）")

    def _course(self, code: str, *acts: tuple[str, str]) -> None:
        """What was done so far with the newest version of a department: (act, office), with the content as it stands."""
        for act, office in acts:
            self._db.rows(
                """INSERT INTO law.jurisdiction_act (version_id, act, step, person_id, content_sha256)
                   SELECT j.id, %(act)s, %(step)s, %(person)s, law.jurisdiction_content(j) FROM law.jurisdiction_version j
                   WHERE j.department_id = %(unit)s ORDER BY j.version_no DESC LIMIT 1""",
                act=act, step="opinion" if act == "opinion" else "drawing", unit=self._units[code],
                person=self._people.get((code, office), self._people[("bureau", "bureau_admin")]))

    def _exceptions(self, areas: dict[str, MultiPolygon], cameras: list[Camera]) -> dict[str, tuple[int, str, str]]:
        """Exception points: transport gets its bridge outside the corridor, the police leave out a hospital's entrance."""
        outside = _first(cameras, areas["transport"], "bridge", inside=False)
        inside = _first(cameras, areas["police"], "hospital", inside=True)
        wanted = {
            "transport": (outside, "include", "桥梁主体位于路域边缘，属本单位管养设施（演示）"),
            "police": (inside, "exclude", "医疗机构出入口，涉及就诊人员隐私（演示）")}
        return {  # with few cameras there is none of the kind
            code: (self._camera_ids[camera], kind, reason) for code, (camera, kind, reason) in wanted.items() if camera is not None}

    def authorisations(self, papers: list[Paper]) -> None:
        """Form 1, signed by four different people."""
        for n, paper in enumerate(papers, 1):
            row = self._db.row(
                """INSERT INTO law.authorisation (application_no, department_id, apply_date, reason, modes, valid_from, valid_to, status,
                       contact_name, unit_phone, contact_phone, email, applicant_id, unit_head_id, reviewer_id, approver_id, approved_at,
                       scan_sha256, status_reason)
                   SELECT %(no)s, d.id, least(%(since)s::date, %(today)s) - 12, %(reason)s, %(modes)s, %(since)s, %(until)s, %(status)s, d.contact_name,
                       d.contact_phone, d.contact_phone, d.code || '@demo.invalid', %(applicant)s, %(head)s, %(reviewer)s, %(approver)s,
                       least(%(since)s::timestamp AT TIME ZONE 'Asia/Shanghai', clock_timestamp()), %(scan)s, %(status_reason)s
                   FROM law.department d WHERE d.id = %(unit)s RETURNING id""",
                no=f"YS-SQ-{n:04d}", unit=self._units[paper.department], today=self._today, since=self._day(paper.since), until=self._day(paper.until),
                reason=paper.reason, modes=list(paper.modes), status=paper.status, status_reason=paper.status_reason,
                scan=hashlib.sha256(f"演示扫描件 {n}".encode()).digest(), **self._signers(paper.department))
            number = row["id"] if row else 0
            self._copy("law.authorisation_camera", ("authorisation_id", "camera_id"), (
                (number, self._camera_ids[i]) for i in sorted(set(paper.cameras))))
            self._copy("law.authorisation_permission", ("authorisation_id", "permission"), ((number, p) for p in paper.permissions))

    def _signers(self, code: str) -> dict[str, int]:
        applicant = self._people.get((code, "department_admin"), self._people[("bureau", "bureau_admin")])
        return {
            "applicant": applicant, "head": self._people[(code, "department_head")],
            "reviewer": self._people[("bureau", "reviewer")], "approver": self._people[("bureau", "bureau_head")]}

    def finish(self) -> None:
        """One department's access is closed (Form 1, note 5); the planner learns what is there."""
        self._db.rows(
            """UPDATE law.department SET suspended_at = clock_timestamp(), suspended_reason = '责任书到期未续签，调看权限暂停（演示）'
               WHERE code = 'agriculture'""")
        self._db.rows("ANALYZE catalogue.camera, catalogue.basemap_feature, catalogue.township, law.authorisation_camera, secret.camera_source")


def _account_status(person: Person) -> tuple[str, str | None]:
    return ("disabled", "已离岗（演示）") if person.post.standing == "account disabled" else ("active", None)


def _first(cameras: list[Camera], area: MultiPolygon, kind: str, *, inside: bool) -> int | None:
    """The first camera of a kind, in use, on the wanted side of an area's border; None where there is none."""
    shapely.prepare(area)
    held = shapely.contains_xy(area, np.array([(c.x, c.y) for c in cameras]))
    right = (
        i for i, c in enumerate(cameras)
        if c.kind == kind and bool(held[i]) == inside and c.columns["status"] == "online" and not c.columns["secrecy"]
        and not c.columns["blocked_reason"])
    return next(right, None)
