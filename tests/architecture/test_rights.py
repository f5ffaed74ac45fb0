"""Who owns what and who may do what, read back from the database: the migration tool notices no lost grant, this does."""

from __future__ import annotations

SERVICES = ("mj_web", "mj_feeds", "mj_worker", "mj_auditor")
OURS = "('api', 'audit', 'catalogue', 'law', 'operations', 'secret')"
ROUTINES = f"""
    SELECT n.nspname AS schema, p.oid::regprocedure::text AS name, r.rolname AS owner, p.prosecdef AS definer,
           coalesce(p.proconfig, '{{}}') AS config, p.oid
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
    WHERE n.nspname IN {OURS}"""
TABLES = f"""
    SELECT c.oid::regclass::text AS name, n.nspname AS schema, r.rolname AS owner, c.oid
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
    WHERE n.nspname IN {OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'S')"""


def names(rows):
    return sorted(row["name"] for row in rows)


def test_every_table_belongs_to_the_owner_who_cannot_sign_in(db):
    assert names(row for row in db.rows(TABLES) if row["owner"] != "mj_owner") == []
    login = db.rows("SELECT rolname AS name FROM pg_roles WHERE rolname IN ('mj_owner', 'mj_definer') AND rolcanlogin")
    assert names(login) == []


def test_every_function_of_the_api_acts_as_the_definer(db):
    api = [row for row in db.rows(ROUTINES) if row["schema"] == "api"]
    assert api
    assert names(row for row in api if row["owner"] != "mj_definer" or not row["definer"]) == []


def test_a_function_that_acts_as_another_trusts_no_search_path(db):
    definers = [row for row in db.rows(ROUTINES) if row["definer"]]
    assert names(row for row in definers if "search_path=pg_catalog, pg_temp" not in row["config"]) == []


def test_nothing_that_can_be_called_acts_as_the_owner_of_the_tables(db):
    called = f"{ROUTINES} AND p.prorettype <> 'trigger'::regtype"  # a trigger runs for its statement only
    assert names(row for row in db.rows(called) if row["definer"] and row["owner"] == "mj_owner") == []


def test_the_public_may_execute_read_or_make_nothing(db):
    open_functions = db.rows(f"SELECT name FROM ({ROUTINES}) r WHERE has_function_privilege('public', oid, 'EXECUTE')")
    assert names(open_functions) == []
    open_tables = db.rows(f"SELECT name FROM ({TABLES} AND c.relkind <> 'S') t WHERE has_table_privilege('public', oid, 'SELECT, INSERT, UPDATE, DELETE')")
    assert names(open_tables) == []
    assert db.row(
        "SELECT has_database_privilege('public', current_database(), 'TEMP, CREATE') AS temp,"
        " has_schema_privilege('public', 'public', 'CREATE') AS made"
    ) == {"temp": False, "made": False}


def test_services_call_functions_of_the_api_and_no_others(db):
    for role in SERVICES:
        called = db.rows(f"SELECT name FROM ({ROUTINES}) r WHERE schema <> 'api' AND has_function_privilege(%(role)s, oid, 'EXECUTE')", role=role)
        assert names(called) == [], role


def test_services_write_no_table_and_read_no_secret(db):
    tables = f"({TABLES} AND c.relkind <> 'S') t"
    for role in SERVICES:
        written = db.rows(
            f"SELECT name FROM {tables} WHERE has_any_column_privilege(%(role)s, oid, 'INSERT, UPDATE')"
            " OR has_table_privilege(%(role)s, oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES')",
            role=role,
        )
        assert names(written) == [], role
        read = db.rows(f"SELECT name FROM {tables} WHERE schema = 'secret' AND has_any_column_privilege(%(role)s, oid, 'SELECT')", role=role)
        assert names(read) == [], role


def test_services_are_nobody_else_and_may_make_nothing(db):
    roles = "unnest(ARRAY['mj_web', 'mj_feeds', 'mj_worker', 'mj_auditor']) AS name"
    assert db.rows(f"SELECT name, other.rolname FROM {roles}, pg_roles other WHERE other.rolname <> name AND pg_has_role(name, other.oid, 'MEMBER')") == []
    assert db.rows(
        f"SELECT name, nspname FROM {roles}, pg_namespace WHERE nspname NOT LIKE 'pg\\_%%' AND has_schema_privilege(name, nspname, 'CREATE')"
    ) == []
    assert db.rows(f"SELECT name FROM {roles} JOIN pg_roles ON rolname = name WHERE rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication") == []


def test_what_was_written_to_the_audit_cannot_be_changed_by_those_who_write_it(db):
    for table in ("audit.leaf", "audit.seal"):
        changed = db.row(
            "SELECT has_table_privilege('mj_definer', %(table)s, 'DELETE, TRUNCATE')"
            " OR has_any_column_privilege('mj_definer', %(table)s, 'UPDATE') AS may",
            table=table,
        )
        assert changed == {"may": False}, table
