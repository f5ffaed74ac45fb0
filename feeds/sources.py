"""The address that pictures are fetched from: made of a vault record, held as briefly as possible, never shown.

Belongs here: which stream of a camera is taken, and its address with credentials. Does not belong here: sealing (data.vault).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from data.vault import Source

SCHEMES = frozenset({"rtsp", "rtsps"})


class NoSourceError(Exception):
    """The camera has no address that a picture could be fetched from."""


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A stream address with its credentials. Equal addresses share one ingest."""

    url: str

    def __repr__(self) -> str:
        """Nothing of it."""
        return "Address(***)"


def address_of(source: Source, *, small: bool) -> Address:
    """The address of a camera's main stream, or of its sub-stream (`small`) where it has one.

    Only RTSP is fetched: a catalogue row must not make the gateway read files or web addresses.

    Raises:
        NoSourceError: no usable address.
    """
    text = (source.sub_url if small else "") or source.url
    parts = urlsplit(text)
    if parts.scheme.lower() not in SCHEMES or not parts.hostname:
        raise NoSourceError
    if not source.user or parts.username:
        return Address(text)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = f"{host}:{parts.port}" if parts.port else host
    user = f"{quote(source.user, safe='')}:{quote(source.password, safe='')}"
    return Address(urlunsplit((parts.scheme, f"{user}@{place}", parts.path, parts.query, "")))
