"""The small family of errors that the domain raises. Only the web edge and the gateway know what they mean on the wire.

Belongs here: the kinds of failure. Does not belong here: words for people (data/law/rules.py, the translation catalogue).
"""

from __future__ import annotations


class MingjieError(Exception):
    """Every failure that a user can be told about.

    Args:
        code: the rule or error code, such as ``E-JUR-01``.
        params: what the words of the message name; never a secret or an address.
    """

    code = "E-000"

    def __init__(self, code: str | None = None, **params: object) -> None:
        self.code = code or type(self).code
        self.params = params
        super().__init__(self.code)


class Refused(MingjieError):
    """The law says no: the code names the rule and its article."""


class NotFound(MingjieError):
    """There is no such thing, or none that the viewer may know of."""

    code = "E-CAM-01"


class InvalidInput(MingjieError):
    """A field is wrong.

    Args:
        field: the field that it concerns.
        code: what is wrong with it.
        params: what the words of the message name.
    """

    code = "E-FORM-01"

    def __init__(self, field: str, code: str | None = None, **params: object) -> None:
        super().__init__(code, field=field, **params)
        self.field = field


class Conflict(MingjieError):
    """The act does not fit the state that the thing is in."""

    code = "E-STATE-01"


class Unavailable(MingjieError):
    """Something that the decision or the picture needs cannot be reached: nothing is shown."""

    code = "E-DOWN-01"
