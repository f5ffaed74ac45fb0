"""Every setting of Mingjie, typed, read once and passed in.

Belongs here: names, defaults and meaning of settings, and the secrets that are made at the first start.
Does not belong here: what a setting leads to. No other module reads the environment. docs/operations.md lists each one.
"""

from __future__ import annotations

import base64
import contextlib
import enum
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from psycopg.conninfo import make_conninfo
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from data import cluster

ROOT = Path(__file__).resolve().parent.parent


class Role(enum.StrEnum):
    """Who connects to the database. OWNER prepares it (migrate, seed); the others serve, each with the least it needs."""

    OWNER = "mingjie"
    WEB = "mj_web"
    FEEDS = "mj_feeds"
    WORKER = "mj_worker"
    AUDITOR = "mj_auditor"


class Settings(BaseSettings):
    """The settings of one installation. Frozen: a changed setting is a restart."""

    model_config = SettingsConfigDict(
        env_prefix="MINGJIE_", frozen=True, extra="ignore", ignored_types=(cached_property,)
    )

    var_dir: Path = Field(ROOT / "var", validation_alias="MINGJIE_VAR")
    """Everything an installation keeps: cluster, secrets, anchors, cache, logs."""
    database_url: str | None = Field(None, validation_alias="DATABASE_URL", repr=False)
    """A given PostGIS database (postgresql://…); None: the private cluster under `var_dir`."""
    redis_url: str | None = Field(None, validation_alias="REDIS_URL", repr=False)
    """Shared cache for several hosts; None: the embedded one."""
    demo: bool = False
    """The demonstration city and its sign-in page. Never in production."""
    host: str = "127.0.0.1"
    port: int = Field(8050, ge=1, le=65535)
    public_url: str = ""
    """The address people type, without a closing slash; empty: http://127.0.0.1:{port}."""
    feeds_host: str = "127.0.0.1"
    feeds_port: int = Field(8051, ge=1, le=65535)
    """Worker i of the gateway listens on `feeds_port` + i."""
    feeds_workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    feeds_public_url: str | None = None
    """The gateway as browsers reach it (ws://… or wss://…); None: the host of `public_url` with the worker's port."""
    demo_rtsp_port: int = Field(8554, ge=1, le=65535)
    secret_key_text: str | None = Field(None, validation_alias="MINGJIE_SECRET_KEY", repr=False)
    vault_key_text: str | None = Field(None, validation_alias="MINGJIE_VAULT_KEY", repr=False)
    anchor_path: Path | None = Field(None, validation_alias="MINGJIE_ANCHOR_FILE")
    session_idle: timedelta = timedelta(minutes=30)
    session_absolute: timedelta = timedelta(hours=12)
    trusted_proxies: int = Field(0, ge=0)
    """How many reverse proxies stand in front; 0: forwarded addresses are not believed."""
    basemap: str | None = None
    """None: vector tiles from PostGIS; or a .pmtiles file; or an XYZ address inside the closed network."""
    language: str = Field("zh", pattern="^(zh|en)$")
    shape_file_mb: int = Field(32, ge=1, le=1024)
    """The largest file of shapes; unpacked it may be four times as large."""
    shape_vertices: int = Field(50_000, ge=100, le=1_000_000)
    """Vertices of one jurisdiction; a file may hold ten times as many."""
    shape_seconds: int = Field(10, ge=1, le=600)
    """Processor time for reading a file of shapes."""
    shape_memory_mb: int = Field(2048, ge=512)
    """Address space of the process that reads it."""

    @classmethod
    def load(cls, **overrides: object) -> Self:
        """The settings of the environment, `overrides` first (by field name or environment name)."""
        aliases = {name: str(field.validation_alias or name) for name, field in cls.model_fields.items()}
        settings = cls(**{aliases.get(key, key): value for key, value in overrides.items()})  # type: ignore[arg-type]
        if settings.public_url:
            return settings.model_copy(update={"var_dir": settings.var_dir.resolve()})
        public_url = f"http://127.0.0.1:{settings.port}"
        return settings.model_copy(update={"var_dir": settings.var_dir.resolve(), "public_url": public_url})

    @cached_property
    def cluster(self) -> cluster.Place:
        """Where the private cluster stands."""
        return cluster.Place.of(self.var_dir, "pg")

    @cached_property
    def secret_key(self) -> bytes:
        """Signs what the web process hands out, derives the service roles' passwords."""
        if self.secret_key_text:
            return self.secret_key_text.encode()
        return self._kept("secret_key", lambda: secrets.token_urlsafe(48).encode())

    @cached_property
    def vault_key(self) -> bytes:
        """32 bytes under which stream addresses and passwords are encrypted.

        Raises:
            ValueError: MINGJIE_VAULT_KEY is not the base64 of 32 bytes.
        """
        text = self.vault_key_text or self._kept("vault_key", lambda: base64.b64encode(secrets.token_bytes(32))).decode()
        key = base64.b64decode(text, validate=True)
        if len(key) != 32:  # noqa: PLR2004 - AES-256
            raise ValueError("MINGJIE_VAULT_KEY must be the base64 of 32 bytes")
        return key

    @property
    def anchor_file(self) -> Path:
        """The append-only file of audit roots outside the database."""
        return self.anchor_path or self.var_dir / "anchors" / "roots.log"

    @property
    def secure(self) -> bool:
        """Whether people reach the site over TLS."""
        return urlsplit(self.public_url).scheme == "https"

    def dsn(self, role: Role) -> str:
        """How `role` connects. OWNER is the role of DATABASE_URL or the private cluster's superuser."""
        if self.database_url is None:
            return make_conninfo(host=str(self.cluster.sockets), port=cluster.PORT, dbname="mingjie", user=role.value)
        given = make_conninfo(self.database_url)
        if role is Role.OWNER:
            return given
        return make_conninfo(given, user=role.value, password=self.role_password(role))

    def role_password(self, role: Role) -> str:
        """The password of a service role in a given database: HMAC-SHA256 of the role's name under `secret_key`."""
        return hmac.new(self.secret_key, f"role {role.value}".encode(), hashlib.sha256).hexdigest()

    def environment(self) -> dict[str, str]:
        """The environment of a child process that reads these same settings."""
        own = {"MINGJIE_VAR": str(self.var_dir), "MINGJIE_PORT": str(self.port), "MINGJIE_PUBLIC_URL": self.public_url}
        return {**os.environ, **own, "MINGJIE_DEMO": "1" if self.demo else "0"}

    def _kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        path = self.var_dir / "secrets" / name
        if path.exists():
            return path.read_bytes()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f"{name}.{os.getpid()}-{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):  # another process was first: its secret is the one
            path.hardlink_to(fresh)
        fresh.unlink()
        return path.read_bytes()
