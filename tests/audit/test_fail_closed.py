"""If the audit cannot be written, nothing is shown: no look, no ticket, no register row, no reading of the audit (R-66)."""

from __future__ import annotations

import psycopg
import pytest

from data.errors import Refused
from data.law import audit, people, viewings
from data.law.actions import Action
from data.settings import Role
from tests.factories import ADDRESS, City, make_person, make_session, one

BREAKS = {
    "the right is gone": "REVOKE INSERT ON audit.leaf FROM mj_definer",
    "the function is gone": "DROP FUNCTION audit.append",
    "the table is gone": "DROP TABLE audit.leaf CASCADE",
    "a guard refuses": "ALTER TABLE audit.leaf ADD CONSTRAINT full_ck CHECK (false) NOT VALID",
    "the numbers are used up": "SELECT setval('audit.leaf_seq', 9223372036854775807)",
}


@pytest.fixture
def scene(database):
    owner = database.open(Role.OWNER)
    return owner, City.build(owner), database.open(Role.WEB), database.open(Role.FEEDS)


def opened(web, city):
    viewer = people.viewer_of(web, city.token, ADDRESS, Action.VIEWING_OPEN)
    return viewings.open_viewing(web, viewer, city.west_camera, Action.VIEW_LIVE, "巡查路口")


@pytest.mark.parametrize("how", BREAKS)
def test_no_look_without_its_leaf(scene, how):
    owner, city, web, _ = scene
    opened(web, city)
    assert one(owner, "SELECT count(*) FROM law.viewing") == 1
    owner.rows(BREAKS[how])
    with pytest.raises(psycopg.Error):
        opened(web, city)
    assert one(owner, "SELECT count(*) FROM law.viewing") == 1
    assert one(owner, "SELECT count(*) FROM secret.ticket") == 1


@pytest.mark.parametrize("how", ["the right is gone", "a guard refuses"])
def test_no_picture_without_its_leaf(scene, how):
    owner, city, web, feeds = scene
    look = opened(web, city)
    owner.rows(BREAKS[how])
    redeem = "SELECT code FROM api.redeem(%(t)s, %(a)s::inet, 'node-1')"
    with pytest.raises(psycopg.Error):
        feeds.row(redeem, t=look.ticket, a=ADDRESS)
    owner.rows("GRANT INSERT ON audit.leaf TO mj_definer")
    owner.rows("ALTER TABLE audit.leaf DROP CONSTRAINT IF EXISTS full_ck")
    assert feeds.row(redeem, t=look.ticket, a=ADDRESS) == {"code": None}


def test_no_session_without_its_leaf(database):
    owner, web = database.open(Role.OWNER), database.open(Role.WEB)
    City.build(owner, password="对的密码-Right-1")
    owner.rows("UPDATE law.session SET ended_at = clock_timestamp(), end_reason = 'test'")
    owner.rows(BREAKS["the right is gone"])
    with pytest.raises(psycopg.Error):
        people.sign_in(web, "west", "对的密码-Right-1", ADDRESS)
    assert one(owner, "SELECT count(*) FROM law.session WHERE ended_at IS NULL") == 0


def test_an_act_that_is_undone_leaves_neither_row_nor_leaf(scene):
    owner, city, web, _ = scene
    with pytest.raises(ZeroDivisionError), web.transaction() as act:
        opened(act, city)
        raise ZeroDivisionError
    assert one(owner, "SELECT count(*) FROM law.viewing") == 0
    assert one(owner, "SELECT count(*) FROM audit.leaf WHERE kind = 'viewing.open'") == 0


class TestReading:
    """Reading the audit is an act."""

    @pytest.fixture
    def auditor(self, scene):
        owner, city, web, _ = scene
        token = make_session(owner, make_person(owner, city.bureau, "auditor", login="auditor"))
        return people.viewer_of(web, token, ADDRESS, Action.AUDIT_READ)

    def test_the_reading_stands_in_what_is_read(self, scene, auditor):
        _, city, web, _ = scene
        opened(web, city)
        newest, former, *_ = audit.list_leaves(web, auditor)
        assert (newest.kind, newest.login, newest.result) == ("audit.read", "auditor", "done")
        assert (former.kind, former.result, former.login, former.object_id) == (
            "viewing.open",
            "allow",
            "west",
            city.west_camera,
        )
        assert (former.department_zh, former.address) == ("单位west", ADDRESS)

    def test_it_can_be_narrowed(self, scene, auditor):
        _, city, web, _ = scene
        opened(web, city)
        assert {row.kind for row in audit.list_leaves(web, auditor, kind="viewing.open")} == {"viewing.open"}
        assert len(audit.list_leaves(web, auditor, limit=1)) == 1
        newest = audit.list_leaves(web, auditor, limit=1)[0].at
        assert all(row.at < newest for row in audit.list_leaves(web, auditor, until=newest))
        assert all(row.at >= newest for row in audit.list_leaves(web, auditor, since=newest))

    def test_nobody_reads_unrecorded(self, scene, auditor):
        owner, _, web, _ = scene
        owner.rows(BREAKS["the right is gone"])
        with pytest.raises(psycopg.Error):
            audit.list_leaves(web, auditor)

    def test_others_may_not_read(self, scene):
        _, city, web, _ = scene
        viewer = people.viewer_of(web, city.token, ADDRESS, Action.SESSION_READ)
        with pytest.raises(Refused, match="E-ROLE-01"):
            audit.list_leaves(web, viewer)
