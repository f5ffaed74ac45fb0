"""`python -m feeds.demonstration`: render the scenes once and become the RTSP server that plays them.

Outside the demonstration nothing is rendered or served: the process only waits for its end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from data.demo.sources import secret_file
from data.settings import ROOT, Settings
from feeds.demonstration import library, rtsp_server_path
from feeds.demonstration.library import names, prepare

DEBIAN_PYTHON = "/usr/bin/python3"  # GStreamer's bindings are Debian's


def main() -> None:
    """Serve the demonstration cameras on 127.0.0.1."""
    settings = Settings.load()
    if not settings.demo:
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
        return
    scenes = settings.var_dir / "demo" / "scenes"
    if prepare(scenes, most=1):  # the first scene serves all cameras until the others are drawn
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        subprocess.Popen([sys.executable, "-m", library.__name__, str(scenes)], cwd=ROOT)
    options = ["--port", str(settings.demo_rtsp_port), "--scenes", str(scenes), "--names", ",".join(names())]
    options += ["--secret", str(secret_file(settings))]
    os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, "-I", str(rtsp_server_path()), *options])  # noqa: S606 - no shell


if __name__ == "__main__":
    main()
