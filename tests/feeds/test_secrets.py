"""No address, credential or ticket reaches a log line, an exception or a browser, whatever a library writes (Article 26)."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import traceback

import pytest

from data import vault
from feeds.decoding import decode
from feeds.faults import KINDS, CameraFault
from feeds.redact import JsonLines, redact
from feeds.sources import address_of
from tests.feeds.cameras import PASSWORD, USER, Bad
from tests.feeds.stage import SNAPSHOT, Stage

LEAKS = ("rtsp://", "p%40ss", PASSWORD, USER + ":", "wrong")


@pytest.mark.parametrize(
    "text",
    [
        "Server returned 401: 'rtsp://admin:p%40ss@10.1.2.3:554/ch1'",
        "rtsps://u:s3cret@[fe80::1]/x failed",
        "GET /snapshot/5f9c0a1b2c3d HTTP/1.1",
        "GET /SNAPSHOT/abc-DEF_123",
        "http://admin:pw@10.1.2.3/cgi-bin",
        "http://10.1.2.3:8051/snapshot/0123456789",
        '{"open": {"pane": 1, "ticket": "QUJD"}}',
        "token 0123456789abcdef0123456789abcdef0123",
    ],
)
def test_redaction(text):
    clean = redact(text)
    for secret in ("p%40ss", "s3cret", "10.1.2.3", "fe80", "5f9c0a", "abc-DEF", "QUJD", "0123456789"):
        assert secret not in clean, clean


def test_plain_words_stay():
    text = "worker ready http://127.0.0.1:8051 ws://127.0.0.1:8051/wall D000000123"
    assert redact(text) == text


def test_log_lines_are_json_and_clean_also_in_fields_and_tracebacks():
    try:
        int("rtsp://admin:geheim@10.0.0.1/x")
    except ValueError:
        record = logging.LogRecord("feeds", logging.ERROR, __file__, 1, "no %s", ("rtsp://a:geheim@b/c",), sys.exc_info())
    record.camera = 7
    record.url = "rtsp://a:geheim@b/c"
    line = json.loads(JsonLines().format(record))
    assert line["camera"] == 7
    assert line["level"] == "error"
    assert "geheim" not in json.dumps(line)


def test_a_fault_carries_its_kind_and_no_text_of_the_library(rtsp):
    with Bad() as closed:
        port = closed.port
    for source in (rtsp.source(password="wrong"), rtsp.source("no%20such"), rtsp.source(port=port)):
        with pytest.raises(CameraFault) as caught:
            next(decode(address_of(source, small=False), lambda: False))
        shown = "".join(traceback.format_exception(caught.value, chain=True))
        assert caught.value.kind in KINDS
        assert caught.value.__cause__ is None
        assert not [leak for leak in LEAKS[:4] if leak in shown]


def test_nothing_secret_is_logged_or_sent_on_any_road(play, capfd, caplog):
    tickets = []

    async def scenario(stage: Stage) -> None:
        wrong = stage.camera(stage.rtsp.source(password="wrong"))
        missing = stage.camera(stage.rtsp.source("no%20such"))
        browser = await stage.browser()
        tickets.extend([stage.ticket(), stage.ticket(wrong), stage.ticket(missing), stage.ticket(action=SNAPSHOT), "f" * 64])
        for pane, ticket in enumerate(tickets[:3]):
            await browser.open(pane, ticket)
        await asyncio.gather(browser.frame(0, 2), browser.state(1, "refused-by-camera"), browser.state(2, "no-signal"))
        answers = [await stage.snapshot(ticket) for ticket in tickets[3:]]
        async with stage.http.get(f"{stage.base}/snapshot/{tickets[3]}/x") as answer:
            assert answer.status == 404
        said = json.dumps(browser.states, ensure_ascii=False) + str([answer.headers for answer in answers]) + answers[-1].body.decode()
        for leak in (*LEAKS, str(stage.rtsp.port), *tickets):
            assert leak not in said, leak

    caplog.set_level(logging.DEBUG)
    logging.getLogger("asyncio").setLevel(logging.INFO)
    play(scenario)
    out, err = capfd.readouterr()
    lines = [JsonLines().format(record) for record in caplog.records if not record.name.startswith("psycopg")]
    for leak in (*LEAKS[:4], *tickets):
        assert leak not in out + err, leak
        assert not [line for line in lines if leak in line], leak


def test_a_sealed_source_shows_nothing():
    assert PASSWORD not in repr(vault.Source(url="rtsp://x", user=USER, password=PASSWORD))
