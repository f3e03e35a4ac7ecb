"""What rooms above hold of a customer."""

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holder:
    """A room's rows about customers: what merging, erasing and handing out must reach.

    `tables` are the models it answers for (`purchases.Order`). `move(from_id, to_id, staff_id)` gives all
    those rows of one customer to another inside the caller's transaction and answers with their number;
    doing it again moves nothing. `keep` answers who of some customers must stay because of these rows when
    the import is undone that brought them; without it the rows go with the customer.
    """

    tables: frozenset[str]
    move: Callable[[int, int, int | None], int]
    keep: Callable[[Collection[int]], set[int]] | None = None
