"""Cameras for the tests: GStreamer's RTSP server, and sockets that misbehave in front of it.

Belongs here: real sources of trouble. Every wait is for an event, none for a time.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from data.vault import Source
from feeds.demonstration import rtsp_server_path

USER, PASSWORD = "operator", "p@ss/w:rd#口令"


class RtspServer:
    """The demonstration's RTSP server as a process of its own, on a free port."""

    def __init__(self, scenes: Path, secret: Path) -> None:
        secret.write_text(f"{USER}:{PASSWORD}", encoding="utf-8")
        command = ["/usr/bin/python3", "-I", str(rtsp_server_path()), "--port", "0", "--scenes", str(scenes), "--secret", str(secret)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        words = self.process.stdout.readline().split()
        assert words[:1] == ["listening"], "the RTSP server did not start"
        self.port = int(words[1])

    def source(self, path: str = "camera", *, port: int | None = None, password: str = PASSWORD) -> Source:
        """The vault record of a camera on this server, or behind another port of this machine."""
        return Source(url=f"rtsp://127.0.0.1:{port or self.port}/{path}", user=USER, password=password)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()


class Bad:
    """A TCP server in a thread. Without a target it accepts and says nothing; else it is a wire that can freeze or cut."""

    def __init__(self, target: int | None = None) -> None:
        self.target = target
        self.connected = threading.Event()
        self._flowing = threading.Event()
        self._flowing.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.cut()

    def freeze(self) -> None:
        """Let nothing more through; the connections stay open."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Let everything through again."""
        self._flowing.set()

    def cut(self) -> None:
        """Close everything at once."""
        self._flowing.set()
        for wire in self._open:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
            wire.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._open.append(near)
                self.connected.set()
                if self.target is not None:
                    far = socket.create_connection(("127.0.0.1", self.target))
                    self._open.append(far)
                    for one, other in ((near, far), (far, near)):
                        threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self._flowing.wait(60)
                other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)
