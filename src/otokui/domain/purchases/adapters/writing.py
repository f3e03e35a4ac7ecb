"""Changes → tables: COPY for what is new, one UPDATE for what differs, one DELETE for what is gone."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.stored import owners_of
from otokui.domain.purchases.rules.changes import LINE_FIELDS, ORDER_FIELDS, Changes

_LINE_COLUMNS = tuple(name for name in LINE_FIELDS if name != "given_customer_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What every row of one recording carries."""

    source: str
    now: datetime
    run: int | None
    staff: int | None
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
    created = _write_new_orders(changes.orders_new, recording)
    _update("purchases_order", changes.orders_changed.select("id", *ORDER_FIELDS))
    owners = _owners(changes, recording.source)
    removed = changes.lines_removed
    if removed.height:
        copying.execute("DELETE FROM purchases_orderline WHERE id = ANY(%s)", [removed["id"].to_list()])
    changed = _with_owner(changes.lines_changed, owners)
    _update("purchases_orderline", changed.select("id", "customer_id", "inherits_customer", *_LINE_COLUMNS))
    new = _with_owner(changes.lines_new, owners)
    _write_new_lines(new, pl.concat([stored.select("order_key", "id"), created]), recording.run)
    touched = _customers(new["customer_id"], changed["customer_id"], changed["customer_id_old"])
    touched |= _customers(removed["customer_id"])
    moved = changes.orders_changed
    keys = [*created["order_key"], *moved["order_key"]]
    settled = settle_inherited(recording.source, keys, moved["id"].to_list())
    returning = settled | _customers(new.filter(pl.col("kind") != "sale")["customer_id"])
    return Written(created["id"].to_list(), new, touched | settled, returning)


def settle_inherited(source: str, keys: list[str], ids: list[int]) -> set[int]:
    """Give reversals without a customer of their own the customer of the order they name.

    Orders of the source with these numbers (`keys`) came, changed or went; `ids` are those of them that had
    lines before. Returns the customers who lost or won a line.
    """
    if not keys or not copying.rows("SELECT FROM purchases_orderline WHERE inherits_customer LIMIT 1"):
        return set()
    moved = copying.rows(_SETTLE, [source, keys, ids])
    return {customer for pair in moved for customer in pair if customer is not None}


def _write_new_orders(orders: pl.DataFrame, recording: Recording) -> pl.DataFrame:
    """COPY in the order of keys: two writers of the same orders wait for each other in one order."""
    if orders.is_empty():
        return pl.DataFrame(schema={"order_key": pl.String, "id": pl.Int64})
    ids = [row[0] for row in copying.rows(_ORDER_IDS, [orders.height])]
    orders = orders.sort("order_key").with_columns(pl.Series("id", ids, pl.Int64))
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
            pl.lit(recording.staff, pl.Int64).alias("staff_id"),
            pl.lit(recording.moves_stock).alias("moves_stock"),
            pl.lit(recording.run, pl.Int64).alias("created_by_run"),
        ),
    )
    return orders.select("order_key", "id")


def _owners(changes: Changes, source: str) -> dict[str, int | None]:
    """Customer by order number, for the orders that reversals without a customer name."""
    wanted: set[str] = set()
    for lines in (changes.lines_new, changes.lines_changed):
        orphans = lines.filter(pl.col("given_customer_id").is_null() & (pl.col("kind") != "sale"))
        wanted |= set(orphans.select(_named()).to_series())
    known: dict[str, int | None] = dict(owners_of(source, list(wanted)))
    for orders in (changes.orders_new, changes.orders_changed):
        said = orders.filter(pl.col("order_key").is_in(list(wanted)))
        known.update(zip(said["order_key"], said["customer_id"], strict=True))
    return known


def _named() -> pl.Expr:
    return pl.when(pl.col("names_order") != "").then(pl.col("names_order")).otherwise(pl.col("order_key"))


def _with_owner(lines: pl.DataFrame, owners: dict[str, int | None]) -> pl.DataFrame:
    inherits = pl.col("given_customer_id").is_null() & (pl.col("kind") != "sale")
    inherited = _named().replace_strict(owners, default=None, return_dtype=pl.Int64)
    return lines.with_columns(
        inherits_customer=inherits,
        customer_id=pl.when(inherits).then(inherited).otherwise(pl.col("given_customer_id")),
    )


def _write_new_lines(lines: pl.DataFrame, orders: pl.DataFrame, run: int | None) -> None:
    """COPY in customer order: what is read together lies together."""
    keyed = lines.join(orders.rename({"id": "order_id"}), on="order_key")
    keyed = keyed.sort("customer_id", "ordered_at", "order_id", "line_no")
    by_run = pl.lit(run, pl.Int64).alias("created_by_run")
    columns = ("order_id", "line_no", "customer_id", "inherits_customer", *_LINE_COLUMNS, by_run)
    copying.write("purchases_orderline", keyed.select(columns))


def _update(table: str, frame: pl.DataFrame) -> None:
    if frame.is_empty():
        return
    stage = f"changed_{table}"
    fields = ", ".join(name for name in frame.columns if name != "id")
    copying.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {stage} ON COMMIT DROP AS"
        f" SELECT id, {fields} FROM {table} WITH NO DATA"
    )
    copying.execute(f"TRUNCATE {stage}")
    copying.write(stage, frame)
    copying.execute(
        f"UPDATE {table} SET ({fields}) = (SELECT {fields} FROM {stage} c WHERE c.id = {table}.id)"
        f" WHERE id IN (SELECT id FROM {stage})"
    )


def _customers(*columns: pl.Series) -> set[int]:
    return {customer for column in columns for customer in column.drop_nulls().unique()}


_ORDER_IDS = """
SELECT nextval(pg_get_serial_sequence('purchases_order', 'id')) FROM generate_series(1, %s)"""

_SETTLE = """
WITH orphan AS MATERIALIZED (
    SELECT line.id, line.customer_id, own.id AS order_id, own.source,
        CASE WHEN names_order <> '' THEN names_order ELSE own.external_id END AS named
    FROM purchases_orderline line JOIN purchases_order own ON own.id = line.order_id
    WHERE inherits_customer AND own.source = %s
), wrong AS (
    SELECT orphan.id, orphan.customer_id AS before, named.customer_id AS after
    FROM orphan LEFT JOIN purchases_order named
        ON named.source = orphan.source AND named.external_id = orphan.named
    WHERE (orphan.named = ANY(%s) OR orphan.order_id = ANY(%s))
        AND orphan.customer_id IS DISTINCT FROM named.customer_id
), settled AS (
    UPDATE purchases_orderline line SET customer_id = wrong.after FROM wrong WHERE line.id = wrong.id
)
SELECT before, after FROM wrong"""
