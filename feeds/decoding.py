"""One connection to one camera: open, decode, thin out. Blocking; runs in the ingest's own thread.

Belongs here: PyAV and its options. Measured on this version: without them the first picture takes 2.7 s, with them 0.1 s after
the next key frame; `fflags=nobuffer` throws that key frame away and costs a whole group of pictures, so it is not used.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import av
import av.error
import cv2
from av.container import InputContainer

from feeds.faults import DROPPED, NO_PICTURE, SILENT, CameraFault, kind_of
from feeds.mask import Mask, Pixels, whole_frame
from feeds.sources import Address

TIMEOUTS = (3.0, 3.0)  # s: opening, reading; nothing hangs longer
ABOUT = 0.2  # s
PICTURE_WITHIN = 6.0  # s without a decodable picture although data comes
BT601 = (2, 5, 6)  # unspecified, BT.470BG, SMPTE 170M, as libav numbers them
MOST_RATE = 12.0  # frames/s
MOST_HEIGHT = 1080  # px
OPTIONS = {
    "rtsp_transport": "tcp",
    "allowed_media_types": "video",
    "analyzeduration": "0",
    "probesize": "32",
    "protocol_whitelist": "rtsp,rtp,tcp,tls,udp",
}

av.logging.set_level(None)  # the library's own lines show addresses


class Decoded:
    """A decoded picture and when it was decoded (unix seconds). Its pixels are made, and masked, when somebody takes it."""

    __slots__ = ("_frame", "_making", "_mask", "_pixels", "at")

    def __init__(self, frame: av.VideoFrame, at: float, mask: Mask) -> None:
        self.at = at
        self._frame: av.VideoFrame | None = frame
        self._mask = mask
        self._pixels: Pixels | None = None
        self._making = threading.Lock()

    @property
    def pixels(self) -> Pixels:
        """H×W×3 BGR after the mask; the same array for all viewers, not to be written to. A worker that cannot keep up makes fewer."""
        with self._making:
            if self._pixels is None and self._frame is not None:
                self._pixels, self._frame = self._mask(_pixels(self._frame)), None
        assert self._pixels is not None
        return self._pixels


class Pace:
    """Thins a stream out evenly to at most `rate` frames a second by its own time stamps."""

    def __init__(self, rate: float = MOST_RATE) -> None:
        self.rate = rate
        self._last: float | None = None
        self._credit = 1.0

    def keep(self, at: float) -> bool:
        """Whether the frame with this time (s) is wanted."""
        gap = 0.0 if self._last is None else at - self._last
        self._last = at
        self._credit = min(self._credit + gap * self.rate, 2.0) if 0 <= gap < 1 else 1.0
        if self._credit < 0.95:  # noqa: PLR2004 - time stamps are rounded
            return False
        self._credit = min(self._credit - 1.0, 1.0)
        return True


def decode(address: Address, stopped: Callable[[], bool], mask: Mask = whole_frame) -> Iterator[Decoded]:
    """The pictures of a camera from now on, until `stopped()`, each with `mask` between decoding and everything else.

    Raises:
        CameraFault: the camera refuses, hangs (within 3.1 s), drops or sends nothing to be seen. Carries no text of the library.
    """
    container = _opened(address)
    try:
        yield from _pictures(container, stopped, mask)
    except (av.error.FFmpegError, OSError) as error:
        raise CameraFault(kind_of(error)) from None
    finally:
        container.close()


def _opened(address: Address) -> InputContainer:
    began = time.monotonic()
    try:
        return av.open(address.url, options=OPTIONS, timeout=TIMEOUTS)
    except (av.error.FFmpegError, OSError, ValueError) as error:  # an answer cut short by the time-out is "invalid data" to it
        late = time.monotonic() - began > TIMEOUTS[0] - ABOUT
        raise CameraFault(SILENT if late else kind_of(error)) from None


def _pictures(container: InputContainer, stopped: Callable[[], bool], mask: Mask) -> Iterator[Decoded]:
    if not container.streams.video:
        raise CameraFault(NO_PICTURE)
    stream = container.streams.video[0]
    stream.codec_context.thread_count = 1  # threads by frame would delay each picture
    pace, heard = Pace(), time.monotonic()
    seen = heard
    for packet in container.demux(stream):
        before, heard = heard, time.monotonic()
        if stopped():
            return
        if heard - before > TIMEOUTS[1] - ABOUT:  # the parser's last packet, handed out by the time-out; the next would cost another
            raise CameraFault(SILENT)
        for frame in _frames(packet):
            seen = heard
            if pace.keep(frame.time if frame.time is not None else seen):
                yield Decoded(frame, time.time(), mask)
        if heard - seen > PICTURE_WITHIN:
            raise CameraFault(NO_PICTURE)
    raise CameraFault(DROPPED)


def _frames(packet: av.Packet[Any]) -> list[av.VideoFrame]:
    try:
        return [frame for frame in packet.decode() if not frame.is_corrupt]
    except av.error.InvalidDataError:  # one broken packet; the next key frame mends it
        return []


def _pixels(frame: av.VideoFrame) -> Pixels:
    if frame.height <= MOST_HEIGHT:
        if _is_plain(frame):  # half the time of the general way
            return cv2.cvtColor(frame.to_ndarray(), cv2.COLOR_YUV2BGR_I420)
        return frame.to_ndarray(format="bgr24")
    width = round(frame.width * MOST_HEIGHT / frame.height / 2) * 2
    return frame.reformat(width=width, height=MOST_HEIGHT, format="bgr24").to_ndarray()


def _is_plain(frame: av.VideoFrame) -> bool:
    """4:2:0 in the limited range with the matrix of BT.601 (or none named), even sides: what OpenCV's conversion assumes."""
    even = frame.width % 2 == 0 and frame.height % 2 == 0
    return even and frame.format.name == "yuv420p" and frame.color_range in (0, 1) and frame.colorspace in BT601
