"""Lines → entries: duplicates replaced, days decided, guests apart, the books cut at a day, returns booked.

`open_books` does what does not depend on the day looked from; `settle` cuts and books. An entry is what one
line, or one booking of a return, adds to a day: `value` decides whether the day counts as a purchase, `money`
is what was paid (they differ only for unmatched returns, which lower money and never unmake a purchase).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
import pyarrow as pa

from otokui.analytics.returns import book_reversals
from otokui.analytics.settings import Settings

REVERSAL_STATUSES = ("returned", "cancelled")
DETAILS = ("seen", "unit_cost", "discount")


@dataclass(frozen=True, slots=True)
class Books:
    """All lines, each once, with their day; rows in no particular order.

    Columns: customer_id (null: guest), day (int32, days since 1970), amount, and as far as the lines had them
    at, order_id, line_no, product_id, category, quantity, cancelled, reversal, returned_order_id.
    """

    frame: pl.DataFrame
    has_reversals: bool


@dataclass(frozen=True, slots=True)
class Guests:
    """What was bought without saying who: in the business's totals, in no class, not in A."""

    lines: int
    net: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The books as of a day.

    `entries`: customer_id, day, value; money where it may differ from value; product_id and quantity where
    the lines have them (null: no product); order_id where single orders count. `first_day`: the data's first
    day (guests included), or None.
    """

    entries: pl.DataFrame
    guests: Guests
    first_day: int | None


def open_books(lines: pa.Table | pl.DataFrame, settings: Settings) -> Books:
    """Read lines (`schema.LINES`; optional columns may be missing)."""
    frame = pl.DataFrame(lines)
    frame = frame.with_columns(
        [pl.col(name).replace("", None) for name in _text_keys(frame) if frame.schema[name] == pl.String]
    )
    frame = _coded(_with_product(_without_duplicates(frame)))
    frame = frame.with_columns(_day(frame.schema["ordered_at"], settings))
    frame, has_reversals = _with_reversals(frame)
    return Books(frame, has_reversals)


def settle(books: Books, settings: Settings, as_of: date, *, detailed: bool = False) -> Ledger:
    """The ledger at the end of `as_of`: later lines unseen, returns booked, the product group cut out.

    `detailed`: entries have `seen` too, the day of the line they come from (a return's own day, where `day`
    is the day it is booked to), and `unit_cost` and `discount` where the lines have them.
    """
    limit = as_of.toordinal() - date(1970, 1, 1).toordinal()
    frame = books.frame
    if frame.height and frame["day"].max() > limit:  # type: ignore[operator]
        frame = frame.filter(pl.col("day") <= limit)
    frame = frame.with_columns(pl.col("amount").alias("value"))
    if detailed:
        frame = frame.with_columns(pl.col("day").alias("seen"))
    if books.has_reversals:
        frame = book_reversals(frame.with_columns(pl.col("amount").alias("money")))
    if settings.categories is not None:
        inside = pl.col("category").is_in(list(settings.categories)) if "category" in frame.columns else False
        frame = frame.filter(inside)
    first_day: int | None = frame["day"].min()  # type: ignore[assignment]
    guests = Guests(0, 0)
    if frame["customer_id"].null_count():
        unknown = frame.filter(pl.col("customer_id").is_null())
        guests = Guests(unknown.height, int(unknown["money" if books.has_reversals else "value"].sum()))
        frame = frame.filter(pl.col("customer_id").is_not_null())
    wanted = ["customer_id", "day", "value", "money", "product_id", "quantity"]
    if not settings.one_purchase_per_day:
        wanted.append("order_id")
    if detailed:
        wanted += DETAILS
    entries = frame.select([name for name in wanted if name in frame.columns])
    return Ledger(entries, guests, first_day)


def _text_keys(frame: pl.DataFrame) -> list[str]:
    names = (
        "customer_id",
        "order_id",
        "line_no",
        "product_id",
        "product_name",
        "returned_order_id",
        "source",
    )
    return [name for name in names if name in frame.columns]


def _coded(frame: pl.DataFrame) -> pl.DataFrame:
    """Text ids as codes that sort like the text's bytes: groups and sorts then work on whole numbers."""
    for name in ("customer_id", "product_id"):
        if name in frame.columns and frame.schema[name] in (pl.String, pl.Categorical):
            text = frame[name].cast(pl.String)
            frame = frame.with_columns(text.cast(pl.Enum(text.drop_nulls().unique().sort())))
    return frame


def _day(kind: pl.DataType, settings: Settings) -> pl.Expr:
    at = pl.col("ordered_at")
    if kind == pl.Date:
        return at.cast(pl.Int32).alias("day")
    if getattr(kind, "time_zone", None) is not None:
        at = at.dt.convert_time_zone(settings.time_zone).dt.replace_time_zone(None)
    if settings.day_start_minutes:
        at = at - pl.duration(minutes=settings.day_start_minutes)
    return at.dt.date().cast(pl.Int32).alias("day")


def _with_product(frame: pl.DataFrame) -> pl.DataFrame:
    """One product column: the id, else the name; without either column none."""
    if "product_name" not in frame.columns:
        return frame
    name = pl.col("product_name")
    if "product_id" in frame.columns:
        if frame["product_id"].null_count() == 0:
            return frame
        name = pl.coalesce(pl.col("product_id").cast(pl.String), name)
    return frame.with_columns(name.alias("product_id"))


def _with_reversals(frame: pl.DataFrame) -> tuple[pl.DataFrame, bool]:
    """Mark returns and cancellations; their amounts and quantities become what they take back, negative."""
    marked = pl.col("amount") < 0
    cancelled = pl.lit(False)
    if "status" in frame.columns:
        marked = marked | pl.col("status").is_in(list(REVERSAL_STATUSES)).fill_null(False)
        cancelled = ((pl.col("status") == "cancelled") & (pl.col("amount") > 0)).fill_null(False)
    elif frame.height == 0 or frame["amount"].min() >= 0:  # type: ignore[operator]
        return frame, False
    frame = frame.with_columns(marked.alias("reversal"), cancelled.alias("cancelled"))
    if not frame["reversal"].any():
        return frame, False
    return frame, True


def _without_duplicates(frame: pl.DataFrame) -> pl.DataFrame:
    """The later of two rows that claim the same line; see definitions, "Duplicates".

    With order_id and line_no the key is source + order + line. With order_id alone an order that a later file
    sends again replaces itself. Without order_id the key is source + customer + time + product + n-th.
    """
    has_line = "order_id" in frame.columns and "line_no" in frame.columns
    if not has_line and "file_no" not in frame.columns:
        return frame
    source = ["source"] if "source" in frame.columns else []
    key_columns = [*source, "order_id", "line_no"] if has_line else []
    complete = has_line and frame["order_id"].null_count() + frame["line_no"].null_count() == 0
    if complete and frame.select(pl.struct(key_columns).n_unique()).item() == frame.height:
        return frame
    frame = frame.with_row_index("position")
    if "file_no" in frame.columns and "order_id" in frame.columns:
        frame = _without_replaced(frame, [*source, "order_id"])
    true = pl.lit(True)
    numbered = (pl.col("order_id").is_not_null() & pl.col("line_no").is_not_null()) if has_line else ~true
    kept = [
        frame.filter(numbered).sort("position").unique(key_columns, keep="last")
        if has_line
        else frame.clear()
    ]
    rest = frame.filter(~numbered)
    if "file_no" not in frame.columns:
        return pl.concat([*kept, rest]).drop("position")
    has_order = pl.col("order_id").is_not_null() if "order_id" in frame.columns else ~true
    orders, loose = rest.filter(has_order), rest.filter(~has_order)
    kept.append(orders)
    product = [c for c in ("product_id", "product_name") if c in frame.columns]
    known = [pl.coalesce(pl.col(product).cast(pl.String)).alias("product")] if product else []
    loose = loose.with_columns(known)
    keys = [*source, *(c for c in ("customer_id", "ordered_at", "product") if c in loose.columns)]
    nth = pl.int_range(pl.len()).over([*keys, "file_no"])
    loose = loose.sort("position").with_columns(nth.alias("nth"))
    kept.append(
        loose.sort("file_no", maintain_order=True)
        .unique([*keys, "nth"], keep="last")
        .drop("nth", "product", strict=False)
    )
    return pl.concat(kept).drop("position")


def _without_replaced(frame: pl.DataFrame, order: list[str]) -> pl.DataFrame:
    """Rows of orders that a later file sends as a whole are gone.

    It does if one of its rows has no line number, or if the order had none before and now comes with them.
    """
    loose = pl.col("line_no").is_null() if "line_no" in frame.columns else pl.lit(True)
    known = pl.col("order_id").is_not_null()
    last = pl.col("file_no").filter(loose).max().over(order)  # the last file that sent it as a whole
    bare = (loose | (pl.col("file_no") != last)).all().over([*order, "file_no"])
    replaced = (pl.col("file_no") < last) | (
        (pl.col("file_no") == last) & bare & (last < pl.col("file_no").max().over(order))
    )
    return frame.filter(~(known & replaced.fill_null(False)))
