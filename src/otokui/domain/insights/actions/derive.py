"""Derive standings and reorders of customers again, from their purchases and the parameters in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl
import pyarrow as pa

from otokui.analytics import schema
from otokui.analytics.derive import derive_customers, derive_reorders
from otokui.core.platform.events import publish
from otokui.domain.insights.adapters.standings import Occasion, write_reorders, write_standings
from otokui.domain.insights.events import ClassesChanged
from otokui.domain.insights.models import Standing
from otokui.domain.insights.queries.books import Books, complete, read_books, read_states
from otokui.domain.insights.queries.runs import Judge
from otokui.domain.insights.types import ChangeCause


def derive_standings(
    customer_ids: Sequence[int],
    judge: Judge,
    *,
    on: date,
    now: datetime,
    cause: ChangeCause | None = None,
    import_run: int | None = None,
    reorders_stay: bool = False,
) -> int:
    """Bring these customers to the end of day `on`; returns how many changed class or state.

    To be called after `lock_standings()` in the same transaction. Without a cause each customer's own numbers
    tell it. Publishes one event if anybody moved. The number of SQL statements does not depend on the number
    of customers. `reorders_stay`: nothing has moved them (`unmoved_products`), they are not looked at.
    """
    settings = judge.parameters.settings
    if reorders_stay:
        states = read_states(customer_ids, settings, on)
        books = Books(states, schema.PRODUCT_STATES.empty_table(), {})
    else:
        books = read_books(customer_ids, settings, on)
    if gone := _without_lines(customer_ids, books):
        books = complete(books, gone)
    standings = standings_of(derive_customers(books.states, judge.parameters, on), judge, books.moves_on)
    occasion = Occasion(on=on, run=judge.run, recorded_at=now, cause=cause, import_run=import_run)
    moved = write_standings(standings, occasion)
    if not reorders_stay:
        reorders = pl.DataFrame(derive_reorders(books.product_states, judge.parameters, on))
        write_reorders(list(customer_ids), reorders)
    if moved.first_line is not None and moved.last_line is not None:
        publish(
            ClassesChanged(
                first_line=moved.first_line,
                last_line=moved.last_line,
                on=on,
                changed=moved.customers,
                run=judge.run,
            )
        )
    return moved.customers


def _without_lines(customer_ids: Sequence[int], books: Books) -> list[int]:
    """Customers who stand somewhere though no line of theirs is left. One SQL query if any is missing."""
    missing = set(customer_ids).difference(books.states["customer_id"].to_pylist())
    if not missing:
        return []
    return sorted(Standing.objects.filter(customer_id__in=missing).values_list("customer_id", flat=True))


def standings_of(derived: pa.Table, judge: Judge, moves_on: dict[int, date]) -> pl.DataFrame:
    """What is stored of `schema.CUSTOMERS` rows: only what time leaves alone before `review_on`."""
    frame = pl.DataFrame(derived)
    later = pl.DataFrame(
        {"customer_id": list(moves_on), "moves_on": list(moves_on.values())},
        schema={"customer_id": pl.Int64, "moves_on": pl.Date},
    )
    frame = frame.join(later, on="customer_id", how="left", maintain_order="left")
    growing = pl.col("class").is_in(["toddler", "steady"])
    return frame.with_columns(
        pl.lit(judge.run, pl.Int64).alias("run_id"),
        pl.col("class").alias("customer_class"),
        pl.min_horizontal("next_change_on", "moves_on").alias("review_on"),
        pl.when(growing).then("to_upper").alias("to_upper"),
        pl.col("due_lo", "due_on", "due_hi"),
    )
