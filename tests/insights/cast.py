"""A shop with customers of known stories, and the batch to which everything must be equal."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from otokui.analytics.derive import derive_customers, derive_reorders
from otokui.analytics.engine.reduce import reduce_products
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.run import states_of
from otokui.domain.insights.actions.derive import standings_of
from otokui.domain.insights.actions.move_to_run import move_to_run
from otokui.domain.insights.actions.rederive import rederive
from otokui.domain.insights.actions.request_run import request_run
from otokui.domain.insights.adapters.standings import REORDER_COLUMNS, STANDING_COLUMNS
from otokui.domain.insights.models import Reorder, Standing
from otokui.domain.insights.queries.runs import find_current_judge
from otokui.domain.insights.types import RunReason
from otokui.domain.purchases.public import lines_of, products_to_arrow, record_purchases
from tests.purchases.cast import bought, customer, lines

TODAY = date(2026, 4, 1)
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def noon(day: date) -> datetime:
    """Noon in Tokyo."""
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def buy(*rows: dict[str, Any], now: datetime = NOW, source: str = "file") -> None:
    record_purchases(lines(*rows), source=source, now=now)


def start_run(today: date = TODAY, reason: RunReason = RunReason.ON_DEMAND, rules: int | None = None) -> int:
    """A finished run of this day."""
    run = request_run(reason=reason, as_of=today, now=noon(today), rules=rules)
    move_to_run(run=run, today=today, now=noon(today))
    return run


def stored_standings() -> pl.DataFrame:
    return _frame(Standing, STANDING_COLUMNS, ["customer_id"])


def stored_reorders() -> pl.DataFrame:
    return _frame(Reorder, REORDER_COLUMNS, ["customer_id", "product_id"])


def batch_standings(customers: Iterable[int], today: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Standings and reorders as one batch over all lines computes them, under the run in force."""
    judge = find_current_judge()
    assert judge is not None
    settings = judge.parameters.settings
    categories = products_to_arrow().select(["product_id", "category"])
    lines = lines_of(sorted(customers)).join(categories, keys="product_id", join_type="left outer")
    books = open_books(lines, settings)
    ledger = settle(books, settings, today)
    states = states_of(ledger, settings, today)
    standings = standings_of(derive_customers(states, judge.parameters, today), judge, {})
    reorders = derive_reorders(reduce_products(ledger.entries), judge.parameters, today)
    return (
        standings.select(STANDING_COLUMNS).drop("run_id").sort("customer_id"),
        pl.DataFrame(reorders).select(REORDER_COLUMNS).sort("customer_id", "product_id"),
    )


def assert_equal_to_batch(customers: Iterable[int], today: date) -> None:
    """To the last bit: what purchases, nights and merges made of the tables is what one batch makes.

    A customer without any line may keep a row; it says prospect. `review_on` may be a later line's day.
    """
    standings, reorders = batch_standings(customers, today)
    stored = stored_standings().drop("run_id")
    known = stored.filter(pl.col("customer_id").is_in(standings["customer_id"].implode()))
    rest = stored.filter(~pl.col("customer_id").is_in(standings["customer_id"].implode()))
    later = ["review_on"]
    assert known.drop(later).equals(standings.drop(later).cast(dict(known.drop(later).schema)))
    assert rest["customer_class"].to_list() == ["prospect"] * rest.height
    assert stored_reorders().equals(reorders)


def _frame(model: Any, columns: tuple[str, ...], keys: list[str]) -> pl.DataFrame:
    rows = list(model.objects.order_by(*keys).values_list(*columns))
    kinds = {"customer_class": pl.String, "state": pl.String, "rule": pl.String, "next_class": pl.String}
    kinds |= {"next_state": pl.String, "short_history": pl.Boolean}
    kinds |= {name: pl.Date for name in columns if name.endswith("_on") or name in _DATES}
    schema = {name: kinds.get(name, pl.Int64) for name in columns}
    return pl.DataFrame(rows, schema=schema, orient="row")


_DATES = ("due_lo", "due_hi", "due_on", "overdue_from")

__all__ = ["bought", "customer"]


def rederive_all(customers: list[int], day: date) -> None:
    """Where these customers stand on this day, as after a purchase."""
    rederive(customer_ids=customers, as_of=day, now=noon(day), cause=None)
