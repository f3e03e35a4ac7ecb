"""Derived states → tables, touching only the rows that differ."""

from __future__ import annotations

from typing import Final

import polars as pl

from otokui.analytics.discounts import SUMS
from otokui.domain.purchases.adapters import copying

_STATE: Final = {
    "orders": "Int64",
    "first_on": "Date",
    "last_on": "Date",
    "previous_on": "Date",
    "net": "Int64",
    "gaps": "Int64",
    "gap_squares": "Int64",
    "gap_log": "Int64",
}
STATES: Final = copying.Kinds(
    {"customer_id": "Int64", **_STATE, "recent_values": "String", "latest_line_on": "Date"}
)
_STORED: Final = STATES | dict.fromkeys(SUMS, "Int64")
PRODUCT_STATES: Final = copying.Kinds(
    {
        "customer_id": "Int64",
        "product_id": "Int64",
        **_STATE,
        "usual_quantity": "Int64",
        "gap_median": "Float64",
        "habit_hits": "Int64",
        "habit_gaps": "Int64",
        "habit_lo": "Int64",
        "habit_hi": "Int64",
    }
)


def write_states(customers: list[int], states: pl.DataFrame) -> None:
    """Bring the summaries of these customers (their rows exist and are locked) to exactly these states.

    All of them say that the lines have been written, those too whose state has stayed.
    """
    states = _as_text(states)
    stored = stored_states(customers)
    wanted = pl.DataFrame({"customer_id": customers}, schema={"customer_id": pl.Int64})
    wanted = wanted.join(states, on="customer_id", how="left").with_columns(
        pl.col("orders", "net", "gaps", "gap_squares", "gap_log", *SUMS).fill_null(0),
        pl.col("recent_values").fill_null("{}"),
    )
    differs = _differing(wanted.select(list(_STORED)), stored, ["customer_id"])
    if differs.height <= copying.FEW:
        copying.execute(_WRITTEN, [copying.array(customers)])
        if differs.height:
            copying.update_few("purchases_purchasesummary", "customer_id", differs)
        return
    stayed = wanted.join(differs, on="customer_id", how="anti")["customer_id"]
    copying.execute(_WRITTEN, [copying.array(stayed)])
    columns = ", ".join(_STORED)
    copying.execute(
        "CREATE TEMP TABLE IF NOT EXISTS derived_states ON COMMIT DROP AS"
        f" SELECT {columns} FROM purchases_purchasesummary WITH NO DATA"
    )
    copying.execute("TRUNCATE derived_states")
    copying.write("derived_states", differs)
    fields = ", ".join(name for name in _STORED if name != "customer_id")
    copying.execute(
        f"UPDATE purchases_purchasesummary s SET ({fields}) = ROW ({_of('d', fields)}),"
        " lines_written = s.lines_written + 1 FROM derived_states d WHERE d.customer_id = s.customer_id"
    )


def write_first_states(states: pl.DataFrame, products: pl.DataFrame) -> None:
    """Insert the summaries of customers who have none; `IntegrityError` if somebody else was faster."""
    copying.write("purchases_purchasesummary", _as_text(states).select(list(_STORED)).sort("customer_id"))
    copying.write("purchases_productsummary", products.select(list(PRODUCT_STATES)))


def write_product_states(customers: list[int], states: pl.DataFrame) -> None:
    """The same per customer and product; pairs without a state vanish."""
    keys = ["customer_id", "product_id"]
    states = states.select(list(PRODUCT_STATES))
    stored = stored_product_states(customers)
    differs = _differing(states, stored, keys)
    gone = stored.join(states, on=keys, how="anti").select(keys)
    replaced = pl.concat([gone, differs.select(keys).join(stored, on=keys, how="semi")])
    if replaced.height:
        copying.execute(_DELETE_PAIRS, [replaced["customer_id"].to_list(), replaced["product_id"].to_list()])
    copying.write("purchases_productsummary", differs)


def stored_states(customers: list[int]) -> pl.DataFrame:
    """Summaries as stored, `recent_values` in PostgreSQL's spelling."""
    columns = ", ".join(_STORED).replace("recent_values", "recent_values::text")
    return copying.reader(len(customers))(
        f"SELECT {columns} FROM purchases_purchasesummary WHERE customer_id = ANY(%s::bigint[])",
        [copying.array(customers)],
        _STORED,
    )


def stored_product_states(customers: list[int]) -> pl.DataFrame:
    """Summaries per customer and product as stored."""
    return copying.reader(len(customers))(
        f"SELECT {_of('s', ', '.join(PRODUCT_STATES))} FROM unnest(%s::bigint[]) AS wanted (id) CROSS JOIN"
        " LATERAL (SELECT * FROM purchases_productsummary WHERE customer_id = wanted.id OFFSET 0) s",
        [copying.array(customers)],
        PRODUCT_STATES,
    )


def _as_text(states: pl.DataFrame) -> pl.DataFrame:
    values = pl.col("recent_values").cast(pl.List(pl.String)).list.join(",")
    return states.with_columns(recent_values=pl.concat_str(pl.lit("{"), values, pl.lit("}")))


def _differing(new: pl.DataFrame, stored: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Rows of `new` that are not stored in exactly this form."""
    if max(new.height, stored.height) <= copying.FEW:
        known = set(stored.select(new.columns).rows())
        return new.filter(pl.Series([row not in known for row in new.rows()], dtype=pl.Boolean))
    return new.join(
        stored, on=[*keys, *(c for c in new.columns if c not in keys)], how="anti", nulls_equal=True
    )


def _of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{name}" for name in columns.split(", "))


_WRITTEN = """
UPDATE purchases_purchasesummary SET lines_written = lines_written + 1
WHERE customer_id = ANY(%s::bigint[])"""

_DELETE_PAIRS = """
DELETE FROM purchases_productsummary s USING unnest(%s::bigint[], %s::bigint[]) AS gone (customer, product)
WHERE s.customer_id = gone.customer AND s.product_id = gone.product"""
