"""What goes wrong between a camera and the gateway, in our own words: a library's text would show the camera's password.

Belongs here: the kinds of fault, the state and sentence that a viewer gets, and the translation of PyAV's exceptions.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

import av.error


class State(enum.StrEnum):
    """What a pane shows."""

    CONNECTING = "connecting"
    PLAYING = "playing"
    NO_SIGNAL = "no-signal"
    REFUSED = "refused-by-camera"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault. `message` is Chinese, the source language of the translations."""

    name: str
    state: State
    message: str


REFUSED = Kind("refused", State.REFUSED, "摄像机不接受所登记的用户名或口令。")
SILENT = Kind("timeout", State.NO_SIGNAL, "摄像机没有在限定时间内应答。")
UNREACHABLE = Kind("unreachable", State.NO_SIGNAL, "连接不上摄像机。")
NOT_FOUND = Kind("not-found", State.NO_SIGNAL, "摄像机上没有所登记的码流。")
DROPPED = Kind("dropped", State.NO_SIGNAL, "摄像机中断了连接。")
NO_PICTURE = Kind("no-picture", State.NO_SIGNAL, "码流中没有可以解码的画面。")
NO_SOURCE = Kind("no-source", State.NO_SIGNAL, "此点位没有登记取流地址。")
KINDS = (REFUSED, SILENT, UNREACHABLE, NOT_FOUND, DROPPED, NO_PICTURE, NO_SOURCE)


class CameraFault(Exception):
    """A camera gives no picture. Carries the kind and nothing else."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind.name)
        self.kind = kind


_KINDS: tuple[tuple[tuple[type[BaseException], ...], Kind], ...] = (
    ((av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError, PermissionError), REFUSED),
    ((av.error.HTTPNotFoundError,), NOT_FOUND),
    ((av.error.ExitError, TimeoutError), SILENT),
    ((av.error.EOFError, ConnectionResetError, BrokenPipeError), DROPPED),
    ((av.error.InvalidDataError, av.error.DecoderNotFoundError), NO_PICTURE),
)


def kind_of(error: BaseException) -> Kind:
    """The kind of fault behind an exception of PyAV or the system; the exception's own text is not looked at."""
    for types, kind in _KINDS:
        if isinstance(error, types):
            return kind
    return UNREACHABLE
