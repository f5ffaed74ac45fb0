"""script/serve.py says where to go when all answers, however slow the machine, and never after its processes have ended."""

from __future__ import annotations

import importlib.util
import threading

import pytest

from data.settings import ROOT, Settings

TURNS = 2000  # asked in vain


@pytest.fixture
def serve():
    spec = importlib.util.spec_from_file_location("serve", ROOT / "script" / "serve.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Impatient(threading.Event):
    """Waits for nobody."""

    def wait(self, timeout=None):
        """See threading.Event."""
        return super().wait(0)


def test_a_slow_machine_is_waited_for(serve, monkeypatch, tmp_path, capsys):
    asked = []
    monkeypatch.setattr(serve, "answers", lambda *door: asked.append(door) or len(asked) > TURNS)
    serve.announce(Settings.load(var_dir=tmp_path), Impatient())
    assert "is ready" in capsys.readouterr().out
    assert serve.PATIENCE >= 600


def test_nothing_is_said_once_the_processes_have_ended(serve, monkeypatch, tmp_path, capsys):
    ended = Impatient()
    monkeypatch.setattr(serve, "answers", lambda *_door: ended.set() or False)
    serve.announce(Settings.load(var_dir=tmp_path), ended)
    assert capsys.readouterr().out == ""


def test_patience_has_an_end(serve, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(serve, "PATIENCE", 0.0)
    serve.announce(Settings.load(var_dir=tmp_path), Impatient())
    assert capsys.readouterr().out == ""
