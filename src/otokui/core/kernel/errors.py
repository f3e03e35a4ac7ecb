"""The two ways in which otokui says no; everything else that rises is a bug."""


class Refused(Exception):
    """A person can act on it. `code` is stable and machine readable, the message says what to do."""

    code = "refused"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class Unavailable(Exception):
    """Something outside us does not answer; the same call may succeed later."""

    code = "unavailable"
