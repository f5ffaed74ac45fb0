"""Every setting is documented, read in one place, and secrets are for nobody else to read."""

from __future__ import annotations

import ast
import base64
import stat

import pytest

from data.settings import ROOT, Role, Settings
from tests.architecture import sources

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
NAMES = [str(field.validation_alias or f"MINGJIE_{name.upper()}") for name, field in Settings.model_fields.items()]


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_is_documented(name):
    assert f"`{name}`" in OPERATIONS


def test_only_the_settings_read_the_environment():
    readers = set()
    for path in sources.files(".py", rooms=("dashboard", "feeds", "layers", "data")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and isinstance(node.value, ast.Name):
                readers.add(sources.name(path))
    assert readers == {"data/settings.py"}


def test_nothing_of_the_demonstration_is_on_by_default(tmp_path, monkeypatch):
    monkeypatch.delenv("MINGJIE_DEMO", raising=False)
    assert Settings.load(var_dir=tmp_path).demo is False


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path):
    first, second = Settings.load(var_dir=tmp_path), Settings.load(var_dir=tmp_path)
    assert first.secret_key == second.secret_key
    assert first.vault_key == second.vault_key
    assert len(first.vault_key) == 32
    kept = list((tmp_path / "secrets").iterdir())
    assert {path.name for path in kept} == {"secret_key", "vault_key"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


def test_secrets_are_never_in_what_settings_print(tmp_path):
    key = base64.b64encode(b"k" * 32).decode()
    settings = Settings.load(var_dir=tmp_path, secret_key_text="s3cret", vault_key_text=key, database_url="postgresql://u:pass@h/d")
    assert settings.vault_key == b"k" * 32
    for hidden in ("s3cret", key, "pass@"):
        assert hidden not in repr(settings)


def test_a_short_vault_key_is_refused(tmp_path):
    with pytest.raises(ValueError, match="32 bytes"):
        _ = Settings.load(var_dir=tmp_path, vault_key_text=base64.b64encode(b"short").decode()).vault_key


def test_services_sign_in_to_a_given_database_with_passwords_of_their_own(tmp_path):
    settings = Settings.load(var_dir=tmp_path, database_url="postgresql://boss:secret@db.example:5433/city?sslmode=require")
    dsns = {role: settings.dsn(role) for role in Role}
    assert "boss:secret@" in dsns[Role.OWNER]
    assert len({settings.role_password(role) for role in Role}) == len(Role)
    for role in (Role.WEB, Role.FEEDS, Role.WORKER, Role.AUDITOR):
        assert f"user={role.value}" in dsns[role]
        assert "secret" not in dsns[role]
        assert "sslmode=require" in dsns[role]
