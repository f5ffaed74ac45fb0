"""One table from the domain's errors to HTTP, and the pages and JSON that tell them.

Only this module knows status codes. The words come from `data.law.rules`, in the language asked for; nothing internal is told.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from dash.exceptions import DependencyException
from flask import Response, g, jsonify, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException, TooManyRequests

from dashboard.i18n import _, language, show_time
from data import errors
from data.law.rules import RULES, article_of, message_of

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)

STATUS: dict[type[errors.MingjieError], int] = {
    errors.Refused: 403,
    errors.NotFound: 404,
    errors.InvalidInput: 422,
    errors.Conflict: 409,
    errors.Unavailable: 503,
}
STATUS_OF_CODE = {"E-CAM-01": 404, "E-FEED-01": 503}
DIGITS = "零一二三四五六七八九"
SIGN_IN_CODES = ("E-SESS-", "E-ACC-")


@dataclass(frozen=True)
class Problem:
    """What a caller is told: the code, the article of the regulation, the rule's name, the words."""

    status: int
    code: str
    article: str | None
    rule: str
    message: str
    field: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The JSON body; `field` only where the fault is in one field."""
        told = asdict(self)
        told.pop("status")
        if self.field is None:
            told.pop("field")
        return told


def explain(error: errors.MingjieError) -> Problem:
    """The problem behind a domain error, in the language of the request."""
    code = error.code
    rule = RULES.get(code)
    words = _faults().get(code) or _(message_of(code))
    message = words.format_map(_Told(error.params))
    name = rule.name if rule else "input" if isinstance(error, errors.InvalidInput) else "system"
    return Problem(status_of(error), code, article_of(code), name, message, getattr(error, "field", None))


def _faults() -> dict[str, str]:
    """What can be wrong with a field; the law's own sentences stand in data/law/rules.py."""
    return {
        "E-FORM-JSON": _("请求内容不是JSON对象。"),
        "E-FORM-TEXT": _("{field}必须填写，且为文字。"),
        "E-FORM-NUMBER": _("{field}应为{low}至{high}之间的整数。"),
        "E-FORM-BBOX": _("bbox应为“西,南,东,北”四个经纬度（WGS-84），西小于东、南小于北。"),
        "E-FORM-CHOICE": _("{field}的取值不在可选范围内。"),
        "E-FORM-DATE": _("{field}应为日期，如2026-01-31。"),
        "E-FORM-GEOJSON": _("geometry应为GeoJSON的Polygon或MultiPolygon（WGS-84）。"),
        "E-FORM-EXCEPTIONS": _("例外点位有误：点位须存在且不重复，kind为include或exclude，理由2至200字。"),
        "E-FORM-LONG": _("{field}过长，最多{most}。"),
        "E-FORM-SHA256": _("{field}应为64位十六进制的SHA-256。"),
        "E-FORM-FEATURE": _("请求内容应为一个GeoJSON Feature。"),
        "E-FORM-INSTANT": _("{field}应为带时区的时刻，如2026-01-31T08:00:00+08:00。"),
        "E-VIEW-02": _("没有这次正在进行的调看。"),
        "E-CSRF-01": _("请求缺少有效的防伪令牌，请刷新页面后重试。"),
    }


def article_label(article: str | None) -> str:
    """An article as people cite it: 第二十五条, Article 25."""
    if article is None:
        return ""
    if article.startswith("F1-"):
        return _("审批表注意事项第{n}条").format(n=article.removeprefix("F1-"))
    return _("第{n}条").format(n=in_chinese(int(article)) if language() == "zh" and article.isdecimal() else article)


def in_chinese(number: int) -> str:
    """1 to 99 in Chinese numerals: 25 is 二十五."""
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones or not tens else "")


def status_of(error: errors.MingjieError) -> int:
    """The HTTP status of a domain error."""
    code = error.code
    if code in STATUS_OF_CODE:
        return STATUS_OF_CODE[code]
    if code.startswith(SIGN_IN_CODES):
        return 401
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def plain_problem(status: int) -> Problem:
    """The problem of a bare HTTP status."""
    words = {
        400: _("请求无法识别"),
        401: _("请先登录"),
        403: _("无权进行此操作"),
        404: _("没有找到"),
        405: _("此地址不支持这种请求方式"),
        413: _("内容过大"),
        415: _("内容类型不受支持"),
        422: _("输入有误"),
        429: _("请求过于频繁，请稍后再试"),
        503: _("服务暂不可用"),
    }
    return Problem(status, f"E-HTTP-{status}", None, f"HTTP {status}", words.get(status, _("系统内部错误，已记录")))


class _Told(dict[str, object]):
    """Parameters as people read them; one that is missing leaves a gap, never a fault."""

    def __missing__(self, key: str) -> str:
        return "…"

    def __getitem__(self, key: str) -> object:
        value = super().__getitem__(key)
        return show_time(value, "yyyy-MM-dd HH:mm") if isinstance(value, datetime) else value


def wants_html() -> bool:
    """Whether a person's browser is loading a page (and not a script calling)."""
    if request.path.startswith(("/api/", "/_dash", "/assets/", "/vendor/", "/i18n/")):
        return False
    return request.method in ("GET", "POST") and "text/html" in request.headers.get("Accept", "text/html")


def answer(problem: Problem) -> Response:
    """The response that tells a problem: a page for a person, JSON for a program, the sign-in page for who has no session."""
    if wants_html():
        if problem.status == HTTPStatus.UNAUTHORIZED:
            return make_response(redirect("/signin" if request.path == "/" else f"/signin?next={_next_path()}"))
        page = render_template("problem.html", problem=problem, signed_in="viewer" in g)
        return make_response(page, problem.status)
    return make_response(jsonify(problem.as_json()), problem.status)


def _next_path() -> str:
    from urllib.parse import quote

    return quote(request.full_path.rstrip("?") if request.query_string else request.path, safe="/")


def install(server: Flask) -> None:
    """Register the handlers."""

    @server.errorhandler(errors.MingjieError)
    def domain(error: errors.MingjieError) -> Response:
        problem = explain(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("%s %s: %s", request.method, request.path, problem.code)
        return answer(problem)

    @server.errorhandler(HTTPException)
    def plain(error: HTTPException) -> Response:
        if error.code is not None and error.code < HTTPStatus.BAD_REQUEST:
            return make_response(error.get_response())
        response = answer(plain_problem(error.code or 500))
        if error.code == HTTPStatus.METHOD_NOT_ALLOWED and getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
        if isinstance(error, TooManyRequests):
            response.headers["Retry-After"] = str(error.retry_after or 60)
        return response

    @server.errorhandler(DependencyException)
    def no_such_component(_error: DependencyException) -> Response:
        return answer(plain_problem(404))

    @server.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return answer(plain_problem(500))
