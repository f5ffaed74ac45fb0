"""Words for the audit: kinds of event, results, one leaf as a row, the state of the seals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.errors import article_label
from dashboard.i18n import _, localised, show_time
from data.law.rules import article_of

if TYPE_CHECKING:
    from datetime import timedelta

    from data.law.audit import AuditRow


def kinds() -> dict[str, str]:
    """The kinds of event that the audit knows, in words."""
    return {
        "session.open": _("登录"),
        "session.close": _("退出"),
        "access": _("进入"),
        "viewing.open": _("打开调看"),
        "ticket.redeem": _("取图"),
        "viewing.close": _("结束调看"),
        "authorisation.expire": _("授权到期"),
        "retention.purge": _("到期清理"),
        "audit.read": _("查看审计"),
        "worker.daily-report": _("签名日报"),
        "worker.anchor-late": _("锚点补写"),
        "worker.anchor-mismatch": _("锚点不符"),
        "worker.anchor-file-replaced": _("锚点文件被替换"),
    }


def results() -> dict[str, str]:
    """What came of it."""
    return {"allow": _("允许"), "deny": _("拒绝"), "done": _("完成"), "fail": _("失败")}


def objects() -> dict[str, str]:
    """What it was done to."""
    return {
        "camera": _("点位"),
        "viewing": _("调看"),
        "account": _("账户"),
        "session": _("会话"),
        "action": _("操作"),
        "audit": _("审计"),
        "authorisation": _("授权"),
        "node": _("服务"),
    }


def show(leaf: AuditRow) -> dict[str, Any]:
    """The cells of one leaf."""
    return {
        "key": str(leaf.seq),
        "seq": leaf.seq,
        "at": show_time(leaf.at, "yyyy-MM-dd HH:mm:ss.SSS"),
        "event": kinds().get(leaf.kind, leaf.kind),
        "result": results().get(leaf.result, leaf.result),
        "deny": leaf.result in ("deny", "fail"),
        "rule": leaf.rule or "",
        "article": article_label(article_of(leaf.rule)) if leaf.rule else "",
        "person": " · ".join(part for part in (leaf.person_name, leaf.login) if part),
        "department": localised(leaf, "department"),
        "object": " ".join(part for part in (objects().get(leaf.object_type or "", leaf.object_type), leaf.object_id) if part),
        "place": " · ".join(part for part in (leaf.terminal, leaf.address) if part),
        "session": str(leaf.session_id or ""),
        "detail": leaf.detail or "",
    }


def duration(span: timedelta) -> str:
    """A span of time in words, no finer than a second."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:  # noqa: PLR2004 - a minute
        return _("{n}秒").format(n=seconds)
    if seconds < 3600:  # noqa: PLR2004 - an hour
        return _("{n}分钟").format(n=seconds // 60)
    return _("{n}小时").format(n=seconds // 3600)
