"""What guards are asked and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from otokui.domain.customers.types.words import PurposeKind


@dataclass(frozen=True, slots=True)
class Purpose:
    """A wish to contact or to offer, as guards see it.

    `subjects` are what it is about (product names, categories, ingredients); `serves` the number of people
    the offered quantity is meant for. `products` are the ids of what is offered. `at`: when it is to be
    done, to the instant; None where it is only meant for a day.
    """

    kind: PurposeKind
    subjects: tuple[str, ...] = ()
    serves: int = 1
    products: tuple[int, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not. `code` is stable; `values` fill the sentence that the page shows for the code."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)
