"""What customers told in rooms above, as conditions: whoever keeps such answers says who gave them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from otokui.domain.insights.types.audience import Trait

Tells = Callable[[Sequence[str]], "QuerySet[Any, Any]"]
"""The ids of those whose last answer is one of these keys, each once, as a sub-query of one column."""

_TELLS: dict[Trait, Tells] = {}


def register_answers(what: Trait, tells: Tells) -> None:
    """Once, when the room is loaded."""
    _TELLS[what] = tells


def ids_that_told(what: Trait, keys: Sequence[str]) -> "QuerySet[Any, Any]":
    """Of the room that registered for it."""
    return _TELLS[what](keys)
