"""The rendered scenes on disk: `<name>.h264` (access units, a key frame each second) and `<name>.json` (their places, and the pose).

Belongs here: coding, files, doing it once. The pose beside the picture is its exact truth. Does not belong here: drawing.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

import av
import cv2

from feeds.demonstration.render import HEIGHT, WIDTH, Picture
from feeds.demonstration.scenes import all_scenes
from feeds.demonstration.world import Scene
from feeds.mark import font
from feeds.mask import Pixels

CODING = {"preset": "veryfast", "tune": "zerolatency", "crf": "26", "x264-params": "sliced-threads=0:scenecut=0:bframes=0"}


def version() -> str:
    """Names the drawing code; scenes drawn by other code are drawn again."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem in ("library", "optics", "render", "scenes", "shading", "world"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def names() -> list[str]:
    """All scenes, in the order by which cameras are spread over them."""
    return sorted(scene.name for scene in all_scenes())


def prepare(folder: Path, most: int | None = None) -> int:
    """Render what is missing (at most `most` scenes) into `folder`, on all cores; the number of scenes that were drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    present = version()
    wanted = [name for name in names() if _version_of(folder / f"{name}.json") != present][:most]
    if len(wanted) == 1:
        render(wanted[0], folder, present)
    elif wanted:
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as processes:
            list(processes.map(render, wanted, [folder] * len(wanted), [present] * len(wanted)))
    return len(wanted)


def _version_of(index: Path) -> str | None:
    try:
        return str(json.loads(index.read_text(encoding="utf-8")).get("version"))
    except (OSError, ValueError):
        return None


def render(name: str, folder: Path, present: str) -> None:
    """Draw and encode one scene; both files appear whole or not at all, the index last."""
    cv2.setNumThreads(1)
    scene = next(scene for scene in all_scenes() if scene.name == name)
    units = _encoded(scene)
    offsets = [0]
    for unit in units[:-1]:
        offsets.append(offsets[-1] + len(unit))
    index = {
        "name": name, "title": scene.title, "version": present, "fps": scene.fps, "width": WIDTH, "height": HEIGHT,
        "pose": scene.pose.describe(), "offsets": offsets,
    }
    _write(folder / f"{name}.h264", b"".join(units))
    _write(folder / f"{name}.json", json.dumps(index, ensure_ascii=False).encode())


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)


def _encoded(scene: Scene) -> list[bytes]:
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    codec.framerate, codec.time_base, codec.gop_size = Fraction(scene.fps), Fraction(1, scene.fps), scene.fps
    codec.thread_count, codec.options = 1, CODING
    picture, count, units = Picture(scene), scene.fps * scene.seconds, []
    for number in range(count):
        frame = av.VideoFrame.from_ndarray(_labelled(picture.at(number / count), scene, number), format="bgr24")
        frame.pts = number
        units += [bytes(packet) for packet in codec.encode(frame)]
    return units + [bytes(packet) for packet in codec.encode(None)]


def _labelled(pixels: Pixels, scene: Scene, number: int) -> Pixels:
    """What such cameras write into their picture: the place, and a clock (here the loop's, for the picture is invented)."""
    text = f"演示画面 {scene.title}  {number / scene.fps:04.1f}"
    for shift, colour in ((1, (20, 20, 20)), (0, (240, 240, 240))):
        cv2.putText(pixels, text, (10 + shift, HEIGHT - 10 + shift), colour, font(), 14)
    return pixels


if __name__ == "__main__":
    os.nice(15)  # beside the start of everything else
    prepare(Path(sys.argv[1]))
