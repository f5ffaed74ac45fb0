"""What nobody sends by mistake: nested without end, of the wrong kind, for components that are not there. Refused, never a fault of ours."""

from __future__ import annotations

import pytest

from tests.dashboard.conftest import CSRF

DEEP = ["[" * 100_000, '{"a":' * 20_000, '{"output":' + "[" * 100_000]
JSON = {**CSRF, "Content-Type": "application/json"}


@pytest.mark.parametrize("text", DEEP)
@pytest.mark.parametrize(("path", "status"), [("/api/viewings", 422), ("/api/session", 422), ("/_dash-update-component", 400)])
def test_json_nested_without_end_is_bad_json(dispatcher, caplog, text: str, path: str, status: int) -> None:
    answer = dispatcher.post(path, data=text, headers=JSON)
    assert answer.status_code == status
    assert answer.json["code"] == ("E-FORM-JSON" if status == 422 else "E-HTTP-400")
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("changed", [5, "x", {"a": 1}, None, [1]])
def test_a_callback_says_what_changed_in_any_form(dispatcher, changed) -> None:
    body = {"output": "audit-seals.children", "changedPropIds": changed}
    assert dispatcher.post("/_dash-update-component", json=body, headers=CSRF).status_code == 403


@pytest.mark.parametrize("name", ["os/os.py", "dash/nothing.js", "dash/../app.py", "no_such/x.js"])
def test_a_component_that_is_not_there_is_not_found(dispatcher, caplog, name: str) -> None:
    answer = dispatcher.get(f"/_dash-component-suites/{name}")
    assert answer.status_code == 404
    assert "failed" not in caplog.text
    assert "Traceback" not in caplog.text
