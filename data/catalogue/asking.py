"""Asking the database on behalf of a viewer: its refusals come back as the domain's error.

Belongs here: that translation. Does not belong here: any query, any rule.
"""

from __future__ import annotations

from typing import LiteralString

import psycopg

from data.db import Queries, Row
from data.errors import Refused


def ask(db: Queries, sql: LiteralString, **params: object) -> list[Row]:
    """The rows of an api function.

    Raises:
        Refused: the session has ended or the role lacks the action, with the rule's code.
    """
    try:
        return db.rows(sql, **params)
    except psycopg.errors.InsufficientPrivilege as error:
        code = error.diag.message_primary or ""
        if not code.startswith("E-"):
            raise
        raise Refused(code) from None


def ask_one(db: Queries, sql: LiteralString, **params: object) -> Row:
    """The one row of an api function that always answers with one.

    Raises:
        Refused: as `ask`.
    """
    return ask(db, sql, **params)[0]
