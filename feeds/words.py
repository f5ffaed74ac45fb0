"""The gateway's few sentences in the language asked for. They are Chinese msgids of the application's one catalogue.

The web process compiles that catalogue into `var_dir/translations`; where it is not there yet, the Chinese sentence stands.
"""

from __future__ import annotations

import gettext
from pathlib import Path


def translated(message: str, accepted: str, catalogue: Path) -> str:
    """The sentence in English where the Accept-Language header puts English before Chinese, else as it is."""
    languages = [part.strip()[:2].lower() for part in accepted.split(",")]
    first = next((language for language in languages if language in ("zh", "en")), "zh")
    if first == "zh" or not message:
        return message
    return gettext.translation("messages", catalogue, languages=[first], fallback=True).gettext(message)
