"""Demonstration cameras: an RTSP server (GStreamer) with digest authentication that plays rendered scenes for ever.

Runs under Debian's own interpreter (`/usr/bin/python3`, where `gi` lives), hence imports nothing of this project. The scenes
are H.264 access units rendered beforehand by `feeds.demonstration.render`; nothing is encoded here, and a path that nobody
watches costs nothing. `/<camera code>` shows the scene named for it in `mapping.json`, or one chosen by a hash of the code.
User and password come from a file (`user:password`), never from the command line. What does not belong here: drawing, law.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import signal
import sys
import time
from pathlib import Path

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

REALM = "mingjie demonstration"
ROLE = "gateway"
PATH = re.compile(r"^/[0-9A-Za-z_-]{1,64}$")
MOST_PATHS = 4096
LAUNCH = (
    "( appsrc name=src is-live=true format=time do-timestamp=true max-bytes=2000000 "
    "caps=video/x-h264,stream-format=byte-stream,alignment=au,framerate={fps}/1 "
    "! rtph264pay name=pay0 pt=96 config-interval=0 )"
)


class Scene:
    """One rendered loop in memory: its access units (bytes), frames a second and where its key frames are."""

    def __init__(self, index: Path) -> None:
        about = json.loads(index.read_text(encoding="utf-8"))
        stream = index.with_suffix(".h264").read_bytes()
        ends = [*about["offsets"][1:], len(stream)]
        self.fps = int(about["fps"])
        self.units = [stream[a:b] for a, b in zip(about["offsets"], ends, strict=True)]


class Playing:
    """Feeds one media's appsrc, beginning at the loop's first key frame; one GLib timer while somebody watches."""

    def __init__(self, media: GstRtspServer.RTSPMedia, scene: Scene) -> None:
        self.scene = scene
        self.source = media.get_element().get_by_name("src")
        self.next = 0
        self.began = time.monotonic()
        media.connect("unprepared", self.stop)
        self.push()
        self.timer = GLib.timeout_add(round(500 / scene.fps), self.push)  # twice as often: half a frame of unevenness

    def push(self) -> bool:
        """Hand over what is due by the clock; a late timer catches up. The timer goes on until `stop`."""
        due = int((time.monotonic() - self.began) * self.scene.fps) + 1
        if due - self.next > self.scene.fps:  # the machine slept
            self.began, due = time.monotonic() - self.next / self.scene.fps, self.next + 1
        while self.next < due:
            unit = self.scene.units[self.next % len(self.scene.units)]
            if self.source.emit("push-buffer", Gst.Buffer.new_wrapped(unit)) != Gst.FlowReturn.OK:
                break  # not yet playing, or no more
            self.next += 1
        return True

    def stop(self, _media: GstRtspServer.RTSPMedia) -> None:
        """Nobody watches any more."""
        if self.timer:
            GLib.source_remove(self.timer)
            self.timer = 0


class Cameras:
    """Mounts `/<camera code>` when first asked for, so that any camera of the catalogue has its source."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        self.folder = folder
        self.scenes: dict[str, Scene] = {}
        self.names = names or sorted(path.stem for path in folder.glob("*.json"))
        self.mapping = read_mapping(folder)
        self.server = GstRtspServer.RTSPServer()
        self.mounted: set[str] = set()
        self.server.connect("client-connected", self.on_client)

    def on_client(self, _server: GstRtspServer.RTSPServer, client: GstRtspServer.RTSPClient) -> None:
        """Hear of what a new client asks for before it is looked up."""
        client.connect("pre-describe-request", self.on_describe)

    def on_describe(self, _client: GstRtspServer.RTSPClient, context: GstRtspServer.RTSPContext) -> int:
        """Mount the path that is about to be described, if it may be a camera."""
        path = context.uri.abspath
        if path not in self.mounted and PATH.match(path) and len(self.mounted) < MOST_PATHS:
            self.mount(path)
        return GstRtsp.RTSPStatusCode.OK

    def mount(self, path: str) -> None:
        """Give a path its scene; while that is still being drawn another one stands in, until the next viewer."""
        name = self.name_of(path[1:])
        scene = self.scene(name)
        if scene is not None:
            self.mounted.add(path)
        scene = scene or next(filter(None, map(self.scene, self.names)), None)
        if scene is not None:
            self.server.get_mount_points().add_factory(path, self.factory(scene))

    def name_of(self, code: str) -> str:
        """The scene a camera shows: by the mapping file, else by a hash (stable over restarts)."""
        named = self.mapping.get(code)
        if named in self.names:
            return named
        digest = hashlib.sha256(code.encode()).digest()
        return self.names[int.from_bytes(digest[:4], "big") % len(self.names)]

    def scene(self, name: str) -> Scene | None:
        """A scene, read when it is first needed; None while it is not drawn."""
        index = self.folder / f"{name}.json"
        if name not in self.scenes and index.exists():
            self.scenes[name] = Scene(index)
        return self.scenes.get(name)

    def factory(self, scene: Scene) -> GstRtspServer.RTSPMediaFactory:
        """What makes the media of one camera, shared by all its clients, for those who have signed in."""
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(LAUNCH.format(fps=scene.fps))
        factory.set_shared(True)
        factory.set_latency(0)
        factory.connect("media-configure", lambda _factory, media: Playing(media, scene))
        permissions = GstRtspServer.RTSPPermissions()
        permissions.add_role(ROLE)
        permissions.add_permission_for_role(ROLE, "media.factory.access", True)
        permissions.add_permission_for_role(ROLE, "media.factory.construct", True)
        factory.set_permissions(permissions)
        return factory


def digest_auth(user: str, password: str) -> GstRtspServer.RTSPAuth:
    """Digest only: a camera that takes Basic would send the password in clear."""
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    auth.set_realm(REALM)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", ROLE)
    auth.add_digest(user, password, token)
    return auth


def read_mapping(folder: Path) -> dict[str, str]:
    """Camera code → scene, for cameras that are to show a certain one."""
    path = folder / "mapping" / "cameras.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def serve(address: str, port: int, scenes: Path, names: list[str], secret: Path) -> int:
    """Serve until SIGTERM or SIGINT. Port 0 takes a free one; the line `listening PORT` on stdout names it."""
    Gst.init(None)
    user, _, password = secret.read_text(encoding="utf-8").strip().partition(":")
    server = Cameras(scenes, names).server
    server.set_address(address)
    server.set_service(str(port))
    server.set_auth(digest_auth(user, password))
    loop = GLib.MainLoop()
    if not server.attach(None):
        sys.stderr.write(f"port {port} is taken\n")
        return 1
    pool = server.get_session_pool()
    GLib.timeout_add_seconds(5, lambda: pool.cleanup() >= 0)
    for number in (signal.SIGTERM, signal.SIGINT):
        GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, loop.quit)
    sys.stdout.write(f"listening {server.get_bound_port()}\n")
    sys.stdout.flush()
    loop.run()
    return 0


def main() -> int:
    """Serve by the command line's options."""
    parser = argparse.ArgumentParser(description="Demonstration cameras (RTSP)")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8554)
    parser.add_argument("--scenes", type=Path, required=True, help="folder of rendered scenes")
    parser.add_argument("--names", default="", help="all scenes, by comma; without, those that are there")
    parser.add_argument("--secret", type=Path, required=True, help="file holding user:password")
    given = parser.parse_args()
    return serve(given.address, given.port, given.scenes, [name for name in given.names.split(",") if name], given.secret)


if __name__ == "__main__":
    sys.exit(main())
