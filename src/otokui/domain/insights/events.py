"""News from insights."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ClassesChanged:
    """The class or state of customers changed; one event per transaction that changed any.

    The lines themselves: `public.list_changes_of_batch(batch)`.
    """

    batch: str
    on: date
    changed: int
    run: int


@dataclass(frozen=True)
class RunFinished:
    """Every customer now stands under this run."""

    run: int
