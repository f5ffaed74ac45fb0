"""The mark: who looks, burnt into the pixels, tiled so that a crop still holds it (Article 26, requirements R-63).

Belongs here: the text, its drawing and its placing. Every viewer's picture is marked for that viewer alone, and the clock in the
mark moves. `Marker.jpeg(frame)` is the one road from pixels to what a browser gets.
"""

from __future__ import annotations

import subprocess
import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import cv2
import numpy as np

from data.law.tickets import Redeemed
from feeds import encode
from feeds.mask import Pixels

ZONE = ZoneInfo("Asia/Shanghai")
FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJKsc-Regular.otf"),
)
SHADOW, LIGHT = 115, 230  # taken away around the letters, added on them: white letters with a dark edge on any ground
ROWS, COLUMNS = 3, 3  # at least; at 640×360 and above any crop of half the width and height holds a whole mark


class NoFontError(Exception):
    """No font with Chinese characters: nothing can be marked, so nothing is shown."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """What the mark says of whoever looks."""

    department: str
    person: str
    staff_no: str
    address: str
    register_no: str

    @classmethod
    def of(cls, redeemed: Redeemed) -> Viewer:
        """The viewer that a redeemed ticket names."""
        return cls(redeemed.department_zh, redeemed.person_name, redeemed.staff_no, redeemed.address, redeemed.register_no)

    def lines(self, at: datetime) -> tuple[str, ...]:
        """The mark's lines at a moment, in the city's time."""
        clock = at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
        return (self.department, f"{self.person} {self.staff_no}", f"{self.address} {self.register_no}", clock)


@cache
def font() -> cv2.FontFace:
    """The CJK font, loaded once a process.

    Raises:
        NoFontError: none is installed (Debian: fonts-noto-cjk).
    """
    for path in (*FONTS, _asked_font()):
        if path and path.is_file():
            return cv2.FontFace(str(path))
    raise NoFontError("install fonts-noto-cjk")


def _asked_font() -> Path | None:
    try:
        asked = subprocess.run(
            ["fc-match", "-f", "%{file}", "Noto Sans CJK SC"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Path(asked.stdout) if "CJK" in asked.stdout else None


_drawing = threading.Lock()  # a FontFace keeps a glyph cache that is not made for threads


@dataclass(frozen=True, slots=True)
class Stamp:
    """One mark as two small pictures: what it takes away and what it adds, both h×w×3."""

    shadow: Pixels
    light: Pixels


def draw(lines: tuple[str, ...], size: int) -> Stamp:
    """Draw the lines at a letter height of `size` pixels, tightly cut."""
    pad, pitch = 3, round(size * 1.3)
    letters = np.zeros((pitch * len(lines) + 2 * pad, size * max(map(len, lines)) + 4 * pad, 3), np.uint8)
    right = 0
    with _drawing:
        for row, line in enumerate(lines):
            at = (pad, pad + row * pitch + size)
            right = max(right, cv2.putText(letters, line, at, (255, 255, 255), font(), size)[0][0])
    letters = letters[:, : right + pad]
    around = cv2.dilate(letters, np.ones((3, 3), np.uint8))
    return Stamp(cv2.convertScaleAbs(around, alpha=SHADOW / 255), cv2.convertScaleAbs(letters, alpha=LIGHT / 255))


def warm() -> None:
    """Load the font and the usual letters before the first viewer waits for them.

    Raises:
        NoFontError: none is installed.
    """
    for size in (13, 26):
        draw(("示范区交通运输局水利公安应急管理", "0123456789-:. ABCDEFJNSTY"), size)


def places(width: int, height: int, stamp: Stamp) -> list[tuple[int, int]]:
    """Where the mark's copies lie: (x, y) of each top left corner, in staggered rows over the whole picture."""
    high, wide = stamp.light.shape[:2]
    step_x = max(wide, min(width // COLUMNS, width // 2 - wide))
    step_y = max(high, min(height // ROWS, height // 2 - high))
    found = []
    for row, y in enumerate(range(step_y // 8, height - high // 2, step_y)):
        shift = (step_x // 2) * (row % 2)
        found += [(x, y) for x in range(step_x // 8 - shift, width - wide // 4, step_x)]
    return found


def burn(pixels: Pixels, stamp: Stamp) -> Pixels:
    """A copy of the H×W×3 picture with the mark on all its places."""
    marked = pixels.copy()
    height, width = marked.shape[:2]
    for x, y in places(width, height, stamp):
        x0, y0 = max(x, 0), max(y, 0)
        part = marked[y0 : y + stamp.light.shape[0], x0 : x + stamp.light.shape[1]]
        inner = np.s_[y0 - y : y0 - y + part.shape[0], x0 - x : x0 - x + part.shape[1]]
        cv2.subtract(part, stamp.shadow[inner], dst=part)
        cv2.add(part, stamp.light[inner], dst=part)
    return marked


class Marker:
    """Marks one viewer's pictures. The drawn mark is kept for its second and size."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self._key: tuple[int, int] = (0, 0)
        self._stamp: Stamp | None = None

    def stamp(self, width: int, height: int, at: float) -> Stamp:
        """The mark for a picture of this size at this moment (unix seconds)."""
        size = max(11, min(round(height / 28), round(width / 46)))
        key = (int(at), size)
        if self._stamp is None or key != self._key:
            self._stamp, self._key = draw(self.viewer.lines(datetime.fromtimestamp(key[0], ZONE)), size), key
        return self._stamp

    def jpeg(self, pixels: Pixels, at: float) -> bytes:
        """The only form in which a picture leaves the gateway: marked for this viewer, at this moment, encoded."""
        height, width = pixels.shape[:2]
        return encode.jpeg(burn(pixels, self.stamp(width, height, at)))
