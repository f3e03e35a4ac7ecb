"""Write a batch of lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

import polars as pl
import pyarrow as pa
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from psycopg.errors import DeadlockDetected, UniqueViolation

from otokui.core.platform.audit import changing
from otokui.core.platform.events import publish
from otokui.domain.accounts.public import get_business
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.purchases.actions.derive_summaries import derive_first_summaries, derive_summaries
from otokui.domain.purchases.adapters import stored
from otokui.domain.purchases.adapters.catalogue import with_catalogue_ids, with_known_ids
from otokui.domain.purchases.adapters.stock import move_stock, stock_taken_by
from otokui.domain.purchases.adapters.writing import Recording, Written, write_changes
from otokui.domain.purchases.events import PurchasesRecorded
from otokui.domain.purchases.rules.batch import prepare_rows
from otokui.domain.purchases.rules.changes import Changes, changes_of
from otokui.domain.purchases.types import RecordResult

CUSTOMERS_PER_EVENT: Final = 5_000
ATTEMPTS: Final = 10


class _MoreCustomers(Exception):
    """The stored orders belong to customers whom we have not locked."""

    def __init__(self, customers: set[int]) -> None:
        super().__init__()
        self.customers = customers


class _Merged(Exception):
    """Customers of the batch are known as others now."""

    def __init__(self, into: dict[int, int]) -> None:
        super().__init__()
        self.into = into


def record_purchases(
    batch: pa.Table,
    *,
    source: str,
    now: datetime,
    run: int | None = None,
    staff: int | None = None,
    sold_by: int | None = None,
    moves_stock: bool = False,
    dry_run: bool = False,
) -> RecordResult:
    """Write a batch of lines (`types.LINES`) with everything that follows from them, in one transaction.

    Idempotent. Lines are known by source + order_id + line_no; the later row of a batch holds. An order
    whose rows carry no line numbers is replaced by what the batch says of it, so all of its rows must be in
    one batch. Rows without order_id are known by source + customer_ref (or customer_id) + time + product +
    n-th. Columns that the batch does not have stay as they are stored, deliveries where a cell is empty too.
    Unknown products, categories and shops are created; who sold (`staff`) is kept as named, and looked up
    among those who work or worked here.
    Orders that no `run` brings and whose lines name nobody were sold by `sold_by`, else by `staff`.

    At the end each touched customer's summary is exact: reduced by `otokui.analytics` from all of that
    customer's lines. So a run of many batches that is killed anywhere leaves a prefix in which everything
    is consistent; called inside the caller's transaction, the caller's checkpoint and the batch are there
    together or not at all, and the batch that is taken again meets itself unchanged. Batches in customer
    order, each customer whole, are the fastest: a summary is then derived once, and newcomers' summaries
    without reading anything back.

    `run` marks what an import run creates, for `undo_run`. `moves_stock` takes sold goods out of the stock,
    once and for all later changes of these orders. `dry_run` counts without writing or locking anything.
    Writers for the same customers wait for each other. Publishes `PurchasesRecorded` if anything changed.

    Orders that are stored exactly so are left out at first sight, and nobody waits for them.

    Customers must exist; what is said of one who has been merged is the survivor's. About 20 SQL statements
    for any number of rows.
    """
    business = get_business()
    rows = prepare_rows(batch, time_zone=business.time_zone, day_start_minutes=business.day_start_minutes)
    if rows.is_empty():
        return RecordResult(0, 0, 0, 0, ())
    given = frozenset(batch.column_names)
    if dry_run:
        return _compare(rows, given, source)
    seller = None if run else sold_by or staff
    recording = Recording(source=source, now=now, run=run, seller=seller, moves_stock=moves_stock)
    with transaction.atomic(), changing(cause="import" if run else "record", run=run, staff=staff):
        rows = with_catalogue_ids(_as_stored(rows), run=run)
        met = stored.stored_orders(source, rows["order_key"].unique())
        fresh = _without_known(rows, met, given)
        known = rows.height - fresh.height
        if fresh.is_empty():
            return RecordResult(0, 0, known, 0, ())
        result = _until_settled(fresh, given, recording, business, all_new=met.is_empty())
        return replace(result, unchanged=result.unchanged + known)


def _as_stored(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        given_customer_id="customer_id",
        product_text="product_name",
        names_order="returned_order_id",
        staff_text="staff",
    )


def _without_known(rows: pl.DataFrame, orders: pl.DataFrame, given: frozenset[str]) -> pl.DataFrame:
    """The rows of all orders that are not stored exactly so. Nothing is locked for what needs no writing."""
    if orders.is_empty():
        return rows
    changes = changes_of(rows, orders, stored.stored_lines(orders), given=given)
    return rows.filter(pl.col("order_key").is_in(changes.order_keys.implode()))


def _compare(rows: pl.DataFrame, given: frozenset[str], source: str) -> RecordResult:
    """What recording would do, without doing or locking anything."""
    orders = stored.stored_orders(source, rows["order_key"].unique())
    lines = stored.stored_lines(orders)
    changes = changes_of(with_known_ids(_as_stored(rows)), orders, lines, given=given)
    return RecordResult(changes.new, changes.updated, changes.unchanged, changes.lines_removed.height, ())


def _until_settled(
    rows: pl.DataFrame,
    given: frozenset[str],
    recording: Recording,
    business: BusinessSettings,
    *,
    all_new: bool,
) -> RecordResult:
    """Try with the customers we know of; whoever turns out to be concerned too is locked in the next round.

    A round that fails leaves nothing, its locks included, so customers are always locked in one go and in
    order. Who finds that another writer has just made the same order or customer begins a new round, too:
    so orders of which a moment ago none was stored (`all_new`) are not looked up in the first one.
    """
    customers = set(rows["customer_id"].drop_nulls().unique())
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                orders = None if attempt or not all_new else stored.no_orders()
                return _record(rows, given, recording, business, customers, orders)
        except _MoreCustomers as found:
            customers |= found.customers
        except _Merged as found:
            rows = _of_survivors(rows, found.into)
            customers = {found.into.get(each, each) for each in customers}
        except (IntegrityError, OperationalError) as met:
            if attempt == ATTEMPTS - 1 or not _another_writer(met):
                raise
    raise RuntimeError("the orders of this batch keep changing hands")


def _of_survivors(rows: pl.DataFrame, into: dict[int, int]) -> pl.DataFrame:
    return rows.with_columns(pl.col("customer_id", "given_customer_id").replace(into))


def _another_writer(met: DatabaseError) -> bool:
    """Whether somebody was faster with the same order or customer, or we blocked each other."""
    return isinstance(met.__cause__, UniqueViolation | DeadlockDetected)


def _record(
    rows: pl.DataFrame,
    given: frozenset[str],
    recording: Recording,
    business: BusinessSettings,
    locked: set[int],
    orders: pl.DataFrame | None,
) -> RecordResult:
    keys = rows["order_key"].unique()
    if orders is None:
        orders = stored.stored_orders(recording.source, keys)
    newcomers = stored.newcomers_among(locked)
    stored.lock_customers(locked - newcomers)
    if not orders.is_empty():
        stored.lock_orders(recording.source, keys)
        orders = stored.stored_orders(recording.source, keys)
    lines = stored.stored_lines(orders)
    if more := _concerned(rows, orders, lines, recording.source) - locked:
        raise _MoreCustomers(more)
    changes = changes_of(rows, orders, lines, given=given)
    named = set(rows["customer_id"].drop_nulls().unique())
    touched = _write(changes, orders, newcomers, recording, business, named)
    return RecordResult(
        changes.new, changes.updated, changes.unchanged, changes.lines_removed.height, tuple(sorted(touched))
    )


def _concerned(rows: pl.DataFrame, orders: pl.DataFrame, lines: pl.DataFrame, source: str) -> set[int]:
    """The stored orders' customers, and those of the orders that reversals without a customer name."""
    known = {*orders["customer_id"], *lines["customer_id"]} - {None}
    if rows["customer_id"].null_count():
        orphans = rows.filter(pl.col("customer_id").is_null() & (pl.col("names_order") != ""))
        known |= stored.buyers_of(source, orphans["names_order"].unique().to_list())
    return known


def _write(
    changes: Changes,
    orders: pl.DataFrame,
    newcomers: set[int],
    recording: Recording,
    business: BusinessSettings,
    named: set[int],
) -> set[int]:
    if changes.order_keys.is_empty():
        return set()
    moving = orders.filter("moves_stock")["id"].to_list()
    before = stock_taken_by(moving)
    written = write_changes(changes, orders, recording)
    merged = _summarise(written, newcomers, business)
    if away := {each: into for each, into in merged.items() if each in named}:
        raise _Merged(away)
    move_stock(before, stock_taken_by(moving + written.orders if recording.moves_stock else moving))
    announce(written.touched, recording.run)
    return written.touched


def _summarise(written: Written, newcomers: set[int], business: BusinessSettings) -> dict[int, int]:
    """Newcomers' lines are all in our hands; everybody else's are read again.

    Newcomers are not locked; whoever makes a summary of theirs meanwhile makes our insert fail. The new
    summaries' foreign key sees to it that they exist. Answers who of the others is known as somebody else
    now: whoever was ever merged has a summary.
    """
    simple = (newcomers & written.touched) - written.returning
    derive_first_summaries(written.lines.filter(pl.col("customer_id").is_in(list(simple))), business)
    others = written.touched - simple
    stored.lock_customers(others & newcomers)
    return derive_summaries(others, business)


def announce(customers: set[int], run: int | None, *, merged: bool = False) -> None:
    """Publish that the purchases of these customers changed."""
    ids = sorted(customers)
    for start in range(0, len(ids), CUSTOMERS_PER_EVENT):
        publish(PurchasesRecorded(tuple(ids[start : start + CUSTOMERS_PER_EVENT]), run, merged))
