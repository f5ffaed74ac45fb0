"""What the audit's tests share: leaves made by the real function, and the owner's hand that tampers."""

from __future__ import annotations

from data.law.audit import SEAL_LEAVES

APPEND = """
    SELECT audit.append(%(kind)s, %(result)s, %(rule)s, %(person)s::int, %(login)s, %(department)s::int, %(address)s::inet, %(terminal)s::int,
                        %(session)s::bigint, %(object_type)s, %(object_id)s, %(detail)s) AS seq
"""


def append(
    db,
    kind="test",
    result="done",
    rule=None,
    person=None,
    login=None,
    department=None,
    address=None,
    terminal=None,
    session=None,
    object_type=None,
    object_id=None,
    detail=None,
):
    values = {name: value for name, value in locals().items() if name != "db"}
    if hasattr(db, "row"):
        return db.row(APPEND, **values)["seq"]
    return db.execute(APPEND, values).fetchone()["seq"]


def seal(connection):
    """One seal, as the worker's function writes it; its number."""
    row = connection.execute("SELECT no FROM api.seal_leaves(%s)", [SEAL_LEAVES]).fetchone()
    return row and row["no"]


def tamper(connection, statement, params=()):
    """As owner of the database: put the guard aside, change, put it back."""
    for table in ("leaf", "seal"):
        connection.execute(f"ALTER TABLE audit.{table} DISABLE TRIGGER ALL")
    count = connection.execute(statement, params).rowcount
    for table in ("leaf", "seal"):
        connection.execute(f"ALTER TABLE audit.{table} ENABLE ALWAYS TRIGGER {table}_append_only")
    return count
