"""The tables that go in and out, as Arrow schemas. Money in minor units, quantity in thousandths of a piece.

`customer_id` and `product_id` may be text or int64; what goes in comes out. Rows of every output are ordered
by customer (text by its UTF-8 bytes, numbers by value), then product.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

CLASSES: Final = ("prospect", "first", "toddler", "steady", "trend", "best")
STATE_NAMES: Final = ("active", "dormant", "dead")
NO_STATE: Final = "none"
"""How the state of a prospect is written where a key is needed (`counts`, `transitions`)."""

LINES: pa.Schema
"""What `ledger.open_books` reads. `status` is lower case and one of the two words, anything else is a sale.
The position of a row matters only where two rows claim the same line (the later one holds)."""

STATES: pa.Schema
"""One row a customer: all that is remembered. A function of that customer's own lines up to as_of."""

PLACED: pa.Schema
"""The columns of STATES that class and state are read from."""

PRODUCT_STATES: pa.Schema
"""One row a customer and product with at least one counted purchase of that product."""

CUSTOMERS: pa.Schema
"""What `derive.derive_customers` writes: the contract's columns first."""

REORDERS: pa.Schema
"""What `derive.derive_reorders` writes."""

TRANSITIONS: pa.Schema


def _lines() -> pa.Schema:
    return pa.schema(
        [
            pa.field("customer_id", pa.string()),  # null or empty: a guest
            pa.field("ordered_at", pa.timestamp("us")),  # with zone: an instant; naive: local; or date32
            pa.field("amount", pa.int64()),  # the line's money; negative: a return
            # all below are optional columns, and nullable
            pa.field("order_id", pa.string()),
            pa.field("line_no", pa.int64()),  # or text
            pa.field("product_id", pa.string()),
            pa.field("product_name", pa.string()),  # stands in where product_id is null
            pa.field("category", pa.string()),
            pa.field("quantity", pa.int64()),  # thousandths
            pa.field("discount", pa.int64()),  # money taken off the line, `amount` is what is left
            pa.field("unit_cost", pa.int64()),  # money a whole piece has cost the shop
            pa.field("status", pa.string()),  # `returned`, `cancelled`: a reversal whatever the sign
            pa.field("returned_order_id", pa.string()),  # the order a reversal names
            pa.field("source", pa.string()),  # order ids are unique inside a source
            pa.field(
                "file_no", pa.int64()
            ),  # which file a row came from: an order sent again replaces itself
        ]
    )


def _state_fields() -> list[pa.Field]:
    return [
        pa.field("orders", pa.int64(), nullable=False),  # counted purchases up to as_of
        pa.field("first_on", pa.date32()),  # null without a purchase, like the next two
        pa.field("last_on", pa.date32()),
        pa.field("previous_on", pa.date32()),  # the order day before the last one; null with one
        pa.field("net", pa.int64(), nullable=False),  # all that was paid, unmatched returns included
        pa.field("gaps", pa.int64(), nullable=False),  # order days - 1, never below 0
        pa.field("gap_squares", pa.int64(), nullable=False),  # sum of gap^2; the sum of gaps is last - first
        pa.field("gap_log", pa.int64(), nullable=False),  # sum of ln gap in units of 2^-40
    ]


def _states() -> pa.Schema:
    return pa.schema(
        [
            pa.field("customer_id", pa.string(), nullable=False),
            *_state_fields(),
            pa.field(
                "recent_values", pa.list_(pa.int64()), nullable=False
            ),  # the last 5 order values, old → new
            pa.field("window_orders", pa.int64()),  # the last two only with `rfm_window_days`, else absent
            pa.field("window_net", pa.int64()),
        ]
    )


def _placed() -> pa.Schema:
    return pa.schema(
        [_states().field(name) for name in ("customer_id", "orders", "first_on", "last_on", "net", "gaps")]
    )


def _product_states() -> pa.Schema:
    return pa.schema(
        [
            pa.field("customer_id", pa.string(), nullable=False),
            pa.field("product_id", pa.string(), nullable=False),
            *_state_fields(),
            pa.field(
                "usual_quantity", pa.int64()
            ),  # the most frequent quantity of an order day, ties: smaller
            pa.field("gap_median", pa.float64()),  # a multiple of .5; null without a gap
            pa.field(
                "habit_hits", pa.int64(), nullable=False
            ),  # 「3回中3回、28〜32日」: hits of gaps in lo..hi
            pa.field("habit_gaps", pa.int64(), nullable=False),
            pa.field("habit_lo", pa.int64()),
            pa.field("habit_hi", pa.int64()),
        ]
    )


def _customers() -> pa.Schema:
    return pa.schema(
        [
            pa.field("customer_id", pa.string(), nullable=False),
            pa.field("orders", pa.int64(), nullable=False),
            pa.field("first_on", pa.date32()),
            pa.field("last_on", pa.date32()),
            pa.field("net", pa.int64(), nullable=False),
            pa.field("short_history", pa.bool_(), nullable=False),
            pa.field("class", pa.string(), nullable=False),
            pa.field("state", pa.string()),
            pa.field("next_change_on", pa.date32()),
            pa.field("next_class", pa.string()),
            pa.field("next_state", pa.string()),
            pa.field("r", pa.int64()),
            pa.field("f", pa.int64()),
            pa.field("m", pa.int64()),
            pa.field("gap_mean", pa.float64()),  # 3 decimals
            pa.field("gap_sd", pa.float64()),  # 3 decimals, n - 1; null below two gaps
            pa.field("next_on", pa.date32()),
            pa.field("next_lo", pa.date32()),
            pa.field("next_hi", pa.date32()),
            pa.field("overdue", pa.bool_()),
            pa.field("p_alive", pa.float64()),
            pa.field("p_order_28d", pa.float64()),
            pa.field("orders_365d", pa.float64()),
            pa.field("value_365d", pa.float64()),
            # beyond the contract
            pa.field("rfm_top", pa.bool_(), nullable=False),  # RFM上位: all three scores 4 or more
            pa.field("rule", pa.string(), nullable=False),  # the rule line that decided, see `explanation`
            pa.field("to_upper", pa.int64()),  # money still missing to 7A, for toddlers and steady customers
            pa.field("overdue_from", pa.date32()),  # first day on which the silence is longer than the limit
            pa.field("due_lo", pa.date32()),  # quantiles as they stood at the last purchase
            pa.field("due_on", pa.date32()),
            pa.field("due_hi", pa.date32()),
            pa.field(
                "leaving_permille", pa.int64()
            ),  # of 1000 returning customers of this rhythm, back by now
            pa.field("leaving", pa.string()),  # `low` `raised` `high`
            pa.field("reactivation", pa.string()),  # `none` `reactivated` `win_back` `lost`
        ]
    )


def _reorders() -> pa.Schema:
    return pa.schema(
        [
            pa.field("customer_id", pa.string(), nullable=False),
            pa.field("product_id", pa.string(), nullable=False),
            pa.field("orders", pa.int64(), nullable=False),
            pa.field("usual_quantity", pa.int64()),
            pa.field("gap_median", pa.float64()),
            pa.field("next_on", pa.date32(), nullable=False),
            pa.field("next_lo", pa.date32(), nullable=False),
            pa.field("next_hi", pa.date32(), nullable=False),
            pa.field("overdue", pa.bool_(), nullable=False),
            # beyond the contract
            pa.field("last_on", pa.date32(), nullable=False),
            pa.field("overdue_from", pa.date32(), nullable=False),
            pa.field("due_lo", pa.date32(), nullable=False),
            pa.field("due_on", pa.date32(), nullable=False),
            pa.field("due_hi", pa.date32(), nullable=False),
            pa.field("habit_hits", pa.int64(), nullable=False),
            pa.field("habit_gaps", pa.int64(), nullable=False),
            pa.field("habit_lo", pa.int64()),
            pa.field("habit_hi", pa.int64()),
        ]
    )


def _transitions() -> pa.Schema:
    return pa.schema(
        [
            pa.field("from", pa.string(), nullable=False),  # `class/state`, `prospect/none`, `new`
            pa.field("to", pa.string(), nullable=False),
            pa.field("customers", pa.int64(), nullable=False),
        ]
    )


_MADE: Final = {
    "LINES": _lines,
    "STATES": _states,
    "PLACED": _placed,
    "PRODUCT_STATES": _product_states,
    "CUSTOMERS": _customers,
    "REORDERS": _reorders,
    "TRANSITIONS": _transitions,
}


def __getattr__(name: str) -> pa.Schema:
    """A schema, made when it is first asked for: whoever only knows a name does not load Arrow."""
    if name not in _MADE:
        raise AttributeError(name)
    made = globals()[name] = _MADE[name]()
    return made


def empty(schema: pa.Schema) -> pa.Table:
    """A table of no rows."""
    return schema.empty_table()


def with_ids(schema: pa.Schema, **types: pa.DataType) -> pa.Schema:
    """The schema with the id columns in the types the caller uses."""
    return pa.schema([field.with_type(types.get(field.name, field.type)) for field in schema])
