"""News from insights."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ClassesChanged:
    """The class or state of customers changed; one event per transaction that changed any.

    `first_line` and `last_line` are ids of the class history: `public.list_changes_between` reads the lines.
    """

    first_line: int
    last_line: int
    on: date
    changed: int
    run: int


@dataclass(frozen=True)
class RunFinished:
    """Every customer now stands under this run."""

    run: int
