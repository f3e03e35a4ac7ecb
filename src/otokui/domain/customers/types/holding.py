"""What rooms above hold of a customer."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from otokui.domain.customers.types.erasing import Needles


@dataclass(frozen=True, slots=True)
class Holder:
    """A room's rows about customers: what merging, erasing and handing out must reach.

    `tables` are the models it answers for (`purchases.Order`). A merge finds their rows by the foreign keys
    to the customer, writes down which they are, gives them to the survivor and, when it is taken back,
    returns exactly these. A row that would break a uniqueness of its table stays with the merged customer.

    `derived` are those of the tables that are worked out from others and have no rows of their own to move.
    `settle(customer_ids, staff_id)` brings them up to date after rows of other tables changed hands, inside
    the caller's transaction. `move(from_id, to_id, staff_id)`, where giving rows away is more than a new
    customer in them, does it itself and answers with their number; doing it again moves nothing.

    `hold(customer_ids)` keeps others from writing there until the transaction ends, where the room has locks
    of its own; it is asked before the customers are locked.

    `keep` answers who of some customers must stay because of these rows when the import is undone that
    brought them; without it the rows go with the customer. `tell(ids by table)` says in a few words what
    rows are, by id, for the page that asks before the merge; without it they are only counted.

    `beyond` are tables that hang on one of the `tables`: model and the field that names its row. `about` are
    derived from the others and follow them. All of these are handed out to the person.

    When the person is erased, rows and their history go, except those of the tables in `leaves`: they stay
    (what was sold stays sold), and these columns get these values, in the history too. `mentions` are texts
    of other things in which somebody may be named: the names are taken out. `forget` does the same to what
    lies in files; it is told what to look for, may be called again, and answers how many files went.
    `end(customer_ids, now)`, inside the transaction that erases, ends what would still be done about them.
    """

    tables: frozenset[str]
    move: Callable[[int, int, int | None], int] | None = None
    keep: Callable[[Collection[int]], set[int]] | None = None
    derived: frozenset[str] = field(default=frozenset())
    settle: Callable[[Collection[int], int | None], None] | None = None
    hold: Callable[[Collection[int]], None] | None = None
    tell: Callable[[Mapping[str, Collection[int]]], Mapping[str, Mapping[int, str]]] | None = None
    beyond: Mapping[str, str] = field(default_factory=dict)
    about: frozenset[str] = field(default=frozenset())
    leaves: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mentions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forget: Callable[[Needles], int] | None = None
    end: Callable[[Collection[int], datetime], None] | None = None
