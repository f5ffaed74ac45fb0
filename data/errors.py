"""The small family of errors the domain raises. It knows codes and parameters; the web edge knows words and HTTP."""

from __future__ import annotations


class MingjieError(Exception):
    """What the domain refuses or cannot do; `params` fill the placeholders of the text."""

    code = "E-ERROR"

    def __init__(self, code: str | None = None, **params: object) -> None:
        super().__init__(code or self.code)
        self.code = code or self.code
        self.params = params


class Refused(MingjieError):
    """A rule says no."""


class NotFound(MingjieError):
    """There is no such thing, or none that the asker may know of."""

    code = "E-CAM-01"


class InvalidInput(MingjieError):
    """A field is wrong.

    Attributes:
        field: the name of the field.
    """

    def __init__(self, field: str, code: str, **params: object) -> None:
        super().__init__(code, **params)
        self.field = field


class Conflict(MingjieError):
    """The state does not allow it."""


class Unavailable(MingjieError):
    """The database or a node cannot be reached."""

    code = "E-UNAVAILABLE"
