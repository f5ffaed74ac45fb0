"""What is written in two places says the same: actions, rules and tables in Python and in the database."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import create_engine, inspect

from data import tables
from data.law.actions import Action
from data.law.rules import RULES
from tests.support import postgres
from tests.support.postgres import Session

SCHEMAS = ("catalogue", "law", "operations", "secret", "audit")


def test_actions_are_the_same_in_python_and_in_the_database(db: Session) -> None:
    rows = {row["code"]: row for row in db.rows("SELECT code, permission, open_to_all FROM law.action")}
    assert set(rows) == {action.value for action in Action}
    for action in Action:
        assert rows[action.value]["open_to_all"] == action.is_public
        assert (rows[action.value]["permission"] is not None) == action.is_camera


def test_rules_are_the_same_in_python_and_in_the_database(db: Session) -> None:
    rows = {row["code"]: (row["article"], row["name"]) for row in db.rows("SELECT * FROM law.rule")}
    assert rows == {rule.code: (rule.article, rule.name) for rule in RULES.values()}


def test_tables_are_the_same_in_python_and_in_the_database(
    server: postgres.Server, session_database: str, request: pytest.FixtureRequest
) -> None:
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(server.dsn(session_database))
    )
    request.addfinalizer(engine.dispose)
    declared = {f"{table.schema}.{table.name}": table for table in tables.METADATA.sorted_tables}
    with engine.connect() as connection:
        found = inspect(connection)
        assert set(declared) == {
            f"{schema}.{name}" for schema in SCHEMAS for name in found.get_table_names(schema=schema)
        }
        for name, table in declared.items():
            schema, plain = name.split(".")
            columns = {
                c["name"]: (str(c["type"].compile(engine.dialect)).upper(), c["nullable"])
                for c in found.get_columns(plain, schema=schema)
            }
            assert columns == {
                c.name: (str(c.type.compile(engine.dialect)).upper(), c.nullable) for c in table.columns
            }, name
            assert found.get_pk_constraint(plain, schema=schema)["constrained_columns"] == [
                c.name for c in table.primary_key
            ]
            keys = {
                k["constrained_columns"][0]: f"{k['referred_schema']}.{k['referred_table']}"
                for k in found.get_foreign_keys(plain, schema=schema)
            }
            assert keys == {
                c.name: next(iter(c.foreign_keys)).column.table.fullname
                for c in table.columns
                if c.foreign_keys
            }, name
