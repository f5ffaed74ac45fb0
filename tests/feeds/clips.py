"""Small H.264 loops for the tests' cameras, in the form that the demonstration's RTSP server plays. A grey field on which a bar moves."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

WIDTH, HEIGHT, FPS = 640, 360, 10
GREY = 100


def picture(number: int) -> np.ndarray:
    """The frame before encoding; its upper half is plain grey."""
    frame = np.full((HEIGHT, WIDTH, 3), GREY, np.uint8)
    cv2.rectangle(frame, (number * 9 % WIDTH, 330), (number * 9 % WIDTH + 40, 350), (40, 160, 210), -1)
    return frame


def make(folder: Path, name: str = "grey", seconds: int = 2) -> None:
    """Write `name.h264` and `name.json`; a key frame each second."""
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    codec.framerate, codec.time_base, codec.gop_size = FPS, Fraction(1, FPS), FPS
    codec.options = {"preset": "veryfast", "tune": "zerolatency", "x264-params": "sliced-threads=0:scenecut=0"}
    units = []
    for number in range(FPS * seconds):
        frame = av.VideoFrame.from_ndarray(picture(number), format="bgr24")
        frame.pts = number
        units += [bytes(packet) for packet in codec.encode(frame)]
    units += [bytes(packet) for packet in codec.encode(None)]
    offsets = [sum(map(len, units[:index])) for index in range(len(units))]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.h264").write_bytes(b"".join(units))
    (folder / f"{name}.json").write_text(json.dumps({"fps": FPS, "offsets": offsets}))
