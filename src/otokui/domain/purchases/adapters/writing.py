"""Changes → tables: COPY for what is new, one UPDATE for what differs, one DELETE for what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.stored import BUYER
from otokui.domain.purchases.rules.changes import LINE_FIELDS, ORDER_FIELDS, Changes

_NULLABLE = ("deliver_slot", "deliver_to")
_LINE_COLUMNS = tuple(name for name in LINE_FIELDS if name != "given_customer_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What every row of one recording carries. `seller`: of new orders that name nobody."""

    source: str
    now: datetime
    run: int | None
    seller: int | None
    moves_stock: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the new orders' ids, the new lines with their customers, and whose lines changed.

    `returning` are those of the touched customers for whom more counts than these new lines' sales.
    """

    orders: list[int]
    lines: pl.DataFrame
    touched: set[int]
    returning: set[int]


def write_changes(changes: Changes, stored: pl.DataFrame, recording: Recording) -> Written:
    """Bring the tables to what the changes say. `stored` are the orders that were there (order_key, id)."""
    created = _write_new_orders(_with_staff(changes.orders_new, recording), recording)
    _update("purchases_order", changes.orders_changed, ("id", "lines_numbered", *ORDER_FIELDS))
    removed = changes.lines_removed
    if removed.height:
        copying.execute("DELETE FROM purchases_orderline WHERE id = ANY(%s)", [removed["id"].to_list()])
    changed = _with_customer(changes.lines_changed)
    _update("purchases_orderline", changed, ("id", "customer_id", "inherits_customer", *_LINE_COLUMNS))
    new = _with_customer(changes.lines_new)
    _write_new_lines(new, pl.concat([stored.select("order_key", "id"), created]), recording.run)
    touched = _customers(new["customer_id"], changed["customer_id"], changed["customer_id_old"])
    touched |= _customers(removed["customer_id"])
    settled = settle_inherited(recording.source, changes.order_keys)
    returning = settled | _customers(new.filter(pl.col("kind") != "sale")["customer_id"])
    returning |= _customers(changed["customer_id"])
    return Written(created["id"].to_list(), new, touched | settled, returning)


def settle_inherited(source: str, keys: pl.Series) -> set[int]:
    """Give reversals without a customer of their own the customer who bought in the order that they name.

    Something changed about the orders of the source with these numbers (`keys`). Returns the customers who
    lost or won a line. 1 SQL statement, 2 where there are such reversals at all.
    """
    if keys.is_empty() or not copying.rows(_ANY_INHERITING):
        return set()
    numbers = copying.array(keys)
    moved = copying.rows(_SETTLE, [source, numbers, numbers])
    return {customer for pair in moved for customer in pair if customer is not None}


def _write_new_orders(orders: pl.DataFrame, recording: Recording) -> pl.DataFrame:
    """COPY in the order of keys: two writers of the same orders wait for each other in one order."""
    if orders.is_empty():
        return pl.DataFrame(schema={"order_key": pl.String, "id": pl.Int64})
    # Ids rise with the customer, as the lines will be written: the index of lines then grows at its end.
    ids = copying.new_ids("purchases_order", orders.height)
    if orders.height > 1:
        orders = orders.sort("customer_id", "ordered_at")
    orders = orders.with_columns(ids).sort("order_key")
    copying.write(
        "purchases_order",
        orders.select(
            "id",
            pl.lit(recording.source).alias("source"),
            pl.col("order_key").alias("external_id"),
            "numbered",
            "lines_numbered",
            *ORDER_FIELDS,
            pl.lit(recording.now).alias("recorded_at"),
            pl.lit(recording.moves_stock).alias("moves_stock"),
            pl.lit(recording.run, pl.Int64).alias("created_by_run"),
        ),
        nullable=_NULLABLE,
    )
    return orders.select("order_key", "id")


def _with_staff(orders: pl.DataFrame, recording: Recording) -> pl.DataFrame:
    """Who writes an order here has sold it, who takes in a file has not. No word at all needs no column."""
    if recording.seller is not None:
        unnamed = pl.col("staff_text") == ""
        seller = pl.when(unnamed).then(pl.lit(recording.seller, pl.Int64))
        orders = orders.with_columns(staff_id=pl.coalesce("staff_id", seller))
    if (orders["staff_text"] == "").all():
        return orders.with_columns(staff_text=pl.lit(None, pl.String))
    return orders


def _with_customer(lines: pl.DataFrame) -> pl.DataFrame:
    """The customer given with the line; that of a reversal without one is settled when all is written."""
    inherits = pl.col("given_customer_id").is_null() & (pl.col("kind") != "sale")
    return lines.with_columns(inherits_customer=inherits, customer_id="given_customer_id")


def _write_new_lines(lines: pl.DataFrame, orders: pl.DataFrame, run: int | None) -> None:
    """COPY in customer order: what is read together lies together."""
    keyed = lines.join(orders.rename({"id": "order_id"}), on="order_key")
    keyed = keyed.sort("customer_id", "ordered_at", "order_id", "line_no")
    by_run = pl.lit(run, pl.Int64).alias("created_by_run")
    columns = ("order_id", "line_no", "customer_id", "inherits_customer", *_LINE_COLUMNS)
    copying.write("purchases_orderline", keyed.select(*columns, by_run))


def _update(table: str, changed: pl.DataFrame, columns: tuple[str, ...]) -> None:
    if changed.is_empty():
        return
    frame = changed.select(columns)
    if frame.height <= copying.FEW:
        copying.update_few(table, "id", frame)
        return
    stage = f"changed_{table}"
    fields = ", ".join(name for name in frame.columns if name != "id")
    copying.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {stage} ON COMMIT DROP AS"
        f" SELECT id, {fields} FROM {table} WITH NO DATA"
    )
    copying.execute(f"TRUNCATE {stage}")
    copying.write(stage, frame, nullable=_NULLABLE)
    copying.execute(
        f"UPDATE {table} SET ({fields}) = (SELECT {fields} FROM {stage} c WHERE c.id = {table}.id)"
        f" WHERE id IN (SELECT id FROM {stage})"
    )


def _customers(*columns: pl.Series) -> set[int]:
    return {customer for column in columns for customer in _each(column) if customer is not None}


def _each(column: pl.Series) -> list[int | None]:
    return (column if column.len() <= copying.FEW else column.unique()).to_list()


# ORDER BY: by its index, whatever the planner thinks of a table that it has not analysed yet.
_ANY_INHERITING = "SELECT FROM purchases_orderline WHERE inherits_customer ORDER BY order_id LIMIT 1"

_SETTLE = f"""
WITH orphan AS MATERIALIZED (
    SELECT line.id, line.customer_id, own.source, own.external_id AS own,
        CASE WHEN names_order <> '' THEN names_order ELSE own.external_id END AS named
    FROM purchases_orderline line JOIN purchases_order own ON own.id = line.order_id
    WHERE inherits_customer AND own.source = %s
), wrong AS (
    SELECT orphan.id, orphan.customer_id AS before, buyer.customer_id AS after
    FROM orphan
    LEFT JOIN LATERAL ({BUYER.format(source="orphan.source", number="orphan.named")}) buyer ON true
    WHERE (orphan.named = ANY(%s) OR orphan.own = ANY(%s))
        AND orphan.customer_id IS DISTINCT FROM buyer.customer_id
), settled AS (
    UPDATE purchases_orderline line SET customer_id = wrong.after FROM wrong WHERE line.id = wrong.id
)
SELECT before, after FROM wrong"""
