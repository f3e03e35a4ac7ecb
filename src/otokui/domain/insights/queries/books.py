"""State rows of customers at the end of a day, from whatever answers for the settings and the day.

The stored summaries answer, except where they have seen too much (lines after the day) or where the settings
count otherwise (a product group, single orders, an RFM window): then the customer's own lines are reduced by
the very functions that reduce a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from otokui.analytics.engine.reduce import reduce_products
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.run import states_of
from otokui.analytics.schema import STATES, with_ids
from otokui.analytics.settings import Settings
from otokui.domain.insights.rules import needs_lines
from otokui.domain.purchases import public as purchases

IDS = pa.int64()


@dataclass(frozen=True, slots=True)
class Books:
    """STATES and PRODUCT_STATES (`otokui.analytics.schema`), ids int64, rows in the order of the ids.

    `seen_next`: per customer the first later day with lines that are not seen yet.
    """

    states: pa.Table
    product_states: pa.Table
    seen_next: dict[int, date]


def read_books(customer_ids: Sequence[int], settings: Settings, as_of: date) -> Books:
    """The books of these customers; whoever has no summary is left out.

    Three SQL queries, one more where lines must answer.
    """
    states = purchases.states_to_arrow(customer_ids)
    seen_next = purchases.first_days_after(customer_ids, as_of)
    if needs_lines(settings):
        found = reduce_lines(customer_ids, settings, as_of)
        return Books(_complete(found.states, states), found.product_states, seen_next)
    product_states = purchases.product_states_to_arrow(customer_ids)
    if not seen_next:
        return Books(states, product_states, {})
    cut = reduce_lines(sorted(seen_next), settings, as_of)
    return Books(
        _complete(_joined(_without(states, seen_next), cut.states, ["customer_id"]), states),
        _joined(_without(product_states, seen_next), cut.product_states, ["customer_id", "product_id"]),
        seen_next,
    )


def reduce_lines(customer_ids: Sequence[int], settings: Settings, as_of: date) -> Books:
    """The books of these customers cut at the end of `as_of`, reduced from their lines. One SQL query.

    Whoever has no line up to then is left out.
    """
    ledger = settle(open_books(purchases.lines_of(customer_ids), settings), settings, as_of)
    return Books(states_of(ledger, settings, as_of), reduce_products(ledger.entries), {})


def _without(rows: pa.Table, customers: dict[int, date]) -> pa.Table:
    listed = pa.compute.is_in(rows["customer_id"], value_set=pa.array(list(customers), IDS))
    return rows.filter(pa.compute.invert(listed))


def _joined(stored: pa.Table, reduced: pa.Table, keys: list[str]) -> pa.Table:
    reduced = reduced.select(stored.column_names).cast(stored.schema)
    return pa.concat_tables([stored, reduced]).sort_by([(key, "ascending") for key in keys])


def _complete(states: pa.Table, stored: pa.Table) -> pa.Table:
    """`states` and an empty row for each customer that has a summary but nothing in `states`."""
    missing = pa.compute.invert(pa.compute.is_in(stored["customer_id"], value_set=states["customer_id"]))
    ids = stored["customer_id"].filter(missing)
    if not len(ids):
        return states
    empty = {field.name: _nothing(field, len(ids)) for field in states.schema} | {"customer_id": ids}
    filled = pa.table(empty, schema=states.schema)
    return pa.concat_tables([states, filled]).sort_by("customer_id")


def _nothing(field: pa.Field, rows: int) -> pa.Array:
    if pa.types.is_integer(field.type):
        return pa.array([0] * rows, field.type)
    if pa.types.is_list(field.type):
        return pa.array([[]] * rows, field.type)
    return pa.nulls(rows, field.type)


NO_STATES = with_ids(STATES, customer_id=IDS).empty_table()
