"""What one row of a list confides: its passwords, addresses and users, wherever in the row they stand.

Belongs here: gathering them, so that the row's other texts can be freed of them (Articles 26, 27). Does not belong here: how a
text is freed (addresses.py), which columns are secret (labels.py), what is said of it (rows.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from data.catalogue import cells
from data.catalogue.addresses import without_login
from data.catalogue.cells import BadCell

FEWEST: Final = 4
"""Shorter words stand in ordinary texts by chance."""
PASSWORD_LIKE: Final = re.compile(r"密码|密碼|口令|passw|pwd", re.IGNORECASE)
"""Columns that are not kept at all, but whose text may be repeated elsewhere in the row."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Of one row, in each form in which it may be written; nothing shorter than four characters.

    Attributes:
        open_to_none: passwords and addresses; a camera's name may not hold them.
        users: login names.
    """

    open_to_none: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Everything that no kept text may hold."""
        return self.open_to_none | self.users


NOTHING: Final = Confidence()


def confided(texts: Mapping[str, Iterable[str]], passwords: Iterable[str] = ()) -> Confidence:
    """What a row confides.

    Args:
        texts: secret field (labels.SECRETS) → all texts the row has for it, as the list wrote them.
        passwords: texts of columns that are not kept but named like a password.
    """
    words, users, places = list(passwords), list(texts.get("user", ())), set(texts.get("ip", ()))
    words += texts.get("password", ())
    for address in (*texts.get("url", ()), *texts.get("sub_url", ())):
        bare, user, password = without_login(address)
        users += [user or ""]
        words += [password or ""]
        places |= {address, bare, _host(bare)}
    places |= {form for text in texts.get("ip", ()) for form in _address_forms(text)}
    places |= {form for text in texts.get("mac", ()) for form in _mac_forms(text)}
    hidden = _forms(words) | {place for place in places if len(place) >= FEWEST}
    return Confidence(frozenset(hidden), frozenset(_forms(users)))


def _forms(words: Iterable[str]) -> set[str]:
    """As written, on one line, at one width, and as an address writes it."""
    found = set()
    for word in words:
        line = " ".join(word.split())
        found |= {word, line, unicodedata.normalize("NFKC", line), quote(line, safe=""), quote(line)}
    return {form for form in found if len(form) >= FEWEST}


def _host(address: str) -> str:
    """The host of an address, where it could not be an ordinary word."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host if "." in host or ":" in host else ""


def _address_forms(text: str) -> set[str]:
    try:
        return {text, cells.ip(text)}
    except BadCell:
        return {text}


def _mac_forms(text: str) -> set[str]:
    try:
        plain = cells.mac(text)
    except BadCell:
        return {text}
    return {text, plain, plain.replace("-", ":"), plain.replace("-", "")}
