"""`script/mingjie verify-audit` in words and numbers: 0 whole, 1 tampered with and named, 2 could not be checked."""

from __future__ import annotations

import json

import pytest

from data import cli
from data.commands import verify_audit
from data.law.reports import signing_key, write_due_reports
from tests.audit.support import tamper


@pytest.fixture
def command(sealed, capsys):
    import argparse

    def run(*arguments):
        parser = argparse.ArgumentParser()
        verify_audit.add_parser(parser.add_subparsers())
        args = parser.parse_args(["verify-audit", *arguments])
        code = verify_audit.run(args, sealed.database.settings)
        return code, *capsys.readouterr()

    return run


def test_a_whole_audit_is_said_to_be_whole(sealed, command):
    code, out, _ = command("--anchors", str(sealed.anchors))
    assert code == 0
    assert "40 leaves, 4 seals, 0 leaves waiting, 4 seals anchored" in out
    assert out.endswith("审计完整 the audit is whole\n")


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE audit.leaf SET login = 'x' WHERE seq = 17", "row-edited seq 17："),
        ("DELETE FROM audit.leaf WHERE seq BETWEEN 8 AND 9", "row-removed seq 8–9："),
        ("DELETE FROM audit.seal WHERE no = 4", "tail-cut seal 4："),
        ("UPDATE audit.seal SET root = sha256('x') WHERE no = 2", "seal-changed seal 2："),
    ],
)
def test_what_was_tampered_with_is_named(sealed, command, statement, line):
    tamper(sealed.owner, statement)
    code, out, _ = command("--anchors", str(sealed.anchors))
    assert code == 1
    assert any(said.startswith(line) for said in out.splitlines())
    assert out.endswith("TAMPERED WITH\n")


def test_machines_read_it_too(sealed, command):
    tamper(sealed.owner, "UPDATE audit.leaf SET login = 'x' WHERE seq = 17")
    code, out, _ = command("--anchors", str(sealed.anchors), "--json")
    said = json.loads(out)
    assert (code, said["ok"], said["leaves"], said["seals"]) == (1, False, 40, 4)
    assert said["findings"] == [{"kind": "row-edited", "seq": 17, "last": 17, "says": "row edited"}]


def test_every_kind_has_its_words():
    from data.law import verification

    kinds = [
        line.split()[0]
        for line in verification.__doc__.splitlines()
        if line.startswith("    ") and line[4] != " "
    ]
    assert list(verify_audit.WORDS) == kinds


def test_an_anchor_file_that_is_not_there_is_no_pass(command, tmp_path):
    code, _, err = command("--anchors", str(tmp_path / "none"))
    assert (code, "not found" in err) == (2, True)


def test_what_cannot_be_read_is_no_pass(command, tmp_path):
    code, _, err = command("--anchors", str(tmp_path))
    assert (code, "cannot be checked" in err) == (2, True)


def test_the_installation_s_own_file_is_the_default(sealed, command):
    tamper(sealed.owner, "UPDATE audit.seal SET sealed_at = sealed_at - interval '1 day'")
    code, out, _ = command()
    assert code == 1
    assert "anchor-missing" in out


def test_reports_beside_the_anchors_are_checked(sealed, command, tmp_path):
    from datetime import UTC, datetime, timedelta

    folder = sealed.anchors.parent / "reports"
    write_due_reports(sealed.worker, folder, signing_key(tmp_path), datetime.now(UTC) + timedelta(days=1))
    assert "1 daily reports" in command("--anchors", str(sealed.anchors))[1]
    (folder / "public_key").write_text("x")
    assert command("--anchors", str(sealed.anchors))[0] == 2


def test_a_thousand_findings_are_enough(sealed):
    found = sealed.check()
    for number in range(0, 3000, 2):
        found.find("row-edited", number)
    assert (len(found.findings), found.more) == (1000, 500)


def test_the_command_is_among_mingjie_s(capsys):
    with pytest.raises(SystemExit):
        cli.main(["verify-audit", "--help"])
    assert "--anchors" in capsys.readouterr().out
