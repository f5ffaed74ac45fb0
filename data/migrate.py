"""Bring a database to the state that sql/ describes: bootstrap, migrations forward, functions and views anew.

Belongs here: the runner and its record. Does not belong here: any table, any rule. `python -m data.migrate` runs it.

- sql/bootstrap.sql each time, as the role that prepares the database.
- sql/migrations/NNNN_*.sql once each, in order, one transaction each, as mj_owner; their SHA-256 is kept, and a file that was
  changed after it ran stops everything: history is not rewritten.
- sql/functions/*.sql and sql/views/*.sql each time, in one transaction. A function that no file makes any more is dropped, so that
  no older, laxer version of a rule stays callable. Bodies are checked once all of them stand, so files need no order.
- SECURITY DEFINER functions of schema api, and those named by a line `-- definer: schema.function`, belong to mj_definer.
  PUBLIC may execute nothing; mj_definer everything; what the services may call is granted in the files.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from data.settings import ROOT, Role, Settings

SQL = ROOT / "sql"
LOCK = 0x6D696E676A6965  # "mingjie"; migrations of one database never run side by side
SERVICES = (Role.WEB, Role.FEEDS, Role.WORKER, Role.AUDITOR)
NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")
DEFINER = re.compile(r"^-- definer: ([a-z_]+)\.([a-z_0-9]+)\s*$", re.MULTILINE)

Connection = psycopg.Connection[Any]


class MigrationError(RuntimeError):
    """The database cannot be brought to the state of the files; the text names the file and line."""


def migrate(settings: Settings, directory: Path = SQL) -> list[str]:
    """Bring the database of `settings` up to date.

    Returns:
        The names of the migrations that ran.

    Raises:
        MigrationError: a file failed, or a file that ran before was changed, or one is missing.
    """
    with psycopg.connect(settings.dsn(Role.OWNER), autocommit=True, application_name="mingjie migrate") as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with connection.transaction():
            _run_file(connection, directory / "bootstrap.sql")
            if settings.database_url is not None:
                _set_passwords(connection, settings)
        done = _apply_migrations(connection, directory / "migrations")
        with connection.transaction():
            _apply_functions(connection, [*_files(directory / "functions"), *_files(directory / "views")])
            _apply_policy(connection, settings)
    return done


def content_hash(directory: Path = SQL) -> str:
    """A name for the state that the files describe: a template database made from them may be used again."""
    digest = hashlib.sha256()
    for path in [*sorted(directory.rglob("*.sql")), Path(__file__)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def create_database(place_dsn: str, name: str) -> None:
    """Make database `name` on the private cluster if it is not there."""
    with psycopg.connect(place_dsn, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _files(directory: Path) -> list[Path]:
    return sorted(directory.glob("*.sql"))


def _run_file(connection: Connection, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        connection.execute(text)
    except psycopg.Error as error:
        position = error.diag.statement_position
        line = text[: int(position)].count("\n") + 1 if position else "?"
        raise MigrationError(f"{path.relative_to(path.parents[1])}:{line}: {error}") from error


def _set_passwords(connection: Connection, settings: Settings) -> None:
    """In a given database the services sign in with passwords derived from the installation's secret."""
    for role in SERVICES:
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
        connection.execute(statement.format(sql.Identifier(role.value), sql.Literal(settings.role_password(role))))


def _apply_migrations(connection: Connection, directory: Path) -> list[str]:
    with connection.transaction():
        connection.execute("SET LOCAL ROLE mj_owner")
        connection.execute("CREATE SCHEMA IF NOT EXISTS migration")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration.applied (number int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,"
            " at timestamptz NOT NULL DEFAULT clock_timestamp())"
        )
        connection.execute("CREATE TABLE IF NOT EXISTS migration.routine (signature text PRIMARY KEY)")
    recorded = {row[0]: (row[1], row[2]) for row in connection.execute("SELECT number, name, sha256 FROM migration.applied")}
    files = _numbered(directory)
    for number, (name, sha256) in recorded.items():
        if number not in files:
            raise MigrationError(f"migrations/{name} ran on this database but is not there any more")
        if _sha256(files[number]) != sha256:
            raise MigrationError(f"migrations/{name} was changed after it ran; write a new migration instead")
    todo = [number for number in sorted(files) if number not in recorded]
    if recorded and todo and todo[0] < max(recorded):
        raise MigrationError(f"migrations/{files[todo[0]].name} comes before one that already ran")
    for number in todo:
        with connection.transaction():
            connection.execute("SET LOCAL ROLE mj_owner")
            _run_file(connection, files[number])
            connection.execute(
                "INSERT INTO migration.applied (number, name, sha256) VALUES (%s, %s, %s)",
                [number, files[number].name, _sha256(files[number])],
            )
    return [files[number].name for number in todo]


def _numbered(directory: Path) -> dict[int, Path]:
    files: dict[int, Path] = {}
    for path in _files(directory):
        found = NAME.match(path.name)
        if found is None or int(found[1]) in files:
            raise MigrationError(f"migrations/{path.name}: names are NNNN_words.sql, each number once")
        files[int(found[1])] = path
    return files


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _apply_functions(connection: Connection, files: Iterable[Path]) -> None:
    files = list(files)
    connection.execute("SET LOCAL ROLE mj_owner")
    connection.execute("SET LOCAL check_function_bodies = off")
    kept = _drop_former(connection)
    for signature in sorted(kept):  # what an earlier state of the files granted ends here too
        connection.execute(f"REVOKE ALL ON ROUTINE {signature} FROM {', '.join(SERVICES)}")
    before = _routines(connection) - kept
    for path in files:
        _run_file(connection, path)
    made = _routines(connection) - before
    connection.execute("DELETE FROM migration.routine")
    for signature in sorted(made):
        connection.execute("INSERT INTO migration.routine VALUES (%s)", [signature])
    named = {pair for path in files for pair in DEFINER.findall(path.read_text(encoding="utf-8"))}
    _own_and_close(connection, named)
    connection.execute("SET LOCAL check_function_bodies = on")
    _validate(connection)


ROUTINES = """
    SELECT p.oid, n.nspname, p.proname, p.oid::regprocedure::text AS signature, p.prosecdef, l.lanname, p.prokind
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
    JOIN pg_roles r ON r.oid = p.proowner
    WHERE r.rolname IN ('mj_owner', 'mj_definer') AND n.nspname <> 'migration'
"""


def _routines(connection: Connection) -> set[str]:
    return {row[3] for row in connection.execute(ROUTINES)}


def _drop_former(connection: Connection) -> set[str]:
    """Drop what the last application made; keep what a table, view or trigger needs (it is replaced in place)."""
    former = {row[0] for row in connection.execute("SELECT signature FROM migration.routine")} & _routines(connection)
    left = former
    while left:
        kept = set()
        for signature in sorted(left):
            try:
                with connection.transaction():
                    connection.execute(f"DROP ROUTINE {signature}")
            except psycopg.errors.DependentObjectsStillExist:
                kept.add(signature)
        if kept == left:
            break
        left = kept
    return left


def _own_and_close(connection: Connection, named: set[tuple[str, str]]) -> None:
    routines = connection.execute(ROUTINES).fetchall()
    for schema in sorted({row[1] for row in routines}):
        name = sql.Identifier(schema)
        connection.execute(sql.SQL("GRANT CREATE ON SCHEMA {} TO mj_definer").format(name))
        for _, owner_schema, routine, signature, definer, _, _ in routines:
            if owner_schema != schema:
                continue
            acts = (schema == "api" and definer) or (schema, routine) in named
            owner = "mj_definer" if acts else "mj_owner"
            connection.execute(f"ALTER ROUTINE {signature} OWNER TO {owner}")
            connection.execute(f"REVOKE ALL ON ROUTINE {signature} FROM PUBLIC")
            connection.execute(f"GRANT EXECUTE ON ROUTINE {signature} TO mj_definer")
        connection.execute(sql.SQL("REVOKE CREATE ON SCHEMA {} FROM mj_definer").format(name))


def _apply_policy(connection: Connection, settings: Settings) -> None:
    """The limits of a session, which the database enforces, as the settings state them."""
    connection.execute(
        "UPDATE law.policy SET session_idle = %s, session_absolute = %s", [settings.session_idle, settings.session_absolute]
    )


def _validate(connection: Connection) -> None:
    """Check every body now that all names stand."""
    for oid, _, _, signature, _, language, _ in connection.execute(ROUTINES).fetchall():
        validator = {"sql": "fmgr_sql_validator", "plpgsql": "plpgsql_validator"}.get(language)
        if validator is None:
            continue
        try:
            connection.execute(f"SELECT {validator}(%s)", [oid])
        except psycopg.Error as error:
            raise MigrationError(f"function {signature}: {error}") from error


def main() -> int:
    """Bring the database of the environment's settings up to date; the cluster must run."""
    try:
        done = migrate(Settings.load())
    except (MigrationError, psycopg.OperationalError) as error:
        print(f"迁移失败 migration failed: {error}", file=sys.stderr)
        return 1
    print(f"数据库已就绪 database ready ({', '.join(done) or 'no new migration'})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
