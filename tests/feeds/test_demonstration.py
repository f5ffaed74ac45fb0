"""The demonstration's cameras: their pose is true to the pixel, their loops are whole, their server lets nobody in without the password."""

from __future__ import annotations

import json
import math
import socket
import stat

import av
import numpy as np
import pytest

from data.demo.sources import secret_file, source_for
from data.settings import Settings
from data.vault import Source
from feeds.decoding import decode
from feeds.demonstration import library
from feeds.demonstration.optics import Camera, Pose
from feeds.demonstration.render import FINE, HEIGHT, WIDTH, Picture
from feeds.demonstration.scenes import all_scenes
from feeds.demonstration.world import Box, Mover, Road, Scene
from feeds.sources import address_of

SMALL = Scene(
    "small", "试验", Pose(2.0, -3.0, 6.0, 20.0, -18.0, 70.0), [Road((0, -20), (0, 80))],
    buildings=[Box(12, 30, 10, 10, 9, (150, 160, 170), kind="building")], movers=[Mover("car", (-2, 8), (-2, 40), 0.2, (40, 40, 200))],
    fps=5, seconds=2,
)


def ground_point(camera: Camera, u: float, v: float) -> np.ndarray:
    """Where the ray of a pixel meets the ground."""
    local = np.array([(u - camera.width / 2) / camera.focal, (v - camera.height / 2) / camera.focal, 1.0])
    ray = local @ camera.rotation
    return camera.centre - ray * camera.centre[2] / ray[2]


@pytest.mark.parametrize("scene", all_scenes(), ids=lambda scene: scene.name)
def test_projection_and_rays_agree(scene):
    camera = Camera(scene.pose, WIDTH, HEIGHT)
    for u, v in ((20.5, 300.5), (320.0, 250.0), (630.5, 350.5)):
        point = ground_point(camera, u, v)
        projected, _ = camera.project(np.array([point, point, point]))
        assert projected[0] == pytest.approx((u, v), abs=1e-6)


def test_heading_is_clockwise_from_north_and_tilt_is_down():
    camera = Camera(Pose(0, 0, 10, 90, -45, 60), 640, 360)
    assert ground_point(camera, 320, 180) == pytest.approx((10, 0, 0), abs=1e-9)
    right = ground_point(camera, 480, 180)
    assert right[1] < 0  # looking east, right is south
    assert camera.focal == pytest.approx(320 / math.tan(math.radians(30)))


def test_what_moves_is_drawn_where_the_pose_says():
    picture = Picture(SMALL)
    one, two = (picture.at(moment).astype(int) for moment in (0.1, 0.6))
    changed = np.argwhere(np.abs(one - two).sum(axis=2) > 30)
    camera = Camera(SMALL.pose, WIDTH, HEIGHT)
    allowed = np.zeros((HEIGHT, WIDTH), bool)
    for moment in (0.1, 0.6):
        for box in SMALL.movers[0].boxes(moment):
            corners = np.concatenate([np.array([*face, face[0] * (1, 1, 0)]) for face, _ in box.faces()])
            pixels, _ = camera.project(corners)
            low, high = pixels.min(axis=0) - 12, pixels.max(axis=0) + 12  # the shadow lies beside it
            allowed[max(int(low[1]), 0) : int(high[1]) + 1, max(int(low[0]), 0) : int(high[0]) + 1] = True
    assert len(changed) > 200
    assert allowed[changed[:, 0], changed[:, 1]].all()


def test_the_nearer_hides_the_farther():
    behind = Box(0, 30, 4, 4, 4, (0, 0, 255))
    before = Box(0, 15, 6, 6, 6, (0, 255, 0))
    scene = Scene("depth", "", Pose(0, 0, 3, 0, 0, 60), [], buildings=[before, behind])
    picture = Picture(scene)
    middle = picture.at(0)[HEIGHT // 2 - 2, WIDTH // 2]
    assert middle[1] > middle[2]
    assert picture.depth[HEIGHT * FINE // 2, WIDTH * FINE // 2] == pytest.approx(12, abs=0.1)


def test_scenes_have_names_of_their_own_and_poses_above_ground():
    scenes = all_scenes()
    assert len({scene.name for scene in scenes}) == len(scenes) >= 8
    for scene in scenes:
        assert scene.pose.height > 2
        assert scene.pose.tilt < 0
        assert scene.pose.describe().keys() == {"x", "y", "height", "heading", "tilt", "hfov"}


def test_a_loop_is_whole_with_a_key_frame_each_second(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "all_scenes", lambda: [SMALL])
    assert library.prepare(tmp_path) == 1
    assert library.prepare(tmp_path) == 0
    index = json.loads((tmp_path / "small.json").read_text())
    assert index["pose"] == SMALL.pose.describe()
    assert len(index["offsets"]) == SMALL.fps * SMALL.seconds
    with av.open(str(tmp_path / "small.h264"), options={"framerate": str(SMALL.fps)}) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == SMALL.fps * SMALL.seconds
    assert [number for number, frame in enumerate(frames) if frame.key_frame] == [0, 5]
    assert (frames[0].width, frames[0].height) == (WIDTH, HEIGHT)


def test_changed_drawing_code_draws_again(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "all_scenes", lambda: [SMALL])
    library.prepare(tmp_path)
    monkeypatch.setattr(library, "version", lambda: "other")
    assert library.prepare(tmp_path) == 1


def test_each_installation_has_a_camera_password_of_its_own(tmp_path):
    one, two = (Settings.load(var_dir=tmp_path / name, demo_rtsp_port=8600) for name in ("one", "two"))
    source = source_for(one, "41900100001310000001")
    assert source.keys() == {"url", "user", "password"}
    assert source["url"] == "rtsp://127.0.0.1:8600/41900100001310000001"
    assert source == source_for(one, "41900100001310000001")
    assert len(source["password"]) >= 16
    assert source["password"] != source_for(two, "41900100001310000001")["password"]
    assert stat.S_IMODE(secret_file(one).stat().st_mode) == 0o600


def test_the_source_asks_for_digest_and_never_for_basic(rtsp):
    with socket.create_connection(("127.0.0.1", rtsp.port), timeout=5) as wire:
        wire.sendall(f"DESCRIBE rtsp://127.0.0.1:{rtsp.port}/x RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
        answer = wire.recv(4096).decode()
    assert "401" in answer.splitlines()[0]
    assert "Digest" in answer
    assert "Basic" not in answer


def test_a_camera_keeps_its_scene_and_pictures_go_on_beyond_the_loop(rtsp):
    source = rtsp.source("41900100001310000001")
    pictures = decode(address_of(Source(source.url, user=source.user, password=source.password), small=True), lambda: False)
    taken = [next(pictures) for _ in range(25)]  # the loop has twenty
    pictures.close()
    assert all(picture.pixels.shape == (360, 640, 3) for picture in taken)
