"""Incremental = batch to the last bit, under the same run parameters; and no trace of the order of the
rows."""

import random
from typing import Any

import polars as pl
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from otokui.analytics.derive import FEW, derive_customers, derive_reorders
from otokui.analytics.engine.reduce import reduce_products
from otokui.analytics.fitting import fit_parameters
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.parameters import RunParameters
from otokui.analytics.run import analyse_lines, states_of
from otokui.analytics.settings import Settings, Thresholds
from tests.analytics import real_data
from tests.analytics.shop import day, sale, table
from tests.examples import examples

PEOPLE = [f"顧客{number}" for number in range(8)]
GOODS = ["米", "茶", "豆", None]
TODAY = 420

Row = dict[str, Any]


def scored(
    rows: list[Row], parameters: RunParameters, on: int
) -> tuple[dict[str, Row], dict[str, list[Row]]]:
    """Results of everybody in `rows`, by customer."""
    settled = settle(open_books(table(rows), parameters.settings), parameters.settings, day(on))
    states = states_of(settled, parameters.settings, day(on))
    customers = derive_customers(states, parameters, day(on)).to_pylist()
    reorders = derive_reorders(reduce_products(settled.entries), parameters, day(on)).to_pylist()
    pairs: dict[str, list[Row]] = {}
    for row in reorders:
        pairs.setdefault(row["customer_id"], []).append(row)
    return {row["customer_id"]: row for row in customers}, pairs


def a_line(draw: st.DrawFn, number: int) -> Row:
    amount = draw(st.sampled_from([0, 1, 500, 1_200, 9_999, -500, -1_200]))
    return sale(
        draw(st.sampled_from(PEOPLE)),
        draw(st.integers(0, TODAY + 20)),
        amount,
        order_id=f"o{draw(st.integers(0, 40))}",
        line_no=number,
        product_id=draw(st.sampled_from(GOODS)),
        quantity=draw(st.sampled_from([None, 1000, 2000, 1500])),
        status=draw(st.sampled_from([None, None, None, "returned", "cancelled"])),
        returned_order_id=draw(st.sampled_from([None, None, "o1", "o2"])),
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Row], list[list[tuple[str, int, Any]]]]:
    """Opening books, then nights of edits: (what, which line, with what)."""
    opening = [a_line(draw, number) for number in range(draw(st.integers(5, 40)))]
    nights = []
    number = 1000
    for _ in range(draw(st.integers(1, 4))):
        edits: list[tuple[str, int, Any]] = []
        for _ in range(draw(st.integers(1, 5))):
            number += 1
            what = draw(st.sampled_from(["insert", "insert", "back-date", "amount", "delete", "merge"]))
            which = draw(st.integers(0, 10_000))
            value: Any = None
            if what == "insert":
                value = a_line(draw, number)
            elif what == "back-date":
                value = day(draw(st.integers(0, TODAY)))
            elif what == "amount":
                value = draw(st.integers(-2_000, 5_000))
            elif what == "merge":
                value = draw(st.sampled_from(PEOPLE))
            edits.append((what, which, value))
        nights.append(edits)
    return opening, nights


def apply(rows: list[Row], edit: tuple[str, int, Any]) -> set[str]:
    """Change the books in place; the customers touched."""
    what, which, value = edit
    if what == "insert":
        rows.append(value)
        return {value["customer_id"]}
    if not rows:
        return set()
    row = rows[which % len(rows)]
    touched = {row["customer_id"]}
    if what == "delete":
        rows.remove(row)
    elif what == "back-date":
        row["ordered_at"] = value
    elif what == "amount":
        row["amount"] = value
    elif what == "merge":
        touched.add(value)
        gone = row["customer_id"]
        for other in rows:
            if other["customer_id"] == gone:
                other["customer_id"] = value
    return touched


@settings(max_examples=examples(0.4), deadline=None)
@given(history=histories(), preset=st.sampled_from(["article", "book"]), window=st.sampled_from([None, 90]))
def test_touched_customers_alone_equal_the_batch_of_everybody(history: Any, preset: Any, window: Any) -> None:
    opening, nights = history
    chosen = Settings(thresholds=Thresholds(preset=preset), rfm_window_days=window)
    rows = [dict(row) for row in opening]
    settled = settle(open_books(table(rows), chosen), chosen, day(TODAY))
    parameters = fit_parameters(states_of(settled, chosen, day(TODAY)), settled, chosen, day(TODAY))
    kept, kept_pairs = scored(rows, parameters, TODAY)
    for edits in nights:
        touched: set[str] = set().union(*(apply(rows, edit) for edit in edits))
        for customer in touched:
            kept.pop(customer, None)
            kept_pairs.pop(customer, None)
            alone, pairs = scored([row for row in rows if row["customer_id"] == customer], parameters, TODAY)
            kept |= alone
            kept_pairs |= pairs
        everybody, all_pairs = scored(rows, parameters, TODAY)
        assert kept == everybody
        assert kept_pairs == all_pairs


def outputs(lines: pa.Table, chosen: Settings, on: Any) -> tuple[Any, ...]:
    result = analyse_lines(lines, chosen, on)
    return result.customers, result.reorders, result.transitions, result.summary, result.parameters.to_json()


def same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(
        a.equals(b, check_metadata=True) if isinstance(a, pa.Table) else a == b
        for a, b in zip(one, other, strict=True)
    )


@settings(max_examples=examples(0.4), deadline=None)
@given(history=histories(), seed=st.integers(0, 1000))
def test_the_order_of_the_rows_leaves_no_trace(history: Any, seed: int) -> None:
    rows, _ = history
    shuffled = random.Random(seed).sample(rows, len(rows))
    first = outputs(table(rows), Settings(), day(TODAY))
    assert same(first, outputs(table(shuffled), Settings(), day(TODAY)))


def test_real_lines_shuffled_and_sorted_give_the_same_bytes() -> None:
    lines = pl.DataFrame(real_data.ta_feng()).filter(pl.col("customer_id").str.ends_with("7"))
    on = real_data.LAST_DAYS["ta_feng"]
    expected = outputs(lines.to_arrow(), Settings(), on)
    for other in (lines.sample(fraction=1.0, shuffle=True, seed=1), lines.sort("customer_id", "ordered_at")):
        assert same(expected, outputs(other.to_arrow(), Settings(), on))


def test_results_do_not_depend_on_the_company_a_row_keeps() -> None:
    """Vector instructions treat the ends of arrays apart: every batch length must give the same bits."""
    lines = pl.DataFrame(real_data.ta_feng()).filter(pl.col("customer_id").str.ends_with("77"))
    on = real_data.LAST_DAYS["ta_feng"]
    result = analyse_lines(lines.to_arrow(), Settings(), on)
    assert len(result.product_states) > FEW
    assert result.parameters.products.own  # few rows look for their priors in another way
    for length in (1, 2, 3, 5, 7, 16, 33):
        for start in range(0, 70, length):
            customers = derive_customers(result.states.slice(start, length), result.parameters, on)
            assert customers.equals(result.customers.slice(start, length))
            pairs = derive_reorders(result.product_states.slice(start, length), result.parameters, on)
            assert pairs.equals(result.reorders.slice(start, length))
