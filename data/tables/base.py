"""What the table modules share: the metadata, the types that SQLAlchemy lacks, the maker of a table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, DateTime, MetaData, Table
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType

METADATA = MetaData()
INSTANT = DateTime(timezone=True)


class XID8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction number."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """The type's name in SQL."""
        return "XID8"


ischema_names["xid8"] = XID8  # so that reflection knows it


def make_table(schema: str, name: str, *columns: Column[Any]) -> Table:
    """A table of the common metadata, `schema.name`."""
    return Table(name, METADATA, *columns, schema=schema)
