"""Logging of the video process: one JSON object a line on stderr, with nothing in it that opens a camera or a look.

Belongs here: the format and the redaction. Libraries put the camera's whole address, password included, into their exception
texts, and the path of a snapshot holds its ticket: every line is redacted, whoever wrote it (Article 26).
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

HIDDEN = "***"
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,9}://[^\s'\"<>]*", re.IGNORECASE)
_OPEN = re.compile(r"^(?:https?|wss?)://[^@/]*(?:/(?:wall|healthz)?)?$", re.IGNORECASE)
_TICKET = re.compile(r"(snapshot/)[^\s'\"/<>]+|\b[0-9a-f]{32,}\b|(\"ticket\"\s*:\s*\")[^\"]*", re.IGNORECASE)
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def redact(text: str) -> str:
    """The text without stream addresses, credentials and tickets."""
    text = _ADDRESS.sub(lambda found: found[0] if _OPEN.match(found[0]) else HIDDEN, text)
    return _TICKET.sub(lambda found: (found[1] or found[2] or "") + HIDDEN, text)


class JsonLines(logging.Formatter):
    """`{"at","level","logger","event",…}`; `extra` fields are kept, an exception becomes its redacted traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line.update({key: value for key, value in vars(record).items() if key not in _STANDARD})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({key: _clean(value) for key, value in line.items()}, ensure_ascii=False)


def _clean(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float) else redact(str(value))


def configure(level: int = logging.INFO) -> None:
    """Send every logger of this process through the redacting format, asyncio's and aiohttp's included."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
