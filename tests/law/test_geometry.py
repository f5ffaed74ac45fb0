"""Article 25 at its edge: boundary, vertex, hole, several parts, exception points, and what the viewport's clipping may not change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import factories
from tests.factories import ADDRESS, City
from tests.support.postgres import Session

Judge = Callable[..., str | None]

HOLED = (
    "MULTIPOLYGON(((112.50 35.00,112.60 35.00,112.60 35.10,112.50 35.10,112.50 35.00),"
    "(112.54 35.04,112.56 35.04,112.56 35.06,112.54 35.06,112.54 35.04)),"
    "((112.66 35.00,112.70 35.00,112.70 35.10,112.66 35.10,112.66 35.00)))"
)


@pytest.mark.parametrize(
    ("where", "lon", "lat", "code"),
    [
        ("inside", 112.52, 35.02, None),
        ("on the outer edge", 112.60, 35.05, None),
        ("on a vertex", 112.50, 35.10, None),
        ("a hair outside the edge", 112.60 + 1e-9, 35.05, "E-JUR-01"),
        ("a hair inside the edge", 112.60 - 1e-9, 35.05, None),
        ("in the hole", 112.55, 35.05, "E-JUR-01"),
        ("on the edge of the hole", 112.54, 35.05, None),
        ("on a vertex of the hole", 112.56, 35.06, None),
        ("between the parts", 112.63, 35.05, "E-JUR-01"),
        ("in the second part", 112.68, 35.05, None),
    ],
)
def test_where_a_camera_stands_decides(
    db: Session, city: City, judge: Judge, where: str, lon: float, lat: float, code: str | None
) -> None:
    factories.past_the_guards(
        db,
        "UPDATE law.jurisdiction_version SET geom = ST_GeomFromText(%(w)s, 4326) WHERE id = %(v)s",
        w=HOLED,
        v=city.version,
    )
    camera = factories.make_camera(db, city.west, lon, lat)
    db.rows(
        "INSERT INTO law.authorisation_camera SELECT %(a)s, id FROM catalogue.camera WHERE gb_code = %(c)s",
        a=city.authorisation,
        c=camera,
    )
    assert judge(city.token, camera) == code, where
    # the list over a viewport, whose clip runs close by, agrees with the single check
    row = db.row(
        """SELECT d.code FROM catalogue.camera c,
               law.context_of(law.viewer_of(%(t)s, %(a)s::inet, clock_timestamp()), 'camera:view-live', clock_timestamp()) x,
               law.decide(x, ST_Expand(c.geom, 0.013)) d
           WHERE c.gb_code = %(c)s AND d.camera_id = c.id""",
        t=city.token,
        a=ADDRESS,
        c=camera,
    )
    assert row == {"code": code}


@pytest.mark.parametrize(
    ("camera", "kind", "code"), [("east_camera", "include", None), ("west_camera", "exclude", "E-JUR-01")]
)
def test_exception_points_of_the_version_in_force_count(
    db: Session, city: City, judge: Judge, camera: str, kind: str, code: str | None
) -> None:
    one = getattr(city, camera)
    factories.past_the_guards(
        db,
        "INSERT INTO law.jurisdiction_exception SELECT %(v)s, id, %(k)s, '路口归属' FROM catalogue.camera WHERE gb_code = %(c)s",
        v=city.version,
        k=kind,
        c=one,
    )
    assert judge(city.token, one) == code


def test_an_included_point_still_needs_to_be_in_use(db: Session, city: City, judge: Judge) -> None:
    factories.past_the_guards(
        db,
        "INSERT INTO law.jurisdiction_exception SELECT %(v)s, id, 'include', 'x' FROM catalogue.camera",
        v=city.version,
    )
    db.rows("UPDATE catalogue.camera SET blocked_reason = '宿舍' WHERE gb_code = %(c)s", c=city.east_camera)
    assert judge(city.token, city.east_camera) == "E-CAM-02"


def test_a_draft_gives_nothing(db: Session, city: City, judge: Judge) -> None:
    factories.make_jurisdiction(
        db, city.west, factories.EAST, city.signers[0], city.approver, status="draft", during="empty"
    )
    assert judge(city.token, city.east_camera) == "E-JUR-01"


def test_two_versions_cannot_be_in_force_at_once(db: Session, city: City) -> None:
    with pytest.raises(Exception, match="jurisdiction_version_one_in_force_ex"), db.connection.transaction():
        factories.make_jurisdiction(db, city.west, factories.EAST, city.signers[0], city.approver)


def test_who_drew_may_not_approve(db: Session, city: City) -> None:
    with pytest.raises(Exception, match="jurisdiction_version_separation_ck"), db.connection.transaction():
        factories.make_jurisdiction(db, city.bureau, factories.EAST, city.approver, city.approver)


def priority_order(db: Session, city: City, during: str, approved_by: int | None) -> None:
    db.rows(
        """WITH o AS (INSERT INTO law.priority_order (department_id, incident_no, reason, requested_by, approved_by, during)
               VALUES (%(d)s, 'SJ-1', '重大突发事件', %(r)s, %(a)s, %(w)s::text::tstzrange) RETURNING id)
           INSERT INTO law.priority_camera SELECT o.id, c.id FROM o, catalogue.camera c WHERE c.gb_code = %(c)s""",
        d=city.west,
        r=city.signers[1],
        a=approved_by,
        w=during,
        c=city.east_camera,
    )


def test_a_live_priority_order_opens_its_cameras_only(db: Session, city: City, judge: Judge) -> None:
    other = factories.make_camera(db, city.east, 112.66, 35.05)
    priority_order(db, city, "[yesterday,today)", city.approver)
    assert judge(city.token, city.east_camera) == "E-JUR-01"
    db.rows(
        "UPDATE law.priority_order SET during = tstzrange(clock_timestamp() - interval '1 minute', clock_timestamp() + interval '1 hour')"
    )
    assert judge(city.token, city.east_camera) is None
    assert judge(city.token, other) == "E-AUTH-01"
    assert judge(city.token, city.east_camera, "camera:view-playback") == "E-AUTH-02"
    db.rows("UPDATE law.priority_order SET ended_at = clock_timestamp()")
    assert judge(city.token, city.east_camera) == "E-JUR-01"


def test_a_priority_order_is_nothing_without_the_bureau(db: Session, city: City, judge: Judge) -> None:
    priority_order(db, city, "[yesterday 12:00,tomorrow)".replace("yesterday 12:00", "today"), None)
    assert judge(city.token, city.east_camera) == "E-JUR-01"
