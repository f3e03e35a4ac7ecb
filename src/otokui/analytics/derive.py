"""State rows + run parameters + the day looked from → results. Row by row: a touched customer alone gets the
very bytes the batch gives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import cache, lru_cache, partial
from typing import TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa

from otokui.analytics import schema
from otokui.analytics.arrays import Flags, Ints, column, dates, in_batches, ints, words
from otokui.analytics.explanation import rule_names
from otokui.analytics.fitting import window_facts
from otokui.analytics.forecast import QUANTILES, SIDES, Forecast, Past, forecast
from otokui.analytics.lifecycle import (
    ACTIVE,
    DEAD,
    DORMANT,
    NEVER,
    Facts,
    class_names,
    classify,
    look_ahead,
    state_days,
    state_names,
    state_of,
)
from otokui.analytics.parameters import Rhythm, RunParameters
from otokui.analytics.rfm import score
from otokui.analytics.rhythm import gap_mean, gap_sd
from otokui.analytics.schema import with_ids

EPOCH = date(1970, 1, 1)
KEPT_OF_CUSTOMER = ("customer_id", "orders", "first_on", "last_on", "net")
IDS = ("customer_id", "product_id")
Columns: TypeAlias = "dict[str, Callable[[], pa.Array]]"
"""How each column is made, if it is asked for."""
FEW = 100
"""Rows of one customer: a look into a table each costs less than joining it."""
LATER = ("p_alive", "p_order_28d", "orders_365d", "value_365d")
"""Columns of the contract that a later, deeper model fills."""
KEPT_OF_PRODUCT = (
    *("customer_id", "product_id", "orders", "usual_quantity", "gap_median", "last_on"),
    *("habit_hits", "habit_gaps", "habit_lo", "habit_hi"),
)


def derive_customers(
    states: pa.Table, parameters: RunParameters, as_of: date, *, only: Collection[str] = ()
) -> pa.Table:
    """`schema.CUSTOMERS` from STATES rows of any number of customers, in the same order.

    The state rows must be those of the end of `as_of`: nothing in them may be later. `only`: these columns
    and no others.
    """
    today = (as_of - EPOCH).days
    facts = Facts.of(states)
    expected = _visits(states, facts, parameters.visits, today)
    columns = _standing(states, facts, parameters, today)
    columns |= _dated(expected, facts.last, today, facts.orders == 0)
    columns |= dict.fromkeys(LATER, lambda: pa.nulls(states.num_rows, pa.float64()))
    columns |= _leaving(states, expected, facts, parameters, today)
    return _made([field for field in schema.CUSTOMERS if not only or field.name in only], columns)


def derive_standing(
    states: pa.Table, parameters: RunParameters, as_of: date, *, only: Collection[str] = ()
) -> pa.Table:
    """The columns of `schema.CUSTOMERS` that need no gap model: class, state, next change, RFM, gap numbers.

    For previews of other settings and whatever else must be quick; the figures are `derive_customers`' own.
    `only`: these columns and no others, in the schema's order; the others are not computed.
    """
    today = (as_of - EPOCH).days

    def derive(rows: pa.Table) -> pa.Table:
        columns = _standing(rows, Facts.of(rows), parameters, today)
        return _made([field for field in schema.CUSTOMERS if field.name in (only or columns)], columns)

    return pa.concat_tables(in_batches(derive, states))


def _standing(states: pa.Table, facts: Facts, parameters: RunParameters, today: int) -> Columns:
    thresholds, bar = parameters.settings.thresholds, parameters.bar
    classes = cache(lambda: classify(facts, thresholds, bar, today))
    kinds = cache(lambda: state_of(facts, thresholds, today))
    ahead = cache(lambda: look_ahead(facts, thresholds, bar, today, classes(), kinds()))
    scores = cache(lambda: _scores(states, facts, parameters, today))
    never = cache(lambda: ahead().next_day == NEVER)
    none = facts.orders == 0
    length = facts.last - facts.first
    missing = cache(lambda: bar - facts.net)
    return {
        **{name: partial(_kept, states, name) for name in KEPT_OF_CUSTOMER},
        "short_history": lambda: column(_short_history(facts, parameters)),
        "class": lambda: class_names(classes()),
        "state": lambda: state_names(kinds()),
        "next_change_on": lambda: dates(ahead().next_day, never()),
        "next_class": lambda: class_names(ahead().next_classes, never()),
        "next_state": lambda: state_names(ahead().next_states, never()),
        "r": lambda: column(scores()[0], none),
        "f": lambda: column(scores()[1], none),
        "m": lambda: column(scores()[2], none),
        "rfm_top": lambda: column((np.min(scores(), axis=0) >= 4) & ~none),
        "gap_mean": lambda: column(gap_mean(facts.gaps, length), facts.gaps < 1),
        "gap_sd": lambda: column(gap_sd(facts.gaps, length, ints(states, "gap_squares")), facts.gaps < 2),
        "rule": lambda: rule_names(classes(), facts, parameters),
        "to_upper": lambda: column(missing(), none | (missing() <= 0)),
    }


def derive_reorders(
    product_states: pa.Table, parameters: RunParameters, as_of: date, *, only: Collection[str] = ()
) -> pa.Table:
    """`schema.REORDERS` from PRODUCT_STATES rows, in the same order. `only`: these columns and no others."""
    today = (as_of - EPOCH).days
    facts = Facts.of(product_states)
    expected = _products(product_states, facts, parameters.products, today)
    columns: Columns = {name: partial(_kept, product_states, name) for name in KEPT_OF_PRODUCT}
    columns |= _dated(expected, facts.last, today, np.zeros(len(facts.orders), dtype=bool))
    return _made([field for field in schema.REORDERS if not only or field.name in only], columns)


def _short_history(facts: Facts, parameters: RunParameters) -> Flags:
    guard = parameters.settings.guard_days
    if guard == 0 or parameters.data_first_on is None:
        return np.zeros(len(facts.orders), dtype=bool)
    begin = (parameters.data_first_on - EPOCH).days
    flags: Flags = (facts.orders > 0) & (facts.first - begin <= guard)
    return flags


def _scores(states: pa.Table, facts: Facts, parameters: RunParameters, today: int) -> tuple[Ints, Ints, Ints]:
    """R, F and M of every customer; meaningless without a purchase."""
    orders, net = window_facts(states, facts)
    return (
        score(facts.last - today, parameters.recency_cuts),
        score(orders, parameters.frequency_cuts),
        score(net, parameters.money_cuts),
    )


def _visits(states: pa.Table, facts: Facts, rhythm: Rhythm, today: int) -> Forecast:
    return forecast(_past(states, facts, today, np.zeros(len(facts.gaps), np.int64)), [rhythm.prior], rhythm)


def _products(states: pa.Table, facts: Facts, rhythm: Rhythm, today: int) -> Forecast:
    """Each row under its product's own prior, else under the pool's."""
    names, number = _own_priors(states["product_id"], rhythm)
    priors = [rhythm.prior, *(rhythm.own[name] for name in names)]
    return forecast(_past(states, facts, today, number), priors, rhythm)


def _own_priors(products: pa.ChunkedArray, rhythm: Rhythm) -> tuple[list[str], Ints]:
    """The products that have a prior of their own, and for every row its number among them, 0 for none."""
    if len(products) <= FEW:
        asked = [str(product) for product in products.to_pylist()]
        names = sorted(rhythm.own.keys() & asked)
        place = {name: number for number, name in enumerate(names, start=1)}
        return names, np.array([place.get(product, 0) for product in asked], dtype=np.int64)
    names = sorted(rhythm.own)
    known = pl.DataFrame(
        {"name": names, "prior": range(1, len(names) + 1)}, schema_overrides={"name": pl.String}
    )
    rows = pl.DataFrame({"name": pl.Series(values=products).cast(pl.String)})
    found = rows.join(known, on="name", how="left", maintain_order="left")["prior"]
    return names, found.cast(pl.Int64).fill_null(0).to_numpy()


def _past(states: pa.Table, facts: Facts, today: int, prior: Ints) -> Past:
    return Past(
        gaps=facts.gaps,
        days=facts.last - facts.first,
        squares=ints(states, "gap_squares"),
        silence=np.maximum(today - facts.last, 0) * (facts.orders > 0),
        prior=prior,
    )


def _dated(expected: Forecast, last: Ints, today: int, none: Flags) -> Columns:
    def expect(name: str) -> pa.Array:
        return dates(last + expected.wait(name), none)

    return {
        "overdue_from": lambda: dates(last + expected.limit, none),
        "overdue": lambda: column(today >= last + expected.limit, none),
        **{f"{side}_{name}": partial(expect, f"{side}_{name}") for side in SIDES for name in QUANTILES},
    }


def _leaving(
    states: pa.Table, expected: Forecast, facts: Facts, parameters: RunParameters, today: int
) -> Columns:
    """How far the silence has gone (risk of leaving), and whether the customer came back or is to be won
    back."""
    none = facts.orders == 0

    @cache
    def permille() -> Ints:
        return np.floor(1000 * (1 - expected.survival)).astype(np.int64)

    def leaving() -> pa.Array:
        overdue = today >= facts.last + expected.limit
        risk = np.where(overdue, 2, np.where(permille() >= 500, 1, 0))
        return words(risk, ("low", "raised", "high"), none)

    def reactivation() -> pa.Array:
        thresholds = parameters.settings.thresholds
        kinds = state_of(facts, thresholds, today)
        dormant, _ = state_days(facts, thresholds)
        silent = facts.last - ints(states, "previous_on")
        came_back = (facts.gaps > 0) & (silent >= dormant) & (kinds == ACTIVE)
        again = np.select([kinds == DORMANT, kinds == DEAD, came_back], [2, 3, 1], 0)
        return words(again, ("none", "reactivated", "win_back", "lost"))

    return {
        "leaving_permille": lambda: column(permille(), none),
        "leaving": leaving,
        "reactivation": reactivation,
    }


def _kept(states: pa.Table, name: str) -> pa.Array:
    return states[name].combine_chunks()


def _made(fields: list[pa.Field], columns: Columns) -> pa.Table:
    """The columns that `fields` ask for, made."""
    arrays = [columns[field.name]() for field in fields]
    ids = zip(fields, arrays, strict=True)
    types = tuple((field.name, array.type) for field, array in ids if field.name in IDS)
    return pa.Table.from_arrays(arrays, schema=_schema(tuple(fields), types))


@lru_cache(maxsize=64)
def _schema(fields: tuple[pa.Field, ...], types: tuple[tuple[str, pa.DataType], ...]) -> pa.Schema:
    """Of the same few columns again and again: to put it together takes longer than a customer's figures."""
    return with_ids(pa.schema(fields), **dict(types))
