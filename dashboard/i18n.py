"""Languages: Chinese is the source, English is translated; one catalogue for Python, templates and browser.

Call `_("中文")` while a request is answered, never at import: at import there is no language yet.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request
from flask_babel import Babel, gettext

if TYPE_CHECKING:
    from datetime import datetime

LANGUAGES = ("zh", "en")
COOKIE = "mj_lang"
TIMEZONE = "Asia/Shanghai"
SOURCES = Path(__file__).parent / "translations"

_ = gettext


@dataclass(frozen=True)
class Translations:
    """Message → translation for each language; the source language needs none."""

    messages: dict[str, dict[str, str]]

    def of(self, language: str) -> dict[str, str]:
        """The catalogue of one language, empty for the source language."""
        return self.messages.get(language, {})


def install(server: Flask, var_dir: Path, default: str) -> Translations:
    """Compile the catalogues into `var_dir/translations` and hand them to Flask-Babel."""
    target = var_dir / "translations"
    messages = {"en": compile_catalogue(SOURCES, target, "en")}
    server.config["BABEL_TRANSLATION_DIRECTORIES"] = str(target.resolve())
    server.config["MINGJIE_LANGUAGE"] = default
    Babel(server, default_locale=default, default_timezone=TIMEZONE, locale_selector=language)
    server.jinja_env.globals["language"] = language
    server.jinja_env.globals["html_language"] = html_language
    return Translations(messages)


def compile_catalogue(sources: Path, target: Path, language_code: str) -> dict[str, str]:
    """Write the binary catalogue (replaced at once, so that a second process never reads half of it) and return its messages."""
    part = Path(language_code) / "LC_MESSAGES"
    with (sources / part / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language_code)
    (target / part).mkdir(parents=True, exist_ok=True)
    temporary = target / part / f"messages.mo.{os.getpid()}"
    with temporary.open("wb") as file:
        write_mo(file, catalogue)
    temporary.replace(target / part / "messages.mo")
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


def language() -> str:
    """The language asked for: the person's choice (cookie); for the API the Accept-Language header; else the house's default."""
    from flask import current_app

    default = str(current_app.config["MINGJIE_LANGUAGE"])
    if not has_request_context():
        return default
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    if request.path.startswith("/api/"):
        return request.accept_languages.best_match(LANGUAGES, default) or default
    return default


def html_language() -> str:
    """The value of the page's lang attribute."""
    return {"zh": "zh-CN", "en": "en"}[language()]


def localised(row: object, stem: str = "name") -> str:
    """`row.name_zh` or `row.name_en` (row object or mapping), Chinese where no English is recorded."""
    get = row.get if isinstance(row, dict) else lambda key: getattr(row, key, None)
    chosen = get(f"{stem}_{language()}")
    return str(chosen or get(f"{stem}_zh") or "")


def show_time(moment: datetime | None, pattern: str = "yyyy-MM-dd HH:mm:ss") -> str:
    """A moment on the wall clock of the city (Asia/Shanghai); empty when there is none."""
    from flask_babel import format_datetime

    return format_datetime(moment, pattern) if moment else ""
