"""The audit's rows as the verifier reads them: streamed, and loaded so that no value a tamperer can store stops the reading.

Belongs here: the auditor's queries. Does not belong here: what the rows prove (verification.py).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format
from psycopg.rows import tuple_row

from data.law.leaves import HASH, Leaf, Seal

_SEALS, _LEAVES = 2000, 50_000  # the most in one batch
_SEALS_AT_A_TIME = 20  # fetched at once; a seal holds up to 10,000 leaf hashes of 32 octets
_ROWS_AT_A_TIME = 5000
_XID8 = 5069
_LEAF = sql.SQL(
    "l.seq, l.at, l.txid, l.kind, l.result::text, l.rule, l.person_id, l.login, l.department_id, l.address::text,"
    " l.terminal_id, l.session_id, l.object_type, l.object_id, l.detail, l.hash"
)
_SEAL = sql.SQL(
    "no, sealed_at, txid, snapshot, complete, leaves, total, seqs::text, leaf_hashes, root, prev, hash"
)


class Now(NamedTuple):
    """The instant of the reading: microseconds since 2000-01-01 00:00 UTC, and a number above every transaction that can be seen."""

    at: int
    next_txid: int


class _Instant(Loader):
    """timestamptz as microseconds since 2000-01-01 00:00 UTC; also the infinite ones and those beyond Python's years."""

    format = Format.BINARY

    def load(self, data: Buffer) -> int:
        return int(struct.unpack(">q", data)[0])


class _Number(Loader):
    """xid8, without sign."""

    format = Format.BINARY

    def load(self, data: Buffer) -> int:
        return int(struct.unpack(">Q", data)[0])


def now(connection: psycopg.Connection[Any]) -> Now:
    """When the reading takes place."""
    found = _rows(
        connection, sql.SQL("SELECT clock_timestamp(), pg_snapshot_xmax(pg_current_snapshot())"), []
    )
    return Now(*next(found))


def leaves_of(
    connection: psycopg.Connection[Any], query: LiteralString, params: Sequence[object] = ()
) -> Iterator[Leaf]:
    """The leaves, as `l`, of a query that selects ``{columns}``."""
    return map(Leaf._make, _rows(connection, sql.SQL(query).format(columns=_LEAF), params))


def unsealed_rows(connection: psycopg.Connection[Any], numbers: str) -> Iterator[Leaf]:
    """The leaves whose numbers lie in a multirange, given as PostgreSQL prints it."""
    return leaves_of(
        connection,
        "SELECT {columns} FROM unnest(%s::int8multirange) gap JOIN audit.leaf l"
        " ON l.seq >= coalesce(lower(gap), -9223372036854775808) AND l.seq <= coalesce(upper(gap) - 1, 9223372036854775807)",
        [numbers],
    )


def sealed_rows(connection: psycopg.Connection[Any], first: int, last: int) -> Iterator[tuple[int, Leaf]]:
    """The leaves that the seals `first` to `last` name, with the seal's number, in the order of seals and numbers."""
    query = sql.SQL(
        "SELECT s.no, {columns} FROM audit.seal s CROSS JOIN unnest(s.seqs) part"
        " JOIN audit.leaf l ON l.seq >= lower(part) AND l.seq < upper(part)"
        " WHERE s.no BETWEEN %s AND %s ORDER BY s.no, l.seq"
    ).format(columns=_LEAF)
    for number, *leaf in _rows(connection, query, [first, last]):
        yield number, Leaf._make(leaf)


def seals_after(connection: psycopg.Connection[Any], number: int) -> Iterator[list[Seal]]:
    """The seals above a number, in batches of at most some thousands of seals or some ten thousands of leaves."""
    query = sql.SQL("SELECT {columns} FROM audit.seal WHERE no > %s ORDER BY no LIMIT %s").format(
        columns=_SEAL
    )
    while batch := _filled(
        map(Seal._make, _rows(connection, query, [number, _SEALS], size=_SEALS_AT_A_TIME))
    ):
        yield batch
        number = batch[-1].no


def _filled(seals: Iterator[Seal]) -> list[Seal]:
    batch: list[Seal] = []
    leaves = 0
    for seal in seals:
        batch.append(seal)
        leaves += len(seal.leaf_hashes)
        if leaves >= _LEAVES * HASH:
            break
    return batch


def seal_of(connection: psycopg.Connection[Any], number: int) -> Seal | None:
    """One seal."""
    query = sql.SQL("SELECT {columns} FROM audit.seal WHERE no = %s").format(columns=_SEAL)
    return next(map(Seal._make, _rows(connection, query, [number])), None)


def _rows(
    connection: psycopg.Connection[Any],
    query: sql.SQL | sql.Composed,
    params: Sequence[object],
    size: int = _ROWS_AT_A_TIME,
) -> Iterator[tuple[Any, ...]]:
    """Streamed by a server-side cursor, `size` rows at a time; wants a transaction."""
    with (
        connection.transaction(),
        connection.cursor(name="audit", row_factory=tuple_row, binary=True) as cursor,
    ):
        cursor.adapters.register_loader("timestamptz", _Instant)
        cursor.adapters.register_loader(_XID8, _Number)
        cursor.itersize = size
        cursor.execute(query, params)
        yield from cursor
