"""State rows + run parameters + the day looked from → results. Row by row: a touched customer alone gets the
very bytes the batch gives.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import polars as pl
import pyarrow as pa

from otokui.analytics.explanation import rule_names
from otokui.analytics.fitting import window_facts
from otokui.analytics.forecast import Forecast, Past, forecast
from otokui.analytics.lifecycle import (
    ACTIVE,
    DEAD,
    DORMANT,
    NEVER,
    Facts,
    Standing,
    class_names,
    judge,
    state_days,
    state_names,
)
from otokui.analytics.parameters import Rhythm, RunParameters
from otokui.analytics.rfm import score
from otokui.analytics.rhythm import Ints, gap_mean, gap_sd
from otokui.analytics.schema import CUSTOMERS, REORDERS, with_ids

EPOCH = date(1970, 1, 1)
KEPT_OF_CUSTOMER = ("customer_id", "orders", "first_on", "last_on", "net")
BATCH = 1 << 16
LATER = ("p_alive", "p_order_28d", "orders_365d", "value_365d")
"""Columns of the contract that a later, deeper model fills."""
KEPT_OF_PRODUCT = (
    *("customer_id", "product_id", "orders", "usual_quantity", "gap_median", "last_on"),
    *("habit_hits", "habit_gaps", "habit_lo", "habit_hi"),
)
Flags = np.ndarray


def derive_customers(states: pa.Table, parameters: RunParameters, as_of: date) -> pa.Table:
    """`schema.CUSTOMERS` from STATES rows of any number of customers, in the same order.

    The state rows must be those of the end of `as_of`: nothing in them may be later.
    """
    today = (as_of - EPOCH).days
    facts = Facts.of(states)
    standing = judge(states, parameters.settings.thresholds, parameters.bar, today)
    expected = _visits(states, facts, parameters.visits, today)
    columns = _standing(states, facts, standing, parameters, today)
    columns |= _dated(expected, facts.last, today, facts.orders == 0)
    columns |= {name: pa.nulls(states.num_rows, pa.float64()) for name in LATER}
    columns |= _leaving(states, expected, facts, standing, parameters, today)
    return _table(CUSTOMERS, columns)


def derive_standing(states: pa.Table, parameters: RunParameters, as_of: date) -> pa.Table:
    """The columns of `schema.CUSTOMERS` that need no gap model: class, state, next change, RFM, gap numbers.

    For previews of other settings and whatever else must be quick; the figures are `derive_customers`' own.
    """
    today = (as_of - EPOCH).days

    def derive(rows: pa.Table) -> pa.Table:
        facts = Facts.of(rows)
        standing = judge(rows, parameters.settings.thresholds, parameters.bar, today)
        columns = _standing(rows, facts, standing, parameters, today)
        return _table(pa.schema([field for field in CUSTOMERS if field.name in columns]), columns)

    return _in_batches(derive, states)


def _in_batches(derive: Callable[[pa.Table], pa.Table], states: pa.Table) -> pa.Table:
    """`derive` on slices small enough for the processor's cache, two at a time. A row's result is its own."""
    if states.num_rows <= BATCH:
        return derive(states)
    slices = [states.slice(start, BATCH) for start in range(0, states.num_rows, BATCH)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        return pa.concat_tables(pool.map(derive, slices))


def _standing(
    states: pa.Table, facts: Facts, standing: Standing, parameters: RunParameters, today: int
) -> dict[str, pa.Array]:
    none = facts.orders == 0
    never = standing.next_day == NEVER
    length = facts.last - facts.first
    missing = parameters.bar - facts.net
    return {
        **{name: states[name].combine_chunks() for name in KEPT_OF_CUSTOMER},
        "short_history": pa.array(_short_history(facts, parameters)),
        "class": class_names(standing.classes),
        "state": state_names(standing.states),
        "next_change_on": _dates(standing.next_day, never),
        "next_class": class_names(standing.next_classes, never),
        "next_state": state_names(standing.next_states, never),
        **_rfm(states, facts, parameters, today),
        "gap_mean": pa.array(gap_mean(facts.gaps, length), mask=facts.gaps < 1),
        "gap_sd": pa.array(gap_sd(facts.gaps, length, _column(states, "gap_squares")), mask=facts.gaps < 2),
        "rule": rule_names(standing.classes, facts, parameters),
        "to_upper": pa.array(missing, mask=none | (missing <= 0)),
    }


def derive_reorders(product_states: pa.Table, parameters: RunParameters, as_of: date) -> pa.Table:
    """`schema.REORDERS` from PRODUCT_STATES rows, in the same order."""
    today = (as_of - EPOCH).days
    facts = Facts.of(product_states)
    expected = _products(product_states, facts, parameters.products, today)
    columns = {name: product_states[name].combine_chunks() for name in KEPT_OF_PRODUCT}
    columns |= _dated(expected, facts.last, today, np.zeros(len(facts.orders), dtype=bool))
    return _table(REORDERS, columns)


def _short_history(facts: Facts, parameters: RunParameters) -> Flags:
    guard = parameters.settings.guard_days
    if guard == 0 or parameters.data_first_on is None:
        return np.zeros(len(facts.orders), dtype=bool)
    begin = (parameters.data_first_on - EPOCH).days
    flags: Flags = (facts.orders > 0) & (facts.first - begin <= guard)
    return flags


def _rfm(states: pa.Table, facts: Facts, parameters: RunParameters, today: int) -> dict[str, pa.Array]:
    none = facts.orders == 0
    orders, net = window_facts(states, facts)
    r = score(facts.last - today, parameters.recency_cuts)
    f = score(orders, parameters.frequency_cuts)
    m = score(net, parameters.money_cuts)
    top = (r >= 4) & (f >= 4) & (m >= 4) & ~none
    scores = {"r": r, "f": f, "m": m}
    return {name: pa.array(values, mask=none) for name, values in scores.items()} | {"rfm_top": pa.array(top)}


def _visits(states: pa.Table, facts: Facts, rhythm: Rhythm, today: int) -> Forecast:
    return forecast(_past(states, facts, today, np.zeros(len(facts.gaps), np.int64)), [rhythm.prior], rhythm)


def _products(states: pa.Table, facts: Facts, rhythm: Rhythm, today: int) -> Forecast:
    """Each row under its product's own prior, else under the pool's."""
    names = sorted(rhythm.own)
    known = pl.DataFrame(
        {"name": names, "prior": range(1, len(names) + 1)}, schema_overrides={"name": pl.String}
    )
    asked = pl.DataFrame({"name": pl.Series(values=states["product_id"]).cast(pl.String)})
    found = (
        asked.join(known, on="name", how="left", maintain_order="left")["prior"].cast(pl.Int64).fill_null(0)
    )
    priors = [rhythm.prior, *(rhythm.own[name] for name in names)]
    return forecast(_past(states, facts, today, found.to_numpy()), priors, rhythm)


def _past(states: pa.Table, facts: Facts, today: int, prior: Ints) -> Past:
    return Past(
        gaps=facts.gaps,
        days=facts.last - facts.first,
        squares=_column(states, "gap_squares"),
        silence=np.maximum(today - facts.last, 0) * (facts.orders > 0),
        prior=prior,
    )


def _dated(expected: Forecast, last: Ints, today: int, none: Flags) -> dict[str, pa.Array]:
    overdue_from = last + expected.limit
    return {
        "overdue_from": _dates(overdue_from, none),
        "overdue": pa.array(today >= overdue_from, mask=none),
        **{name: _dates(last + wait, none) for name, wait in expected.waits.items()},
    }


def _leaving(
    states: pa.Table,
    expected: Forecast,
    facts: Facts,
    standing: Standing,
    parameters: RunParameters,
    today: int,
) -> dict[str, pa.Array]:
    """How far the silence has gone (risk of leaving), and whether the customer came back or is to be won
    back."""
    none = facts.orders == 0
    permille = np.floor(1000 * (1 - expected.survival)).astype(np.int64)
    overdue = today >= facts.last + expected.limit
    risk = np.where(overdue, 2, np.where(permille >= 500, 1, 0)).astype(np.int8)
    dormant, _ = state_days(facts, parameters.settings.thresholds)
    previous = (
        states["previous_on"].combine_chunks().cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
    )
    came_back = (facts.gaps > 0) & (facts.last - previous >= dormant) & (standing.states == ACTIVE)
    again = np.select([standing.states == DORMANT, standing.states == DEAD, came_back], [2, 3, 1], 0)
    return {
        "leaving_permille": pa.array(permille, mask=none),
        "leaving": _words(risk, ("low", "raised", "high"), none),
        "reactivation": _words(again.astype(np.int8), ("none", "reactivated", "win_back", "lost"), None),
    }


def _words(codes: np.ndarray, names: tuple[str, ...], missing: Flags | None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), pa.array(names)).cast(pa.string())


def _column(table: pa.Table, name: str) -> Ints:
    return np.asarray(table[name].combine_chunks().to_numpy(zero_copy_only=False), dtype=np.int64)


def _dates(days: Ints, missing: Flags) -> pa.Array:
    return pa.array(np.where(missing, 0, days).astype(np.int32), mask=missing).cast(pa.date32())


def _table(schema: pa.Schema, columns: dict[str, pa.Array]) -> pa.Table:
    types = {name: columns[name].type for name in ("customer_id", "product_id") if name in columns}
    schema = with_ids(schema, **types)
    return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)
