"""Where a demonstration camera's pictures come from: the built-in RTSP source, with a password of this installation's own.

Belongs here: the address of a camera code and the password file that the source reads too. Does not belong here: serving
(feeds/demonstration), sealing (data/vault.py). No part of this exists outside the demonstration.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from data.settings import Settings

USER = "gateway"


def secret_file(settings: Settings) -> Path:
    """The file `user:password` (mode 600) that the built-in source authenticates by; made when first asked for."""
    path = settings.var_dir / "secrets" / "demo_camera"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f"demo_camera.{os.getpid()}-{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{USER}:{secrets.token_urlsafe(18)}")
        with contextlib.suppress(FileExistsError):  # another process was first: its password is the one
            path.hardlink_to(fresh)
        fresh.unlink()
    return path


def source_for(settings: Settings, gb_code: str) -> dict[str, str]:
    """The fields `url`, `user` and `password` of a camera's vault record.

    Args:
        settings: of the demonstration; their `demo_rtsp_port` is the source's port on this machine.
        gb_code: the camera's 20 digits; the source shows the same scene for it each time.
    """
    user, _, password = secret_file(settings).read_text(encoding="utf-8").partition(":")
    return {"url": f"rtsp://127.0.0.1:{settings.demo_rtsp_port}/{gb_code}", "user": user, "password": password}
