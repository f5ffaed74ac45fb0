"""Signing in, being somebody, signing out (Article 24, Form 1 notes 3 and 4, Annex 2).

Belongs here: credentials and sessions as the domain sees them. Does not belong here: cookies, headers, pages; and no decision:
the database compares proofs and tokens and says who it is.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from argon2.low_level import Type, hash_secret_raw

from data.db import Queries
from data.errors import Refused
from data.law.actions import Action

SALT_BYTES = 16
_ARGON2 = {
    "time_cost": 3,
    "memory_cost": 64 * 1024,
    "parallelism": 1,
    "hash_len": 32,
    "type": Type.ID,
}  # RFC 9106, second choice


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody with a live session, as the database told it. `token` and `address` accompany every question."""

    token: str
    address: str
    session_id: int
    person_id: int
    name: str
    login: str
    staff_no: str
    department_id: int
    department_code: str
    department_zh: str
    department_en: str
    roles: frozenset[str]
    actions: frozenset[str]
    csrf_hash: bytes
    absolute_until: datetime

    def may(self, action: Action) -> bool:
        """Whether a role of the viewer has the action. Says nothing about a camera."""
        return action.value in self.actions

    def __repr__(self) -> str:
        """Without the token."""
        return f"Viewer({self.login})"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: what the browser keeps. Neither value is stored anywhere but in the browser."""

    token: str
    csrf: str
    viewer: Viewer

    def __repr__(self) -> str:
        """Without the token."""
        return f"SignedIn({self.viewer.login})"


def proof_of(password: str, salt: bytes) -> bytes:
    """The argon2id output (32 bytes) for a password and the account's salt (16 bytes)."""
    return hash_secret_raw(password.encode("utf-8"), salt, **_ARGON2)  # type: ignore[arg-type]


def credentials_of(password: str) -> tuple[bytes, bytes]:
    """A fresh salt and the verifier (SHA-256 of the proof) to be stored for a password."""
    salt = secrets.token_bytes(SALT_BYTES)
    return salt, hashlib.sha256(proof_of(password, salt)).digest()


def sign_in(db: Queries, login: str, password: str, address: str, user_agent: str = "") -> SignedIn:
    """Open a session.

    Args:
        db: as the web role.
        login: the account's name.
        password: as typed.
        address: the terminal's IP address; it must be registered for the person (Article 27).
        user_agent: kept with the session.

    Raises:
        Refused: E-SESS-02 name or password, E-SESS-03 locked, E-ACC-01 account closed, E-TERM-01 terminal not registered.
    """
    salt = db.row(
        "SELECT salt FROM api.sign_in_begin(%(login)s, %(address)s::inet)", login=login, address=address
    )
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    answer = _one(
        db.row(
            """SELECT code, locked_until FROM api.sign_in(%(login)s, %(proof)s, %(address)s::inet, %(token)s, %(csrf)s, %(agent)s)""",
            login=login,
            proof=proof_of(password, bytes(_one(salt)["salt"])),
            address=address,
            token=hashlib.sha256(token.encode()).digest(),
            csrf=hashlib.sha256(csrf.encode()).digest(),
            agent=user_agent,
        )
    )
    if answer["code"]:
        raise Refused(answer["code"], until=answer["locked_until"])
    return SignedIn(token, csrf, viewer_of(db, token, address, Action.SESSION_READ))


def viewer_of(db: Queries, token: str, address: str, action: Action, *, touch: bool = True) -> Viewer:
    """Who holds the token, if the action is allowed to them. A refusal of somebody known is in the audit before it is raised.

    Args:
        db: as the web role.
        token: the opaque session token.
        address: the IP address that it is shown from.
        action: what the entry point declares.
        touch: whether this is a person's doing and keeps the session from idling out.

    Raises:
        Refused: the session's, account's, terminal's, letter's or role's code.
    """
    row = _one(
        db.row(
            "SELECT * FROM api.viewer(%(token)s, %(address)s::inet, %(action)s, %(touch)s)",
            token=token,
            address=address,
            action=action.value,
            touch=touch,
        )
    )
    code = row.pop("code")
    if code:
        raise Refused(code, action=action.value)
    row["roles"], row["actions"], row["csrf_hash"] = (
        frozenset(row["roles"]),
        frozenset(row["actions"]),
        bytes(row["csrf_hash"]),
    )
    return Viewer(token=token, address=address, **row)


def csrf_matches(viewer: Viewer, csrf: str) -> bool:
    """Whether a CSRF token belongs to the viewer's session; compared in constant time."""
    return secrets.compare_digest(hashlib.sha256(csrf.encode()).digest(), viewer.csrf_hash)


def sign_out(db: Queries, viewer: Viewer) -> None:
    """End the session; its looks end with it."""
    db.row("SELECT api.sign_out(%(token)s, %(address)s::inet)", token=viewer.token, address=viewer.address)


def _one(row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        raise Refused("E-SESS-01")
    return row
