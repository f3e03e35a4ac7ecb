"""News from a lower room to the rooms above, delivered at least once as jobs of the same transaction.

    publish(PurchasesRecorded(customer_ids=(1, 2)))            # below, inside the transaction

    @reacts_to(PurchasesRecorded)                              # above, in reactions.py; must be idempotent
    def reclassify(event: PurchasesRecorded) -> None: ...

Events are frozen dataclasses of plain values: int, str, bool, None, date, datetime, enums, and tuples of
them. Names are past tense.
"""

import dataclasses
import typing
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from django.utils.translation import gettext_noop

from otokui.core.platform.jobs import Progress, enqueue, job

E = TypeVar("E")

_REACTIONS: dict[type, dict[str, Callable[[Any], None]]] = {}


def reacts_to(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Call the decorated function, later and in a transaction of its own, for every event of this type."""

    def register(reaction: Callable[[E], None]) -> Callable[[E], None]:
        _REACTIONS.setdefault(event_type, {})[f"{reaction.__module__}.{reaction.__qualname__}"] = reaction
        return reaction

    return register


def publish(event: object) -> None:
    """Tell everybody who reacts, once the caller's transaction commits. One job per reaction."""
    for name in _REACTIONS.get(type(event), {}):
        enqueue("platform.react", reaction=name, event=_name(type(event)), payload=_to_json(event))


@job("platform.react", title=gettext_noop("Pass a change on"), forget_when_done=True)
def react(progress: Progress, *, reaction: str, event: str, payload: dict[str, Any]) -> None:
    """Deliver one event to one reaction."""
    event_type = next(known for known in _REACTIONS if _name(known) == event)
    _REACTIONS[event_type][reaction](_from_json(event_type, payload))


def _name(event_type: type) -> str:
    return f"{event_type.__module__}.{event_type.__qualname__}"


def _to_json(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        if set(map(type, value)) == {int}:  # thousands of ids
            return list(value)
        return [_to_json(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"an event carries plain values only, not {type(value).__name__}")


def _from_json(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        inner = arguments[0] if arguments[1:] == (...,) else None
        hints = [inner] * len(value) if inner else arguments
        return tuple(_from_json(each, item) for each, item in zip(hints, value, strict=True))
    if arguments:  # an optional value: X | None
        return _from_json(next(each for each in arguments if each is not type(None)), value)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints_of = typing.get_type_hints(hint)
        return hint(**{key: _from_json(hints_of[key], item) for key, item in value.items()})
    if hint in (date, datetime):
        return hint.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return value
