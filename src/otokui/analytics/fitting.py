"""Freezing a run: A, RFM cuts, priors and limits from a ledger and its state rows.

The models are fitted on at most SAMPLE owners, every n-th by the text of their ids, so that the cost does
not grow with the shop and the choice does not depend on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl
import pyarrow as pa

from otokui.analytics import limits, priors
from otokui.analytics.arrays import in_batches, ints
from otokui.analytics.engine.days import OrderDays, order_days
from otokui.analytics.engine.fixed import LONGEST, ln_table
from otokui.analytics.ledger import Ledger
from otokui.analytics.lifecycle import Facts
from otokui.analytics.parameters import Cuts, GapPrior, Rhythm, RunParameters
from otokui.analytics.rfm import find_cuts
from otokui.analytics.settings import Settings

SAMPLE = 20_000
"""Owners looked at for a rhythm."""
OWN_GAPS = 12
"""Gaps a product needs, all customers together, for a prior of its own."""
EPOCH = date(1970, 1, 1)


def fit_parameters(
    states: pa.Table,
    ledger: Ledger,
    settings: Settings,
    as_of: date,
    *,
    rhythms: tuple[Rhythm, Rhythm] | None = None,
) -> RunParameters:
    """The parameters of a fresh run over these state rows (STATES) and the ledger they came from.

    `rhythms`: the gap models (visits, products) of another run, to freeze only A and the cuts anew.
    """
    today = (as_of - EPOCH).days
    total, count = _average(states, settings)
    watched = limits.horizon(ledger.first_day, today)
    recency, frequency, money = _cuts(states, today)
    visits, products = rhythms or _rhythms(ledger, today, watched, settings)
    return RunParameters(
        as_of=as_of,
        settings=settings,
        average_total=total,
        average_count=count,
        bar=bar_of(total, count, settings.thresholds.factor),
        recency_cuts=recency,
        frequency_cuts=frequency,
        money_cuts=money,
        data_first_on=None if ledger.first_day is None else EPOCH + timedelta(days=ledger.first_day),
        horizon_days=watched,
        visits=visits,
        products=products,
    )


def bar_of(total: int, count: int, factor: int) -> int:
    """The smallest whole amount ≥ factor × total / count; 0 when nobody has bought yet."""
    return -(-factor * total // count) if count else 0


def average_of(facts: Facts, settings: Settings) -> tuple[int, int]:
    """A of these customers as a fraction (total, count); (0, 0) when nobody has bought yet."""
    if settings.fixed_average is not None:
        return settings.fixed_average, 1
    bought = facts.orders > 0
    total = int(facts.net[bought].sum())
    return total, int(bought.sum()) if settings.average == "per_customer" else int(facts.orders.sum())


def _average(states: pa.Table, settings: Settings) -> tuple[int, int]:
    """`average_of` without a column of all customers in one piece."""
    if settings.fixed_average is not None:
        return settings.fixed_average, 1
    parts = in_batches(lambda rows: average_of(Facts.of(rows), settings), states)
    return sum(total for total, _ in parts), sum(count for _, count in parts)


def _cuts(states: pa.Table, today: int) -> tuple[Cuts, Cuts, Cuts]:
    def scored(rows: pa.Table) -> list[np.ndarray]:
        facts = Facts.of(rows)
        bought = facts.orders > 0
        columns = (facts.last - today).astype(np.int32), *window_facts(rows, facts)
        return [column if bought.all() else column[bought] for column in columns]

    recency, frequency, money = zip(*in_batches(scored, states), strict=True)
    return find_cuts(recency), find_cuts(frequency), find_cuts(money)


def window_facts(states: pa.Table, facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """What F and M look at: all history, or the window's columns where the state rows have them."""
    if "window_orders" not in states.column_names:
        return facts.orders, facts.net
    return ints(states, "window_orders"), ints(states, "window_net")


def _rhythms(ledger: Ledger, today: int, watched: int, settings: Settings) -> tuple[Rhythm, Rhythm]:
    days = order_days(_sample(ledger.entries, ["customer_id"]), ["customer_id"])
    visits = _rhythm(days, np.zeros(len(days.net), np.int64), [], today, watched, settings)
    if "product_id" not in ledger.entries.columns:
        return visits, Rhythm(priors.WORLD, limits.plain_levels(settings.epsilon_permille))
    pairs = ["customer_id", "product_id"]
    days = order_days(_sample(ledger.entries, ["customer_id"]), pairs)
    names = days.owners["product_id"].cast(pl.String)
    distinct = names.unique().sort()
    code = pl.DataFrame({"name": names}).join(
        pl.DataFrame({"name": distinct, "code": np.arange(len(distinct))}), on="name", maintain_order="left"
    )
    products = _rhythm(days, code["code"].to_numpy(), distinct.to_list(), today, watched, settings)
    return visits, products


def _sample(entries: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    owners = entries.select(pl.col(by[0]).unique()).sort(pl.col(by[0]).cast(pl.String))
    if owners.height <= SAMPLE:
        return entries
    return entries.join(owners.gather_every(-(-owners.height // SAMPLE)), on=by, how="semi")


def _rhythm(
    days: OrderDays, group: np.ndarray, names: Sequence[str], today: int, watched: int, settings: Settings
) -> Rhythm:
    """The pool's prior, the products' own, and the limits under them."""
    gaps, offsets = days.gaps()
    count = np.diff(offsets)
    some = np.flatnonzero(count > 0)
    logs = np.add.reduceat(ln_table()[np.minimum(gaps, LONGEST)], offsets[some]) if len(some) else count[some]
    lengths = np.add.reduceat(gaps, offsets[some]) if len(some) else count[some]
    streams = priors.Streams.of(np.zeros(len(some), np.int64), count[some], lengths, logs, 1)
    pool = priors.fit(streams, 1, priors.WORLD, priors.LOOSE)[0]
    own: dict[str, GapPrior] = {}
    of_owner = [pool] * len(names)
    if names:
        supported = np.bincount(group[some], count[some], len(names)) >= OWN_GAPS
        chosen = np.flatnonzero(supported)
        inside = supported[group[some]]
        numbered = (np.cumsum(supported) - 1)[group[some]][inside]
        rows = some[inside]
        grouped = priors.Streams.of(numbered, count[rows], lengths[inside], logs[inside], len(chosen))
        for code, prior in zip(chosen, priors.fit(grouped, len(chosen), pool, priors.TIGHT), strict=True):
            own[names[int(code)]] = of_owner[code] = prior
    table = np.array([[p.weight, p.scale, p.regularity] for p in (of_owner or [pool])])
    weight, scale, regularity = table[group].T
    levels = limits.calibrate(days, weight, scale, regularity, today, watched, settings.epsilon_permille)
    return Rhythm(pool, levels, own)
