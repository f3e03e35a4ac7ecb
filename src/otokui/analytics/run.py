"""The whole way in one call: lines of a sales file → customers, reorders, transitions, summary."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa

from otokui.analytics.concentration import concentration
from otokui.analytics.derive import derive_customers, derive_reorders
from otokui.analytics.engine.reduce import reduce_customers, reduce_now_and_then, reduce_products
from otokui.analytics.fitting import fit_parameters
from otokui.analytics.ledger import Books, Guests, Ledger, open_books, settle
from otokui.analytics.parameters import RunParameters
from otokui.analytics.schema import NO_STATE
from otokui.analytics.settings import Settings
from otokui.analytics.transitions import head_counts, month_before, tally, transitions


@dataclass(frozen=True, slots=True)
class Result:
    """What a run gives: Arrow tables (`schema.CUSTOMERS`, `REORDERS`, `TRANSITIONS`), the summary
    (JSON-ready, the contract's keys), and what it was made of."""

    customers: pa.Table
    reorders: pa.Table
    transitions: pa.Table
    summary: dict[str, Any]
    parameters: RunParameters
    states: pa.Table
    product_states: pa.Table


def analyse_lines(lines: pa.Table, settings: Settings, as_of: date, *, rejected: int = 0) -> Result:
    """Analyse `lines` (`schema.LINES`) as of the end of `as_of`, under fresh run parameters.

    `rejected`: rows the reader refused, for the summary.
    """
    books = open_books(lines, settings)
    ledger = settle(books, settings, as_of)
    then = month_before(as_of)
    states, before = states_of_both(books, ledger, settings, as_of, then)
    product_states = reduce_products(ledger.entries)
    parameters = fit_parameters(states, ledger, settings, as_of)
    customers = derive_customers(states, parameters, as_of)
    moves = transitions(before, states, parameters, (then, as_of))
    return Result(
        customers=customers,
        reorders=derive_reorders(product_states, parameters, as_of),
        transitions=moves,
        summary=_summary(head_counts(moves), states, parameters, ledger.guests, as_of, rejected),
        parameters=parameters,
        states=states,
        product_states=product_states,
    )


def states_of(ledger: Ledger, settings: Settings, as_of: date) -> pa.Table:
    """STATES of a ledger, with the RFM window's columns where the settings have a window."""
    states = reduce_customers(ledger.entries)
    if settings.rfm_window_days is None:
        return states
    begin = (as_of - date(1970, 1, 1)).days - settings.rfm_window_days
    seen = pl.col("day") > begin
    amounts = [name for name in ("value", "money") if name in ledger.entries.columns]
    muted = ledger.entries.with_columns(
        pl.when(seen).then(pl.col(name)).otherwise(0).alias(name) for name in amounts
    )
    inside = reduce_customers(muted)
    return states.append_column("window_orders", inside["orders"]).append_column("window_net", inside["net"])


def states_of_both(
    books: Books, ledger: Ledger, settings: Settings, as_of: date, then: date
) -> tuple[pa.Table, pa.Table]:
    """The state rows now and then. Without returns the entries of then are those of now, cut earlier."""
    if books.has_reversals or settings.rfm_window_days is not None:
        before = reduce_customers(settle(books, settings, then).entries)
        return states_of(ledger, settings, as_of), before
    return reduce_now_and_then(ledger.entries, (then - date(1970, 1, 1)).days)


def _summary(
    counts: dict[str, dict[str, int]],
    states: pa.Table,
    parameters: RunParameters,
    guests: Guests,
    as_of: date,
    rejected: int,
) -> dict[str, Any]:
    settings = parameters.settings
    return {
        "as_of": as_of.isoformat(),
        "customers": states.num_rows,
        "counts": counts,
        "average_order_value": parameters.average,
        "thresholds": {**asdict(settings.thresholds), "bar": parameters.bar},
        "concentration": concentration(states),
        "guests": asdict(guests),
        "rejected": rejected,
        "run": parameters.to_plain(),
    }


def class_counts(customers: pa.Table) -> dict[str, dict[str, int]]:
    """`tally` of `schema.CUSTOMERS`."""
    places = pl.DataFrame(customers.select(["class", "state"])).group_by("class", "state").len()
    return tally((name, state or NO_STATE, count) for name, state, count in places.iter_rows())
