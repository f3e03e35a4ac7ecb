"""State rows of customers at the end of a day, from whatever answers for the settings and the day.

The stored summaries answer, except where they have seen too much (lines after the day) or where the settings
count otherwise (a product group, single orders, an RFM window): then the customer's own lines are reduced by
the very functions that reduce a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

import polars as pl
import pyarrow as pa

from otokui.analytics import ledger, schema
from otokui.analytics.arrays import ints
from otokui.analytics.engine.reduce import reduce_products
from otokui.analytics.run import states_of
from otokui.analytics.schema import with_ids
from otokui.analytics.settings import Settings
from otokui.domain.insights.rules import needs_lines
from otokui.domain.purchases import public as purchases

EPOCH = date(1970, 1, 1)
_OUR_IDS = ("customer_id", "order_id", "product_id", "returned_order_id")


@dataclass(frozen=True, slots=True)
class Books:
    """STATES and PRODUCT_STATES (`otokui.analytics.schema`), ids int64, rows in the order of the ids.

    `moves_on`: per customer the next day on which the books themselves say something else, no purchase made.
    """

    states: pa.Table
    product_states: pa.Table
    moves_on: dict[int, date]


def read_books(customer_ids: Sequence[int], settings: Settings, as_of: date) -> Books:
    """The books of these customers; whoever has no summary is left out.

    Two SQL queries, one for one customer; one more where lines must answer.
    """
    states, product_states = purchases.books_to_arrow(customer_ids)
    asked = _ask_lines(states, settings, as_of)
    if not asked:
        return Books(states, product_states, {})
    cut = reduce_lines(asked, settings, as_of)
    return Books(
        _replaced(states, cut.states, asked),
        _joined(_without(product_states, asked), cut.product_states, ["customer_id", "product_id"]),
        cut.moves_on,
    )


def read_states(
    customer_ids: Sequence[int] | None, settings: Settings, as_of: date, *, only: Collection[str] = ()
) -> pa.Table:
    """STATES of these customers, of everybody with None; whoever has no summary is left out.

    `only`: these columns are enough, `customer_id` and `latest_line_on` among them. One SQL query, one more
    where lines must answer.
    """
    states = purchases.states_to_arrow(customer_ids, only=only)
    asked = _ask_lines(states, settings, as_of)
    return _replaced(states, reduce_lines(asked, settings, as_of).states, asked) if asked else states


def unmoved_products(customer_ids: Sequence[int], settings: Settings, day: date) -> list[int]:
    """Those of the customers whose PRODUCT_STATES are on this day what they were the day before.

    Silence moves a class, not what was bought: that moves by a line of this day, or one still to come. One
    SQL query, none where lines must answer for everybody.
    """
    if needs_lines(settings):
        return []
    states = purchases.states_to_arrow(customer_ids, only=("customer_id", "latest_line_on"))
    earlier = ints(states, "latest_line_on") < (day - EPOCH).days
    unmoved: list[int] = ints(states, "customer_id")[earlier].tolist()
    return unmoved


def reduce_lines(customer_ids: Sequence[int], settings: Settings, as_of: date) -> Books:
    """The books of these customers cut at the end of `as_of`, reduced from their lines. One SQL query.

    Whoever has no line up to then is left out.
    """
    return reduce_given(purchases.lines_of(customer_ids), settings, as_of)


def reduce_given(lines: pa.Table, settings: Settings, as_of: date) -> Books:
    """The books that these lines make, cut at the end of `as_of`. One SQL query for a product group."""
    books = ledger.open_books(_with_categories(lines, settings), settings)
    settled = ledger.settle(books, settings, as_of)
    return Books(
        states_of(settled, settings, as_of),
        reduce_products(settled.entries),
        moves_on(books, settings, as_of),
    )


def all_lines(settings: Settings, as_of: date) -> pa.Table:
    """All lines up to a day, guests' too: what a run over the whole business looks at."""
    return pa.concat_tables(parts_of_lines(settings, as_of))


def parts_of_lines(settings: Settings, as_of: date, *, detailed: bool = False) -> Iterator[pa.Table]:
    """`all_lines` in parts of whole customers, in the order of their ids, guests first; at least one part.

    `detailed`: with discount and cost. One SQL query a part more where the settings look at a product group.
    """
    nothing = with_ids(schema.LINES, **dict.fromkeys(_OUR_IDS, pa.int64())).empty_table()
    parts = purchases.lines_to_arrow(as_of, detailed=detailed)
    for part in chain([next(parts, nothing)], parts):
        yield _with_categories(part, settings)


def _with_categories(lines: pa.Table, settings: Settings) -> pa.Table:
    """The lines, with the category of their product where the settings look at a product group.

    One SQL query then.
    """
    if settings.categories is None:
        return lines
    products = purchases.products_to_arrow().select(["product_id", "category"])
    return lines.join(products, keys="product_id", join_type="left outer")


def complete(books: Books, customer_ids: Sequence[int]) -> Books:
    """The books with an empty row for those of the customers that have none: all their lines are gone."""
    return Books(_complete(books.states, customer_ids), books.product_states, books.moves_on)


def _ask_lines(states: pa.Table, settings: Settings, as_of: date) -> list[int]:
    """The customers whose summaries do not answer."""
    if needs_lines(settings):
        everybody: list[int] = states["customer_id"].to_pylist()
        return everybody
    later = ints(states, "latest_line_on") > (as_of - EPOCH).days
    asked: list[int] = ints(states, "customer_id")[later].tolist()
    return asked


def moves_on(books: ledger.Books, settings: Settings, as_of: date) -> dict[int, date]:
    """When the first line after `as_of` comes to be seen, or the next one leaves the RFM window."""
    today = (as_of - EPOCH).days
    day = pl.col("day")
    moves = pl.when(day > today).then(day).otherwise(None)
    if (window := settings.rfm_window_days) is not None:
        leaves = pl.when(day > today - window).then(day + window).otherwise(None)
        moves = pl.coalesce(moves, leaves)
    next_days = books.frame.group_by("customer_id").agg(moves.min().alias("day")).drop_nulls()
    return {customer: EPOCH + timedelta(days=day) for customer, day in next_days.iter_rows()}


def _replaced(states: pa.Table, cut: pa.Table, customer_ids: Sequence[int]) -> pa.Table:
    return _joined(_without(states, customer_ids), _complete(cut, customer_ids), ["customer_id"])


def _without(rows: pa.Table, customers: Sequence[int]) -> pa.Table:
    return rows.filter(_outside(rows["customer_id"], pa.array(customers, pa.int64())))


def _outside(values: pa.ChunkedArray | pa.Array, others: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The mask of the values that are not among the others."""
    import pyarrow.compute as pc  # takes a tenth of a command's start, and few commands come here

    return pc.invert(pc.is_in(values, value_set=others))


def _joined(stored: pa.Table, reduced: pa.Table, keys: list[str]) -> pa.Table:
    if not stored.num_rows:
        return reduced
    columns = [name for name in reduced.column_names if name in stored.column_names]
    joined = pa.concat_tables(
        [stored.select(columns), reduced.select(columns).cast(stored.select(columns).schema)]
    )
    return joined.sort_by([(key, "ascending") for key in keys])


def _complete(states: pa.Table, customer_ids: Sequence[int]) -> pa.Table:
    """`states`, in the order of the ids, and an empty row for each of the customers that has none."""
    wanted = pa.array(customer_ids, pa.int64())
    missing = wanted.filter(_outside(wanted, states["customer_id"]))
    if not len(missing):
        return states
    empty = {field.name: _nothing(field, len(missing)) for field in states.schema} | {"customer_id": missing}
    return pa.concat_tables([states, pa.table(empty, schema=states.schema)]).sort_by("customer_id")


def _nothing(field: pa.Field, rows: int) -> pa.Array:
    if pa.types.is_integer(field.type):
        return pa.array([0] * rows, field.type)
    if pa.types.is_list(field.type):
        return pa.array([[]] * rows, field.type)
    return pa.nulls(rows, field.type)
