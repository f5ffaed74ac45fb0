"""script/mingjie: every file of data/commands is a command, and what goes wrong is said in one line."""

from __future__ import annotations

import pkgutil

import pytest

from data import cli, commands


def test_every_command_is_listed(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--help"])
    listed = capsys.readouterr().out
    assert caught.value.code == 0
    assert [found.name for found in pkgutil.iter_modules(commands.__path__) if found.name.replace("_", "-") not in listed] == []


def test_an_unknown_command_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["no-such-command"])
    assert caught.value.code == 2
    assert "no-such-command" in capsys.readouterr().err


def test_a_database_that_is_not_there_is_said_in_one_line(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///nowhere?host={tmp_path}")
    monkeypatch.setenv("MINGJIE_VAR", str(tmp_path))
    assert cli.main(["seed-demo"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("E-DOWN-01 ")
    assert "Traceback" not in said.err


def test_a_database_that_was_never_migrated_is_said_in_a_sentence(capsys, monkeypatch, settings):
    from psycopg import errors

    from data.commands import verify_audit

    def ask(_args, _settings):
        raise errors.UndefinedTable('relation "catalogue.city" does not exist')

    monkeypatch.setattr(verify_audit, "run", ask)
    monkeypatch.setattr(cli.Settings, "load", lambda: settings)
    assert cli.main(["verify-audit"]) == 1
    said = capsys.readouterr().err
    assert "python -m data.migrate" in said
    assert "Traceback" not in said


def test_another_mistake_in_a_query_is_not_taken_for_a_missing_table(monkeypatch, settings):
    from psycopg import errors

    from data.commands import verify_audit

    def ask(_args, _settings):
        raise errors.UndefinedColumn("no such column")

    monkeypatch.setattr(verify_audit, "run", ask)
    monkeypatch.setattr(cli.Settings, "load", lambda: settings)
    with pytest.raises(errors.UndefinedColumn):
        cli.main(["verify-audit"])
