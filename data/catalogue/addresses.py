"""Addresses and credentials inside texts: blotted out of what others may read, taken out of stream addresses.

Belongs here: what is blotted out of free text and of unknown columns, so that the dossier holds no road to a camera
(Articles 26, 27). Does not belong here: columns that are known to hold secrets (labels.py); those are sealed whole.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

BLOT: Final = "［已隐去］"
_SPEAKING = re.compile(
    r"""[a-zA-Z][a-zA-Z0-9+.\-]{1,15}://\S+                                    # any address with a scheme
      | (?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\d.])                 # IPv4, with a port
      | (?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}[:\-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f])   # MAC
      | (?<![0-9A-Fa-f.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?![0-9A-Fa-f.])        # MAC in threes
      | (?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{1,4}:){3,7}:?[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f:])  # IPv6
      | (?:密码|密碼|口令|用户名|账号|帐号|pass(?:word|wd)?|pwd|user(?:name)?|login)\s*["']?\s*[:：=为是]\s*["']?[^\s,，;；。"']+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WORTH_A_LOOK = re.compile(r"[.:：=为是]|-[0-9A-Fa-f]{2}-")


def blotted(text: str) -> str:
    """The text with every address, hardware address and `密码：…` blotted out; the same object when there is none."""
    if not _WORTH_A_LOOK.search(text):
        return text
    return _SPEAKING.sub(BLOT, text)


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
