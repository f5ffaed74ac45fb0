"""Demonstration cameras: rendered scenes behind a real RTSP server. Nothing here serves outside the demonstration."""

from __future__ import annotations

from pathlib import Path


def rtsp_server_path() -> Path:
    """The server's file; it is run by Debian's own interpreter, never imported."""
    return Path(__file__).with_name("rtsp_server.py")
