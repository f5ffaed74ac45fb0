"""Why a look ends, as the register, the pane and the snapshot's error say it.

Belongs here: reasons, codes and sentences (Chinese, the source language). Does not belong here: any decision.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.errors import MingjieError, Unavailable
from data.law.rules import RULES, article_of, message_of
from data.law.tickets import Verdict
from feeds.faults import Kind, State

DOWN = "E-DOWN-01"
CAMERA_SILENT, CAMERA_REFUSED = "E-FEED-02", "E-FEED-03"


@dataclass(frozen=True, slots=True)
class Ending:
    """A reason (for machines), and the rule behind it where there is one."""

    reason: str
    code: str | None = None
    article: str | None = None
    message: str | None = None

    def fields(self) -> dict[str, object]:
        """What the browser gets."""
        rule = RULES[self.code].name if self.code in RULES else None
        return {"code": self.code, "article": self.article, "rule": rule, "reason": self.reason, "message": self.message}


CLOSED = Ending("closed")
STALLED = Ending("stalled")
DELIVERED = Ending("delivered")
WORKER_STOPPED = Ending("worker-stopped", message="视频服务正在重新启动，请重新打开。")
TOO_MANY = Ending("too-many-panes", message="这次观看的画面过多，请先关闭一些。")
UNASKED = Ending("unavailable", DOWN, None, message_of(DOWN))

_REASONS = {"E-VIEW-01": "closed", "E-SESS-01": "signed-out", "E-AUTH-03": "expired", "E-LET-01": "expired"}


def of_rule(code: str, article: str | None = None, *, reason: str | None = None) -> Ending:
    """The ending that a rule brings."""
    return Ending(reason or _REASONS.get(code, "revoked"), code, article or article_of(code), message_of(code))


def of_verdict(verdict: Verdict) -> Ending:
    """The ending of a look that is no longer lawful."""
    return of_rule(verdict.code or "E-VIEW-01", verdict.article)


def of_error(error: MingjieError) -> Ending:
    """The ending of a look that was refused at its ticket."""
    return UNASKED if isinstance(error, Unavailable) else of_rule(error.code, reason="refused")


def of_fault(kind: Kind) -> Ending:
    """The ending of a snapshot that the camera did not give."""
    code = CAMERA_REFUSED if kind.state is State.REFUSED else CAMERA_SILENT
    return Ending(kind.state.value, code, None, kind.message)
