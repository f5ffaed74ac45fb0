"""The vault: how a camera's address and credentials are sealed before they reach the database.

Belongs here: the `Source` record, sealing and opening (AES-256-GCM, the camera's id as associated data).
Does not belong here: where the key lies (data/settings.py), the table (secret.camera_source), who may open a source
(the feeds role, by api.redeem). Serves Article 26 and 27: no camera address or password outside the gateway.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
_VERSION = b"\x01"


class VaultError(Exception):
    """A key of the wrong size, or a cipher that does not open: wrong key, wrong camera, or altered bytes.

    The message never holds any part of the key, the cipher or the plain text.
    """


@dataclass(frozen=True, slots=True, repr=False)
class Source:
    """Where a camera's pictures come from, with the secrets to fetch them. `repr` and `str` show none of it."""

    url: str = ""
    sub_url: str = ""
    user: str = ""
    password: str = ""
    ip: str = ""
    mac: str = ""
    port: int | None = None

    def __repr__(self) -> str:
        """Name the fields that are filled, never what they hold."""
        filled = ", ".join(field.name for field in fields(self) if getattr(self, field.name))
        return f"Source(<sealed: {filled or 'empty'}>)"

    def __bool__(self) -> bool:
        """True when there is anything to seal."""
        return any(getattr(self, field.name) for field in fields(self))


def seal_source(key: bytes, camera_id: int, source: Source) -> bytes:
    """Encrypt a source for one camera: version byte, 12-byte random nonce, ciphertext with tag.

    `key` is 32 bytes. The camera's id is bound in, so a cipher copied to another camera's row does not open.
    Raises VaultError on a key of another size.
    """
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + _cipher(key).encrypt(nonce, _plain(source), _bound_to(camera_id))


def open_source(key: bytes, camera_id: int, cipher: bytes) -> Source:
    """Decrypt what `seal_source` made for the same camera with the same key; VaultError otherwise."""
    body = bytes(cipher)
    if len(body) < len(_VERSION) + _NONCE_BYTES + _TAG_BYTES or not body.startswith(_VERSION):
        raise VaultError("not a sealed camera source")
    nonce, sealed = body[1 : 1 + _NONCE_BYTES], body[1 + _NONCE_BYTES :]
    try:
        plain = _cipher(key).decrypt(nonce, sealed, _bound_to(camera_id))
    except InvalidTag:
        raise VaultError("the seal of this camera source is broken") from None
    return _source(json.loads(plain))


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise VaultError(f"the vault key must have {KEY_BYTES} bytes")
    return AESGCM(bytes(key))


def _bound_to(camera_id: int) -> bytes:
    return f"mingjie camera source {int(camera_id)}".encode()


def _plain(source: Source) -> bytes:
    record = {field.name: getattr(source, field.name) for field in fields(source)}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _source(record: dict[str, Any]) -> Source:
    known = {field.name for field in fields(Source)}
    return Source(**{name: value for name, value in record.items() if name in known})
