"""Seeding: into an empty database only, once, with a file of accounts that its owner alone can read."""

from __future__ import annotations

import json

import pytest

from data.commands import seed_demo
from data.demo.people import accounts_file
from data.demo.seeding import seed
from data.errors import Conflict
from data.law.people import sign_in
from data.settings import Role
from tests.factories import City, make_department
from tests.support.postgres import TestDatabase

COUNTED = ("law.department", "law.person", "law.account", "catalogue.camera", "catalogue.basemap_feature", "law.authorisation_camera", "audit.leaf")


def counts(db):
    return {table: next(iter(db.row(f"SELECT count(*) FROM {table}").values())) for table in COUNTED}


def small(db, settings, **more):
    return seed(db, settings, **{"cameras": 120, "built": False, **more})


@pytest.fixture(scope="module")
def city(server, tmp_path_factory):
    """A small seeded city for the tests that leave it as it was, or give it fresh passwords."""
    name = server.clone()
    database = TestDatabase(name, server.settings(name, tmp_path_factory.mktemp("city") / "var"))
    database.seeded = small(database.open(Role.OWNER), database.settings)
    yield database
    database.close()
    server.drop(name)


def test_a_second_seeding_changes_nothing(city):
    db = city.open(Role.OWNER)
    accounts = accounts_file(city.settings).read_bytes()
    before = counts(db)
    again = small(db, city.settings)
    assert city.seeded.written
    assert not again.written
    assert again.people == []
    assert counts(db) == before
    assert accounts_file(city.settings).read_bytes() == accounts


def test_a_database_with_anything_else_in_it_is_refused_and_left_alone(database):
    db = database.open(Role.OWNER)
    make_department(db, "real")
    before = counts(db)
    with pytest.raises(Conflict):
        small(db, database.settings)
    assert counts(db) == before
    assert not accounts_file(database.settings).exists()


def test_the_command_says_why_it_refuses(database, capsys):
    City.build(database.open(Role.OWNER))
    parser_arguments = type("Arguments", (), {"cameras": 120, "departments": 12})()
    assert seed_demo.run(parser_arguments, database.settings) == 1
    assert "--no-demo" in capsys.readouterr().err


def test_accounts_are_written_for_their_owner_alone_and_let_people_in(city):
    path = accounts_file(city.settings)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    listed = json.loads(path.read_text(encoding="utf-8"))
    assert all({"login", "password", "name", "department", "roles"} <= set(entry) for entry in listed)
    assert {role for entry in listed for role in entry["roles"]} >= {"dispatcher", "auditor", "system_admin", "security_admin", "leader"}
    assert len({entry["department"] for entry in listed if entry["roles"] == ["dispatcher"]}) >= 5
    web = city.open(Role.WEB)
    for entry in (listed[0], listed[-1]):
        viewer = sign_in(web, entry["login"], entry["password"], "127.0.0.1").viewer
        assert (viewer.name, viewer.department_zh, sorted(viewer.roles)) == (entry["name"], entry["department"], entry["roles"])


def test_lost_accounts_get_fresh_passwords(city):
    db = city.open(Role.OWNER)
    path = accounts_file(city.settings)
    old = {entry["login"]: entry["password"] for entry in json.loads(path.read_text(encoding="utf-8"))}
    path.unlink()
    again = small(db, city.settings)
    assert not again.written
    new = {entry["login"]: entry["password"] for entry in json.loads(path.read_text(encoding="utf-8"))}
    assert set(new) == set(old)
    assert not set(new.values()) & set(old.values())
    signed = sign_in(city.open(Role.WEB), "police-dispatcher", new["police-dispatcher"], "127.0.0.1")
    assert signed.viewer.name == next(p.name for p in city.seeded.people if p.post.login == "police-dispatcher")


def test_further_departments_for_measurements_have_areas_and_cameras_of_their_own(database):
    db = database.open(Role.OWNER)
    seeded = small(db, database.settings, cameras=600, departments=16)
    rows = db.rows(
        """SELECT d.code, count(x.camera_id) AS cameras, count(DISTINCT j.id) AS versions FROM law.department d
           LEFT JOIN law.authorisation a ON a.department_id = d.id LEFT JOIN law.authorisation_camera x ON x.authorisation_id = a.id
           LEFT JOIN law.jurisdiction_version j ON j.department_id = d.id AND j.status = 'in_force' WHERE d.code LIKE 'unit-%%' GROUP BY 1""")
    assert len(rows) == 4
    assert all(row["cameras"] > 10 and row["versions"] == 1 for row in rows)
    assert not [p for p in seeded.people if p.post.department.startswith("unit-")]


def test_the_seeding_is_in_the_audit(city):
    rows = city.open(Role.OWNER).rows("SELECT kind, result, object_id FROM audit.leaf WHERE kind LIKE 'demo.%%'")
    assert rows == [{"kind": "demo.seed", "result": "done", "object_id": "419001"}]
