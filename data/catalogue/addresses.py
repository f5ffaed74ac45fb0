"""Addresses and credentials inside texts: blotted out of what others may read, taken out of stream addresses.

Belongs here: what is blotted out of free text and of unknown columns, so that the dossier holds no road to a camera
(Articles 26, 27). Does not belong here: columns that are known to hold secrets (labels.py); those are sealed whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final
from urllib.parse import unquote

BLOT: Final = "［已隐去］"
_BLOT_PLAIN: Final = unicodedata.normalize("NFKC", BLOT)
_ZH_USER, _ZH_PASS = "用户名|账号|帐号", "密码|密碼|口令"
_USER, _PASS = f"{_ZH_USER}|user(?:name)?|login", f"{_ZH_PASS}|pass(?:wor[dt]|wd|code)?|pwd"
_QUOTES: Final = r"""[\s"'“”‘’]*"""
_SAID: Final = r"""[^\s，；。"'“”‘’]*[^\s,，;；。"'“”‘’]"""
_ASCII_WORD: Final = r"(?=[!-~]*[0-9A-Za-z])[!-~]+"
_NO_LOGIN: Final = (
    rf"(?!(?:{_PASS})|(?:road|rd|street|st|avenue|ave|way|lane|bridge|tunnel|through|by|over|under|north|south|east|west|entrance"
    r"|gate|manual|guide|groups?)\b)"
)
_SPEAKING = re.compile(
    rf"""[a-zA-Z][a-zA-Z0-9+.\-]{{1,15}}://\S+                                    # any address with a scheme
      | (?<![\d.])(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?::\d{{1,5}})?(?![\d.])           # IPv4, with a port
      | (?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{{2}}[:\-]){{5}}[0-9A-Fa-f]{{2}}(?![0-9A-Fa-f])    # MAC
      | (?<![0-9A-Fa-f.])(?:[0-9A-Fa-f]{{4}}\.){{2}}[0-9A-Fa-f]{{4}}(?![0-9A-Fa-f.])         # MAC in threes
      | (?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{{1,4}}:){{3,7}}:?[0-9A-Fa-f]{{1,4}}(?![0-9A-Fa-f:])   # IPv6
      | (?:{_USER})[\s/、和及与&]*(?:{_PASS}){_QUOTES}[:：=为是]*{_QUOTES}{_ASCII_WORD}(?:[\s/、，]+{_ASCII_WORD})?   # both, then both
      | (?:{_USER}|{_PASS}){_QUOTES}(?:[:：=为是]{_QUOTES})+{_SAID}                   # 密码：…
      | (?:{_ZH_USER}|{_ZH_PASS})[\s"'“”‘’（(【→|｜—]*{_ASCII_WORD}                        # 密码 … and 密码…
      | (?<![A-Za-z])(?:user(?:name)?|login|pass(?:wor[dt]|wd|code)?|pwd)\s+["']?{_NO_LOGIN}{_ASCII_WORD}   # pass …
      | (?<![A-Za-z])(?:user(?:name)?|pass(?:wor[dt]|wd|code)?|pwd)(?=[!-~]*[0-9!@\#$%^&*?])[!-~]{{4,}}    # pass…9
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WORTH_A_LOOK = re.compile(rf"[.:：=为是]|-[0-9A-Fa-f]{{2}}-|{_USER}|{_PASS}", re.IGNORECASE)
_TOLD = re.compile(rf"[a-z][a-z0-9+.\-]*://\S*@|(?:{_ZH_PASS}|password|passwd|pwd)\s*[:：=]\s*\S", re.IGNORECASE)


def blotted(text: str, secrets: Collection[str] = ()) -> str:
    """The text with every address, hardware address, `密码：…`, `密码 …`, `pass …` and each of `secrets` blotted out.

    Letter case does not matter, nor the width of characters. The same object when there is nothing to blot out.
    """
    once = _blotted_once(text, secrets)
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return once
    plain = unicodedata.normalize("NFKC", once).replace(_BLOT_PLAIN, BLOT)
    again = _blotted_once(plain, secrets)
    return once if again == plain else again


def without_each(text: str, secrets: Collection[str]) -> str:
    """The text with each of `secrets` blotted out, and nothing else."""
    return _blot(text, _occurrences(text, secrets)) if secrets else text


def holds_any(text: str, secrets: Collection[str]) -> bool:
    """Whether one of `secrets` stands in the text, whatever its letter case and width."""
    return bool(secrets) and any(_occurrences(form, secrets) for form in {text, unicodedata.normalize("NFKC", text)})


def tells_login(text: str) -> bool:
    """Whether a text says a login outright: an address with one in it, or `密码：…`. A mere `密码箱` does not."""
    return _TOLD.search(text) is not None


def _blotted_once(text: str, secrets: Collection[str]) -> str:
    spans = _occurrences(text, secrets) if secrets else []
    if _WORTH_A_LOOK.search(text):
        spans += [found.span() for found in _SPEAKING.finditer(text)]
    return _blot(text, spans)


def _occurrences(text: str, secrets: Collection[str]) -> list[tuple[int, int]]:
    """Where each secret stands, overlaps too."""
    folded = text.lower()
    exact = len(folded) != len(text)  # a letter whose small form is longer: places would shift
    spans = []
    for secret in secrets:
        within, wanted = (text, secret) if exact else (folded, secret.lower())
        at = within.find(wanted)
        while at >= 0:
            spans.append((at, at + len(wanted)))
            at = within.find(wanted, at + 1)
    return spans


def _blot(text: str, spans: list[tuple[int, int]]) -> str:
    """One blot for each run of touching spans."""
    if not spans:
        return text
    parts, done = [], -1
    for start, end in sorted(spans):
        if start > done:
            parts += [text[max(done, 0) : start], BLOT]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def without_login(address: str) -> tuple[str, str | None, str | None]:
    """A stream address without its user information, then the user and the password (percent signs undone).

    A password may hold unescaped `@`, and `/` where what stands before it cannot be a host and port.
    """
    scheme, mark, rest = address.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if mark and "@" not in authority and "@" in rest and re.fullmatch(r"[^:]+:(?!\d{1,5}$).*", authority):
        authority = rest[: rest.rindex("@") + 1]
    login, at_sign, _ = authority.rpartition("@")
    if not mark or not at_sign:
        return address, None, None
    user, _, password = login.partition(":")
    return f"{scheme}://{rest[len(login) + 1 :]}", unquote(user) or None, unquote(password) or None
