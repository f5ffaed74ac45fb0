"""One row of the register as the grid shows it: words in the language of the page, times on the clock of the city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.errors import article_label
from dashboard.i18n import _, localised, show_time

if TYPE_CHECKING:
    from data.law.viewings import Refusal, RegisterRow


def show(row: RegisterRow) -> dict[str, str]:
    """The cells of one row."""
    return {
        "register_no": row.register_no,
        "purpose": row.purpose,
        "person": f"{row.person_name} · {row.staff_no}" if row.staff_no else row.person_name,
        "approver": row.approver_name or "",
        "content": f"{row.camera_name} · {action_name(row.action)}",
        "code": row.camera_code,
        "obtained": show_time(row.opened_at),
        "medium": medium_name(row.medium),
        "department": localised(row, "department"),
        "terminal": f"{row.terminal} · {row.address}",
        "started": show_time(row.started_at, "HH:mm:ss"),
        "ended": show_time(row.ended_at, "HH:mm:ss"),
        "end_reason": reason_name(row),
        "ground": ground_of(row),
    }


def show_refusal(row: Refusal) -> dict[str, str]:
    """The cells of a look that was refused: it has no register number, no approver and no picture."""
    rule = " · ".join(part for part in (article_label(row.article), row.rule) if part)
    return {
        "register_no": "—",
        "purpose": row.purpose or "",
        "person": f"{row.person_name} · {row.staff_no}" if row.staff_no else row.person_name,
        "approver": "",
        "content": f"{row.camera_name or row.camera_code} · {action_name(row.action)}",
        "code": row.camera_code,
        "obtained": show_time(row.at),
        "medium": _("未取得画面"),
        "department": localised(row, "department"),
        "terminal": f"{row.terminal or ''} · {row.address}",
        "started": "",
        "ended": "",
        "end_reason": _("已拒绝：{rule}").format(rule=rule),
        "ground": "",
    }


def ground_of(row: RegisterRow) -> str:
    """What the look rested on: the authorisation and the version of the jurisdiction, or the priority use."""
    if row.priority_order_id:
        return _("优先使用令 {no}").format(no=row.priority_order_id)
    version = _("辖区第{n}版").format(n=row.version_no) if row.version_no else ""
    return " · ".join(part for part in (row.application_no or "", version) if part)


def action_name(action: str) -> str:
    """What was done at the camera."""
    names = {
        "camera:view-live": _("实时预览"),
        "camera:view-snapshot": _("截图"),
        "camera:control-ptz": _("云台控制"),
        "camera:view-playback": _("录像回放"),
        "camera:export": _("视频下载"),
    }
    return names.get(action, action)


def medium_name(medium: str) -> str:
    """The kind of medium (介质类型)."""
    names = {
        "screen": _("屏幕实时"),
        "still": _("屏幕截图"),
        "disc": _("光盘"),
        "drive": _("移动硬盘"),
        "usb": _("U盘"),
        "network-file": _("专网文件"),
        "integration": _("系统对接"),
    }
    return names.get(medium, medium)


def reason_name(row: RegisterRow) -> str:
    """Why the look ended; a rule's code is left as it is, a look that runs says so."""
    if row.ended_at is None:
        return _("进行中")
    names = {
        "closed": _("本人关闭"),
        "delivered": _("已取图"),
        "stalled": _("终端未接收"),
        "signed-out": _("退出登录"),
        "elsewhere": _("在别处登录"),
        "idle": _("久未操作"),
        "absolute-limit": _("登录到时"),
        "expired": _("到期"),
        "revoked": _("权限已关闭"),
        "refused": _("取图被拒绝"),
        "unused": _("未取图"),
        "no-signal": _("无信号"),
        "refused-by-camera": _("摄像机拒绝"),
        "worker-stopped": _("视频服务重启"),
        "node-lost": _("视频服务中断"),
        "unavailable": _("数据库不可用"),
        "too-many-panes": _("画面过多"),
    }
    return names.get(row.end_reason or "", row.end_reason or "")
