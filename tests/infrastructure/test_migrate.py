"""The migration runner: forward only, all or nothing, and no older version of a rule stays callable."""

from __future__ import annotations

import shutil
from datetime import timedelta

import psycopg
import pytest

from data import migrate
from data.settings import Role


@pytest.fixture
def files(tmp_path):
    """A copy of sql/ that a test may change."""
    return shutil.copytree(migrate.SQL, tmp_path / "sql")


def function(files, text):
    (files / "functions" / "zzz_test.sql").write_text(text)


def next_migration(files, text):
    number = max(int(path.name[:4]) for path in (files / "migrations").glob("*.sql")) + 1
    path = files / "migrations" / f"{number:04}_test.sql"
    path.write_text(text)
    return path.name


def test_a_second_run_changes_nothing(database, files):
    assert migrate.migrate(database.settings, files) == []


def test_a_new_migration_runs_once_as_the_owner(database, files):
    name = next_migration(files, "CREATE TABLE operations.trial (a int)")
    assert migrate.migrate(database.settings, files) == [name]
    assert migrate.migrate(database.settings, files) == []
    with database.connect() as owner:
        assert owner.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'trial'").fetchone() == {"tableowner": "mj_owner"}


def test_a_migration_that_fails_leaves_nothing_and_names_its_line(database, files):
    next_migration(files, "CREATE TABLE operations.trial (a int);\n\nCREATE TABLE operations.trial (nonsense);\n")
    with pytest.raises(migrate.MigrationError, match=r"_test\.sql:3"):
        migrate.migrate(database.settings, files)
    with database.connect() as owner:
        assert owner.execute("SELECT to_regclass('operations.trial') AS there").fetchone() == {"there": None}


def test_a_migration_that_was_changed_or_removed_after_it_ran_is_refused(database, files):
    first = min((files / "migrations").glob("*.sql"))
    text = first.read_text()
    first.write_text(text + "\n-- an afterthought\n")
    with pytest.raises(migrate.MigrationError, match="was changed after it ran"):
        migrate.migrate(database.settings, files)
    first.unlink()
    with pytest.raises(migrate.MigrationError, match="not there any more"):
        migrate.migrate(database.settings, files)


def test_a_migration_with_a_wrong_name_is_refused(database, files):
    (files / "migrations" / "later.sql").write_text("SELECT 1")
    with pytest.raises(migrate.MigrationError, match=r"later\.sql"):
        migrate.migrate(database.settings, files)


def test_a_function_that_no_file_makes_any_more_is_gone(database, files):
    function(files, "CREATE FUNCTION api.laxer(p_token text) RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1';")
    migrate.migrate(database.settings, files)
    function(files, "CREATE FUNCTION api.laxer(p_token text, p_address inet) RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT NULL::text';")
    migrate.migrate(database.settings, files)
    with database.connect() as owner:
        found = owner.execute("SELECT oid::regprocedure::text AS f FROM pg_proc WHERE proname = 'laxer'").fetchall()
    assert found == [{"f": "api.laxer(text,inet)"}]


def test_a_function_of_the_api_belongs_to_the_definer_and_is_closed_to_all(database, files):
    function(
        files,
        "CREATE FUNCTION api.trial() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1';\n"
        "CREATE FUNCTION law.helper() RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
        "-- definer: law.named\n"
        "CREATE FUNCTION law.named() RETURNS int LANGUAGE sql AS 'SELECT 1';\n",
    )
    migrate.migrate(database.settings, files)
    with database.connect() as owner:
        owners = owner.execute(
            "SELECT proname AS name, proowner::regrole::text AS owner, has_function_privilege('public', oid, 'EXECUTE') AS open,"
            " has_function_privilege('mj_definer', oid, 'EXECUTE') AS inside FROM pg_proc WHERE proname IN ('trial', 'helper', 'named') ORDER BY 1"
        ).fetchall()
    assert [(row["name"], row["owner"]) for row in owners] == [("helper", "mj_owner"), ("named", "mj_definer"), ("trial", "mj_definer")]
    assert {(row["open"], row["inside"]) for row in owners} == {(False, True)}
    with database.connect(Role.WEB) as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("SELECT api.trial()")


def test_a_body_that_names_what_is_not_there_is_refused_and_nothing_changes(database, files):
    function(files, "CREATE FUNCTION law.wrong() RETURNS int LANGUAGE sql AS 'SELECT a FROM law.nowhere';")
    with pytest.raises(migrate.MigrationError, match="nowhere"):
        migrate.migrate(database.settings, files)
    with database.connect() as owner:
        assert owner.execute("SELECT to_regproc('law.wrong') AS there").fetchone() == {"there": None}


def test_the_limits_of_a_session_are_those_of_the_settings(database, files):
    migrate.migrate(database.settings.model_copy(update={"session_idle": timedelta(minutes=7)}), files)
    with database.connect() as owner:
        assert owner.execute("SELECT session_idle FROM law.policy").fetchone() == {"session_idle": timedelta(minutes=7)}
