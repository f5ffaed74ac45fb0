"""The supervisor: one worker process a core, started again when a native decoder has killed it.

Belongs here: processes. Does not belong here: pictures, law; the supervisor opens neither database nor camera.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time

from data.settings import ROOT, Settings

FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0  # s before a dead worker is started again
STEADY_AFTER = 30.0  # s of life after which a death is a new story
END_WITHIN = 6.0  # s

log = logging.getLogger("feeds.supervisor")


class Child:
    """One worker process and the pipe that ends it with us, even if we are killed."""

    def __init__(self, settings: Settings, number: int) -> None:
        self.number = number
        self._settings = settings
        self._wait = FIRST_WAIT
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.again_at = 0.0

    def start(self) -> None:
        """Start the process."""
        command = [sys.executable, "-m", "feeds", "--worker", str(self.number)]
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, env=self._settings.environment())

    def look_after(self, now: float) -> None:
        """Start the process again when it has died and the wait is over."""
        if self.process is None:
            if now >= self.again_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        if now - self.started > STEADY_AFTER:
            self._wait = FIRST_WAIT
        log.error("worker died", extra={"worker": self.number, "exit": code, "again_in": self._wait})
        self._release()
        self.again_at, self._wait = now + self._wait, min(self._wait * 2, LONGEST_WAIT)

    def end(self) -> None:
        """Ask the process to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for the process's end, at the latest until `until` (monotonic seconds)."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._release()

    def _release(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


def supervise(settings: Settings, stopped: threading.Event | None = None) -> int:
    """Keep `settings.feeds_workers` workers alive until SIGTERM or SIGINT (or `stopped`)."""
    stopped = stopped or threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    children = [Child(settings, number) for number in range(settings.feeds_workers)]
    while not stopped.is_set():
        for child in children:
            child.look_after(time.monotonic())
        stopped.wait(0.2)
    for child in children:
        child.end()
    until = time.monotonic() + END_WITHIN
    for child in children:
        child.wait(until)
    return 0
