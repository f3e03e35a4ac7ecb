"""What a batch of rows changes about the orders that are already there. Frames in, frames out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

ORDER_FIELDS: Final = (
    "customer_id", "ordered_at", "order_day", "shop_id", "channel", "trigger", "staff_id", "staff_text",
    "deliver_on", "deliver_slot", "deliver_to",
)  # fmt: skip
_DELIVERY: Final = ("deliver_on", "deliver_slot", "deliver_to")
LINE_FIELDS: Final = (
    "given_customer_id",
    "ordered_at",
    "order_day",
    "product_id",
    "product_text",
    "quantity",
    "amount",
    "unit_price",
    "discount",
    "unit_cost",
    "kind",
    "status",
    "names_order",
)
_GROUP: Final = ("order_key", "product_id")
"""Rows whose order and line have numbers, in an order whose other lines may have none."""
_FED_BY: Final = {
    "shop_id": {"shop"},
    "channel": {"channel"},
    "trigger": {"trigger"},
    "staff_id": {"staff"},
    "staff_text": {"staff"},
    "product_id": {"product_code", "product_name"},
    "product_text": {"product_name"},
    "quantity": {"quantity"},
    "unit_price": {"unit_price"},
    "discount": {"discount"},
    "unit_cost": {"unit_cost"},
    "status": {"status"},
    "names_order": {"returned_order_id"},
}
"""Fields that a batch without any of these columns says nothing about: they stay as they are."""

# Lines of one order and product are told apart by content, not by their place in a file, so that a file in
# another order of rows changes nothing. Only where a row without order number has changed its place decides.
_CONTENT: Final = (
    "ordered_at", "amount", "quantity", "unit_price", "discount", "unit_cost", "names_order", "status",
    "product_text", "given_customer_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changes:
    """`orders_changed` and `lines_changed` carry the new values with the stored `id`; new lines carry the
    `order_key` of their order; `lines_removed` are stored lines. Counts are rows of the batch."""

    orders_new: pl.DataFrame
    orders_changed: pl.DataFrame
    lines_new: pl.DataFrame
    lines_changed: pl.DataFrame
    lines_removed: pl.DataFrame
    new: int
    updated: int
    unchanged: int

    @property
    def order_keys(self) -> pl.Series:
        """The orders about which anything changes."""
        frames = (
            self.orders_new,
            self.orders_changed,
            self.lines_new,
            self.lines_changed,
            self.lines_removed,
        )
        return pl.concat([frame["order_key"] for frame in frames]).unique()


def changes_of(
    rows: pl.DataFrame, orders: pl.DataFrame, lines: pl.DataFrame, *, given: frozenset[str]
) -> Changes:
    """Compare prepared rows (with `product_id`, `shop_id`) with the stored `orders` and all their `lines`.

    `given` are the columns that the batch really had. An order of which some row carries no line number is
    replaced, as is one that had none and now comes with them; with line numbers, and in sources without order
    numbers, rows are added or changed one by one. What they do not say of a delivery stays: it may be planned
    here.
    """
    heads = _heads(rows)
    if orders.is_empty():
        return _all_new(_brought(heads), _last_of_each_line(rows), orders, lines)
    orders_new = _brought(heads.join(orders, on="order_key", how="anti"))
    heads = heads.join(orders, on="order_key", suffix="_old")
    heads = _brought(heads.with_columns(pl.coalesce(name, f"{name}_old") for name in _DELIVERY))
    orders_changed = _changed(heads, ["lines_numbered", *_said(ORDER_FIELDS, given)], ORDER_FIELDS)
    rows = _last_of_each_line(rows)
    fresh = rows.join(orders, on="order_key", how="anti")
    met = rows.join(orders.select("order_key"), on="order_key")
    matched, removed = _match(met, lines, orders)
    compared = _said(LINE_FIELDS, given)
    lines_changed = _changed(matched.filter(pl.col("id").is_not_null()), compared, LINE_FIELDS)
    added = matched.filter(pl.col("id").is_null()).select(*fresh.columns, "line_no_after", "line_no_before")
    touched = orders_changed["order_key"].unique()
    return Changes(
        orders_new,
        orders_changed,
        _numbered(pl.concat([_at_nought(fresh), added])),
        lines_changed,
        removed,
        *_count(fresh.height, added.height, matched, lines_changed, rows, touched),
    )


def _all_new(heads: pl.DataFrame, rows: pl.DataFrame, orders: pl.DataFrame, lines: pl.DataFrame) -> Changes:
    """None of the orders is stored: nothing to compare."""
    return Changes(
        heads,
        orders,
        _numbered(_at_nought(rows)),
        lines.with_columns(customer_id_old="customer_id"),
        lines,
        rows.height,
        int(rows["claims"].sum()) - rows.height,
        0,
    )


def _heads(rows: pl.DataFrame) -> pl.DataFrame:
    """What the rows say about each order as a whole: its first sale speaks."""
    return (
        rows.select("order_key", "kind", "line_no", "row", "numbered", "some_line_no", *ORDER_FIELDS)
        .sort("order_key", pl.col("kind") != "sale", "ordered_at", "line_no", "row")
        .unique("order_key", keep="first", maintain_order=True)
        .select("order_key", "numbered", pl.col("some_line_no").alias("lines_numbered"), *ORDER_FIELDS)
    )


def _brought(heads: pl.DataFrame) -> pl.DataFrame:
    """An order that is not brought has no time and no place for it."""
    brought = pl.col("deliver_on").is_not_null()
    return heads.with_columns(pl.when(brought).then(name).alias(name) for name in _DELIVERY[1:])


def _said(fields: tuple[str, ...], given: frozenset[str]) -> list[str]:
    return [field for field in fields if field not in _FED_BY or _FED_BY[field] & given]


def _changed(pairs: pl.DataFrame, compared: list[str], fields: tuple[str, ...]) -> pl.DataFrame:
    """Pairs of new and `…_old` values that differ; what the batch does not speak of keeps the old value."""
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_old")) for name in compared)
    kept = [pl.col(f"{name}_old").alias(name) for name in fields if name not in compared]
    return pairs.filter(differs).with_columns(kept)


def _last_of_each_line(rows: pl.DataFrame) -> pl.DataFrame:
    """Of rows that claim the same line of an order the last one holds; `claims` says how many there were."""
    if not rows.select(_named().any()).item():
        return rows.with_columns(claims=pl.lit(1, pl.UInt32))
    slot = (
        pl.when(_named()).then(pl.col("line_no").cast(pl.Int64)).otherwise(-1 - pl.col("row").cast(pl.Int64))
    )
    rows = rows.with_columns(slot=slot)
    if not rows.select("order_key", "slot").is_duplicated().any():
        return rows.drop("slot").with_columns(claims=pl.lit(1, pl.UInt32))
    rows = rows.with_columns(claims=pl.len().over("order_key", "slot"))
    return rows.unique(["order_key", "slot"], keep="last", maintain_order=True).drop("slot")


def _match(met: pl.DataFrame, lines: pl.DataFrame, orders: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each row beside the stored line it speaks of (`id` null: none), and the stored lines replaced."""
    ends = lines.group_by("order_key").agg(
        line_no_after=pl.col("line_no").max().cast(pl.Int64),
        line_no_before=pl.col("line_no").min().clip(upper_bound=0).cast(pl.Int64),
    )
    met = met.join(ends, on="order_key", how="left")
    met = met.with_columns(pl.col("line_no_after", "line_no_before").fill_null(0))
    begun, known = _with_known_numbers(met, lines, orders)
    numbered = met.filter(_named()).join(known, on=["order_key", "line_no"], how="left", suffix="_old")
    numbered = numbered.with_columns(product_id_key=pl.col("product_id"))
    loose = met.filter(~_named())
    others = lines.join(begun, on="order_key", how="anti")
    if loose.select(pl.col("some_line_no").any()).item():
        beside = known.join(loose.filter("some_line_no"), on="order_key", how="semi")
        others = others.join(beside, on="id", how="anti")
    placed = _by_place(loose, others)
    stored = _nth(others, placed, "line_no").with_columns(product_id_old=pl.col("product_id"))
    loose = _nth(loose, placed, "row").join(
        stored, on=[*_GROUP, "nth"], how="left", suffix="_old", nulls_equal=True
    )
    replaced = met.filter(~pl.col("by_line_no") & pl.col("numbered")).select("order_key")
    found = pl.concat([numbered.select("id"), loose.select("id")])
    removed = lines.join(pl.concat([replaced, begun]), on="order_key", how="semi")
    removed = removed.join(found, on="id", how="anti")
    columns = [*met.columns, "id", *(f"{name}_old" for name in LINE_FIELDS), "customer_id_old"]
    return pl.concat([numbered.select(columns), loose.select(columns)]), removed


def _with_known_numbers(
    met: pl.DataFrame, lines: pl.DataFrame, orders: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The orders whose lines had no numbers and now have some; the stored lines whose number was given."""
    had = orders.select("order_key", "lines_numbered")
    begun = met.filter("some_line_no").join(had.filter(~pl.col("lines_numbered")), on="order_key", how="semi")
    known = lines.join(had.filter("lines_numbered"), on="order_key", how="semi")
    return begun.select("order_key"), known.filter(pl.col("line_no") >= 0)


def _by_place(loose: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Groups of rows without order number that are not stored exactly so: their place in the file counts."""
    alone = loose.filter(~pl.col("numbered"))
    said = alone.select(*_GROUP, *(pl.col(name).cast(lines.schema[name]) for name in _CONTENT))
    both = _contents(said).join(_contents(lines), on=_GROUP, suffix="_old", nulls_equal=True)
    return both.filter(pl.col("content") != pl.col("content_old")).select(*_GROUP, by_place=True)


def _contents(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.group_by(_GROUP).agg(content=pl.struct(_CONTENT).hash().sort())


def _nth(frame: pl.DataFrame, placed: pl.DataFrame, place: str) -> pl.DataFrame:
    order: list[pl.Expr | str] = [*_GROUP, *_CONTENT]
    if placed.height:
        frame = frame.join(placed, on=_GROUP, how="left", nulls_equal=True, maintain_order="left")
        order.insert(len(_GROUP), pl.when("by_place").then(pl.col(place).cast(pl.Int64)))
    frame = frame.sort(order, maintain_order=True).drop("by_place", strict=False)
    return frame.with_columns(nth=pl.int_range(pl.len()).over(_GROUP))


def _at_nought(fresh: pl.DataFrame) -> pl.DataFrame:
    return fresh.with_columns(line_no_after=pl.lit(0, pl.Int64), line_no_before=pl.lit(0, pl.Int64))


def _numbered(added: pl.DataFrame) -> pl.DataFrame:
    """Give lines without a number the next free ones of their order, in the order of the batch.

    Beside lines that have numbers they count down from -1: a number of ours is never taken for a given one.
    """
    place = pl.int_range(1, pl.len() + 1).over("order_key", order_by="row")
    down, up = pl.col("line_no_before") - place, pl.col("line_no_after") + place
    counted = pl.when("some_line_no").then(down).otherwise(up)
    number = pl.when(_named()).then(pl.col("line_no").cast(pl.Int64)).otherwise(counted)
    return added.with_columns(line_no=number).drop("line_no_after", "line_no_before")


def _count(
    fresh: int,
    added: int,
    matched: pl.DataFrame,
    lines_changed: pl.DataFrame,
    rows: pl.DataFrame,
    touched: pl.Series,
) -> tuple[int, int, int]:
    total = int(rows["claims"].sum())
    new = fresh + added
    # A row that a later one overrides shares its fate, except that only one of them can be new.
    same = matched.filter(pl.col("id").is_not_null()).join(lines_changed.select("id"), on="id", how="anti")
    unchanged = int(same.filter(~pl.col("order_key").is_in(touched.implode()))["claims"].sum())
    return new, total - new - unchanged, unchanged


def _named() -> pl.Expr:
    """Whether a line goes by its own number."""
    return pl.col("numbered") & pl.col("line_no").is_not_null()
