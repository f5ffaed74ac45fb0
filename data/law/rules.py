"""The words of every refusal, in Chinese, with the article that each serves. English stands in the translation catalogue.

Belongs here: code, article, name and sentence of a rule. Does not belong here: the rule itself; it is written once, in sql/functions.
`{name}` in a sentence is filled from the error's parameters.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of refusal.

    Attributes:
        code: as in the table law.rule.
        article: of the regulation; ``F1-5`` is note 5 of Form 1, ``-`` none.
        name: the rule's short name, for machines.
        message_zh: the sentence for people.
    """

    code: str
    article: str
    name: str
    message_zh: str


_LIST = (
    Rule("E-SESS-01", "24", "session", "登录已失效，请重新登录。"),
    Rule("E-SESS-02", "24", "sign-in", "用户名或密码不正确。"),
    Rule("E-SESS-03", "24", "sign-in-lock", "连续输错密码，账号已锁定，请于{until}后再试。"),
    Rule("E-ACC-01", "F1-5", "account", "账号已停用，请联系本单位管理员。"),
    Rule(
        "E-TERM-01",
        "27",
        "terminal",
        "本机不是登记的专用终端（第二十七条，专网专用）。请在登记的终端上使用，或重新提交用户申请表。",
    ),
    Rule("E-LET-01", "22", "letter", "安全保密责任书未签订或已失效（第二十二条）。续签并经核对后方可调看。"),
    Rule("E-ROLE-01", "22", "role", "您的岗位没有此项操作权限（第二十二条，谁使用、谁负责）。"),
    Rule("E-UNIT-01", "F1-5", "department-suspended", "本单位的调看权限已被关闭（审批表注意事项第5条）。"),
    Rule("E-AUTH-01", "7", "authorisation", "本单位没有此点位的已批准授权（第七条）。请提交授权使用审批表。"),
    Rule("E-AUTH-02", "7", "permission", "本单位对此点位的授权不含此项使用权限（第七条）。"),
    Rule(
        "E-AUTH-03", "7", "authorisation-dates", "本单位对此点位的授权不在使用时间内（第七条）。请重新申请。"
    ),
    Rule("E-AUTH-05", "7", "mode-of-use", "本单位对此点位的授权不含此种使用方式（第七条）。"),
    Rule("E-AUTH-06", "F1-5", "authorisation-closed", "此点位的授权已被暂停或关闭（审批表注意事项第5条）。"),
    Rule(
        "E-JUR-01", "25", "jurisdiction", "此点位在本单位核定辖区之外（第二十五条），为保护公民隐私不予调看。"
    ),
    Rule("E-JUR-02", "25", "no-jurisdiction", "本单位没有生效的核定辖区（第二十五条）。"),
    Rule(
        "E-JUR-03",
        "25",
        "written-reason",
        "此辖区超过全市面积的规定比例，或涉及学校、医院、宗教场所、住宅等敏感场所，须书面说明理由，至少10字（第二十五条）。",
    ),
    Rule("E-SOD-01", "22", "separation-of-persons", "绘制、单位意见、审核、批准须由不同的人办理，同一人不得办理两个环节（第二十二条）。"),
    Rule("E-CAM-01", "4", "camera-unknown", "没有此点位。"),
    Rule("E-CAM-02", "25", "camera-blocked", "此点位已被封停，任何人不得调看（第二十五条）。"),
    Rule("E-CAM-03", "4", "camera-out-of-use", "此点位已停用或报废（第四条）。"),
    Rule("E-PURP-01", "24", "purpose", "请填写本次使用的具体用途，2至200字（第二十四条）。"),
    Rule("E-TICK-01", "26", "ticket", "取图凭证无效、已使用或已过期（第二十六条）。请重新打开。"),
    Rule("E-VIEW-01", "24", "viewing-ended", "本次调看已结束（第二十四条）。"),
    Rule("E-FEED-01", "-", "video-node", "视频服务没有运行，请稍后再试或联系系统管理员。"),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in _LIST}

# Errors that are no rule of law: input, state, infrastructure.
MESSAGES: dict[str, str] = {
    "E-000": "出错了，请重试。",
    "E-FORM-01": "此项填写有误。",
    "E-STATE-01": "当前状态不允许此操作。",
    "E-DRAFT-01": "草稿已由{updated_by}另行保存（第{revision}次），您的改动没有写入。请重新载入后再改。",
    "E-DRAFT-02": "内容与您审阅时不一致，请重新载入后再办理。",
    "E-DRAFT-03": "没有此辖区版本。",
    "E-DRAFT-04": "退回、暂停、恢复、撤销须写明理由，2至2000字。",
    "E-DRAFT-05": "图形有误或法定依据未填，不能提交。请按提示改正。",
    "E-DOWN-01": "暂时连接不上数据库，任何画面都不会显示。请稍后再试。",
}


def message_of(code: str) -> str:
    """The Chinese sentence for a code, with its placeholders; unknown codes get the general one."""
    rule = RULES.get(code)
    return rule.message_zh if rule else MESSAGES.get(code, MESSAGES["E-000"])


def article_of(code: str) -> str | None:
    """The article that a code serves, or None where it is no rule of law."""
    rule = RULES.get(code)
    return None if rule is None or rule.article == "-" else rule.article
