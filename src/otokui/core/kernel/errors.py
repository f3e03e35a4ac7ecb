"""The two ways in which otokui says no; everything else that rises is a bug.

Both are written in English and told in the reader's language by whoever shows them (`told`): an error may
rise in a worker and be read a day later by somebody else. Give what a sentence names as keywords:

    raise Refused("%(file)s is empty: nothing to read", code="empty", file=path.name)
"""

import json
from collections.abc import Callable

_MARK = "\t"


class _Problem(Exception):
    """`message` is a sentence with %(marks)s if anything is `given`; `str()` is it in English."""

    code = ""

    def __init__(self, message: str, *, code: str | None = None, **given: object) -> None:
        super().__init__(message % given if given else message)
        self.message, self.given = message, given
        if code is not None:
            self.code = code


class Refused(_Problem):
    """A person can act on it. `code` is stable and machine readable, the message says what to do."""

    code = "refused"


class Unavailable(_Problem):
    """Something outside us does not answer; the same call may succeed later."""

    code = "unavailable"


def told(problem: Exception, translate: Callable[[str], str]) -> str:
    """What to show, `translate` being the reader's gettext. A sentence already translated stays as it is."""
    if isinstance(problem, _Problem):
        return _told(problem.message, problem.given, translate)
    return str(problem)


def kept(problem: Exception) -> str:
    """The problem as a text to store until somebody reads it; `told_again` puts it into words."""
    if isinstance(problem, _Problem):
        return keep(problem.message, **problem.given)
    return str(problem)


def keep(message: str, **given: object) -> str:
    """A sentence and what it names as a text to store; see `told_again`."""
    values = {name: value if isinstance(value, int) else str(value) for name, value in given.items()}
    return message + _MARK + json.dumps(values, ensure_ascii=False) if values else message


def told_again(text: str, translate: Callable[[str], str]) -> str:
    """A stored sentence in the reader's language; a text that is none comes back as it is."""
    message, mark, values = text.partition(_MARK)
    if not mark:
        return translate(text) if text else ""
    try:
        given = json.loads(values)
    except ValueError:
        return text
    return _told(message, given, translate) if isinstance(given, dict) else text


def _told(message: str, given: dict[str, object], translate: Callable[[str], str]) -> str:
    words = translate(message) if message else ""
    return words % given if given else words
