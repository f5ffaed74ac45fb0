"""The audit's canonical bytes, hashes and Merkle tree, said a second time, apart from sql/functions/audit_append.sql and audit_seal.sql.

Belongs here: pure arithmetic on octets, for the verifier. Does not belong here: any query, any judgement.

A leaf's hash is SHA-256 over octet 00, ``mingjie.audit.leaf.v1`` and PostgreSQL's binary form of a row: the number of fields (int4), then for
each its type (int4), its length (int4, -1 when absent) and its octets, in network order. A seal's begins with 02 and
``mingjie.audit.seal.v1``, a node of the tree is octet 01 and its two children (RFC 6962, section 2.1).
"""

from __future__ import annotations

import ipaddress
import re
import struct
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

LEAF_PREFIX = b"\x00mingjie.audit.leaf.v1"
NODE_PREFIX = b"\x01"
SEAL_PREFIX = b"\x02mingjie.audit.seal.v1"
HASH = 32

# Types of the fields, by their numbers in PostgreSQL's catalogue.
_BOOL, _OCTETS, _INT8, _INT4, _INET, _INSTANT, _XID8 = 16, 17, 20, 23, 869, 1184, 5069
_FAMILY = {4: 2, 6: 3}


class Leaf(NamedTuple):
    """One row of audit.leaf. `at` is in microseconds since 2000-01-01 00:00 UTC, `address` as PostgreSQL prints it, mask and all."""

    seq: int
    at: int
    txid: int
    kind: str
    result: str
    rule: str | None
    person_id: int | None
    login: str | None
    department_id: int | None
    address: str | None
    terminal_id: int | None
    session_id: int | None
    object_type: str | None
    object_id: str | None
    detail: str | None
    hash: bytes


class Seal(NamedTuple):
    """One row of audit.seal. `snapshot` and `seqs` (the numbers of its leaves) are as PostgreSQL prints pg_snapshot and int8multirange."""

    no: int
    sealed_at: int
    txid: int
    snapshot: str
    complete: bool
    leaves: int
    total: int
    seqs: str
    leaf_hashes: bytes
    root: bytes
    prev: bytes
    hash: bytes


def leaf_hash(leaf: Leaf) -> bytes:
    """What audit.append must have written into `hash`."""
    return sha256(
        b"".join(
            (
                LEAF_PREFIX,
                struct.pack(">i", 15),
                _int8(leaf.seq),
                _int8(leaf.at, _INSTANT),
                _xid8(leaf.txid),
                _text(leaf.kind),
                _text(leaf.result),
                _text(leaf.rule),
                _int4(leaf.person_id),
                _text(leaf.login),
                _int4(leaf.department_id),
                _inet(leaf.address),
                _int4(leaf.terminal_id),
                _int8(leaf.session_id),
                _text(leaf.object_type),
                _text(leaf.object_id),
                _text(leaf.detail),
            )
        )
    ).digest()


def seal_hash(seal: Seal) -> bytes:
    """What the sealer must have written into `hash`. The leaves' hashes enter by the root, which they must give."""
    return sha256(
        b"".join(
            (
                SEAL_PREFIX,
                struct.pack(">i", 10),
                _int8(seal.no),
                _int8(seal.sealed_at, _INSTANT),
                _xid8(seal.txid),
                _text(seal.snapshot),
                struct.pack(">ii?", _BOOL, 1, seal.complete),
                _int4(seal.leaves),
                _int8(seal.total),
                _text(seal.seqs),
                _octets(seal.root),
                _octets(seal.prev),
            )
        )
    ).digest()


def merkle_root(leaf_hashes: bytes) -> bytes:
    """The root over concatenated leaf hashes, in their order; an odd node is promoted unchanged.

    Raises:
        ValueError: there is no leaf, or a hash is cut short.
    """
    if not leaf_hashes or len(leaf_hashes) % HASH:
        raise ValueError("leaf hashes are 32 octets each")
    level = [leaf_hashes[i : i + HASH] for i in range(0, len(leaf_hashes), HASH)]
    while len(level) > 1:
        paired = [sha256(NODE_PREFIX + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


class Snapshot(NamedTuple):
    """Which transactions had ended: those below `end` that are not `running`."""

    end: int
    running: frozenset[int]

    @classmethod
    def of(cls, text: str) -> Snapshot:
        """From PostgreSQL's ``xmin:xmax:running``.

        Raises:
            ValueError: it is none.
        """
        _, end, running = text.split(":")
        return cls(int(end), frozenset(map(int, filter(None, running.split(",")))))

    def shows(self, txid: int) -> bool:
        """Whether that transaction had ended."""
        return txid < self.end and txid not in self.running


def ranges_of(multirange: str) -> list[range]:
    """The ranges of numbers that an int8multirange, as PostgreSQL prints it, holds."""
    return [range(int(low), int(high)) for low, high in re.findall(r"\[(-?\d+),(-?\d+)\)", multirange)]


def numbers_of(multirange: str) -> Iterator[int]:
    """The numbers of an int8multirange, ascending."""
    for numbers in ranges_of(multirange):
        yield from numbers


def _octets(value: bytes | None, kind: int = _OCTETS) -> bytes:
    if value is None:
        return struct.pack(">ii", kind, -1)
    return struct.pack(">ii", kind, len(value)) + value


def _text(value: str | None) -> bytes:
    return _octets(None if value is None else value.encode("utf-8"))


def _int4(value: int | None) -> bytes:
    return _octets(None, _INT4) if value is None else struct.pack(">iii", _INT4, 4, value)


def _int8(value: int | None, kind: int = _INT8) -> bytes:
    return _octets(None, kind) if value is None else struct.pack(">iiq", kind, 8, value)


def _xid8(value: int) -> bytes:
    return struct.pack(">iiQ", _XID8, 8, value)


@lru_cache(maxsize=4096)
def _inet(value: str | None) -> bytes:
    """Family, bits of the mask, 0 (no network), length of the address, the address."""
    if value is None:
        return _octets(None, _INET)
    place = ipaddress.ip_interface(value)
    head = bytes((_FAMILY[place.version], place.network.prefixlen, 0, len(place.packed)))
    return _octets(head + place.packed, _INET)
