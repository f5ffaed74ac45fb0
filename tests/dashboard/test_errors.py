"""One table from errors to statuses; nothing internal is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard import errors as web
from dashboard.app import create_app
from data import errors
from data.law.actions import Action
from data.law.rules import RULES
from tests.dashboard.conftest import Site
from tests.support.web import client_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.Refused("E-JUR-01"), 403), (errors.Refused("E-SESS-01"), 401), (errors.Refused("E-SESS-03"), 401), (errors.Refused("E-CAM-01"), 404),
        (errors.Unavailable("E-FEED-01"), 503), (errors.NotFound(), 404), (errors.InvalidInput("x"), 422), (errors.Conflict(), 409),
        (errors.Unavailable(), 503), (errors.Refused("E-CSRF-01"), 403),
    ],
)  # fmt: skip
def test_each_error_has_its_status(site: Site, error: errors.MingjieError, status: int) -> None:
    with site.app.server.test_request_context("/api/x"):
        problem = web.explain(error)
    assert problem.status == status
    assert problem.message
    assert set(problem.as_json()) >= {"code", "article", "rule", "message"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_can_be_told_in_both_languages(site: Site, code: str, language: str) -> None:
    with site.app.server.test_request_context("/api/x", headers={"Cookie": f"mj_lang={language}"}):
        problem = web.explain(errors.Refused(code, until=datetime(2026, 1, 31, 4, 0, tzinfo=UTC)))
        label = web.article_label(problem.article)
    assert "{" not in problem.message
    assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.message) == (language == "zh")
    assert problem.article is None or label
    if code == "E-SESS-03":
        assert "2026-01-31 12:00" in problem.message


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [("4", "第四条", "Article 4"), ("10", "第十条", "Article 10"), ("25", "第二十五条", "Article 25"), ("20", "第二十条", "Article 20"), (None, "", "")],
)
def test_an_article_is_cited_as_the_regulation_writes_it(site: Site, article: str | None, zh: str, en: str) -> None:
    for language, cited in (("zh", zh), ("en", en)):
        with site.app.server.test_request_context("/api/x", headers={"Cookie": f"mj_lang={language}"}):
            assert web.article_label(article) == cited


@pytest.fixture
def broken(build_site) -> Site:
    site = build_site()

    def fail() -> None:
        raise RuntimeError("password=secret rtsp://10.0.0.1")

    fail.action = Action.HEALTH
    site.app.server._got_first_request = False
    site.app.server.add_url_rule("/api/broken", "broken", fail)
    site.app.server.add_url_rule("/broken", "broken_page", fail)
    return site


@pytest.mark.parametrize("address", ["/api/broken", "/broken"])
def test_a_fault_of_ours_tells_nothing(broken: Site, address: str, caplog) -> None:
    answer = broken.client().get(address)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "secret" not in text
    assert "rtsp" not in text
    assert "Traceback" not in text
    assert "E-HTTP-500" in text
    assert "failed" in caplog.text


class Down:
    """A database that cannot be reached."""

    def row(self, _sql: str, **_params: object) -> None:
        raise errors.Unavailable

    rows = transaction = row


def test_without_a_database_nothing_is_shown(site: Site) -> None:
    client = client_of(create_app(site.settings, Down()).server, mj_session="whoever")
    answer = client.get("/api/cameras")
    assert answer.status_code == 503
    assert answer.json["code"] == "E-DOWN-01"
    assert client.get("/").status_code == 503
    assert client.get("/api/readyz").status_code == 503
    assert client.get("/api/healthz").status_code == 200
