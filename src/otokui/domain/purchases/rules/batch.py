"""A batch of lines as it was handed over → rows that know their order, their day and their product."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import polars as pl
import pyarrow as pa

from otokui.core.kernel.text import clean
from otokui.domain.purchases import types
from otokui.domain.purchases.rules.words import channel_of, kind_of
from otokui.domain.purchases.types import LONGEST_PLAN

WITHOUT_NUMBER: Final = "~"
"""Order ids that we make for sources without order numbers begin so; `Order.numbered` is what decides."""


class UnusableBatch(ValueError):
    """The table is not one of purchase lines: a programming error of the caller, not of the shop's file."""


def prepare_rows(batch: pa.Table, *, time_zone: str, day_start_minutes: int) -> pl.DataFrame:
    """One row a line, in the order of the batch (`row`), every column of `LINES` present and typed, plus

    `order_key` the order's number, or `~customer~instant` where the source has none (`numbered` False);
    `by_line_no`, `some_line_no` whether all or some of the order's lines are known by their numbers;
    `product` the product's identity; `order_day`; `kind`; `channel` as a key. Texts are trimmed, empty where
    not given; of a delivery null, as it is stored.
    """
    frame = _typed(batch)
    local = pl.col("ordered_at").dt.convert_time_zone(time_zone).dt.replace_time_zone(None)
    # A row that names its customer only by our id still needs a key that stays when customers are merged.
    reference = pl.coalesce(
        pl.col("customer_ref"), pl.col("customer_id").cast(pl.String), pl.lit("", dtype=pl.String)
    )
    stamp = pl.col("ordered_at").dt.timestamp("us").cast(pl.String)
    frame = frame.with_row_index("row").with_columns(
        numbered=pl.col("order_id") != "",
        order_key=pl.when(pl.col("order_id") != "")
        .then(pl.col("order_id"))
        .otherwise(pl.concat_str(pl.lit(WITHOUT_NUMBER), reference, pl.lit(WITHOUT_NUMBER), stamp)),
        order_day=(local - pl.duration(minutes=day_start_minutes)).dt.date(),
        product=pl.when(pl.col("product_code") != "")
        .then(pl.col("product_code"))
        .otherwise(pl.col("product_name")),
        channel=_mapped("channel", {text: channel_of(text) for text in _words(frame, "channel")}),
        kind=_kinds(frame),
        **{name: _planned(frame, name) for name in ("deliver_slot", "deliver_to")},
    )
    by_line_no = some_line_no = pl.col("numbered")
    if frame["line_no"].null_count():
        has_one = pl.col("line_no").is_not_null()
        by_line_no &= has_one.all().over("order_key")
        some_line_no &= has_one.any().over("order_key")
    return frame.with_columns(by_line_no=by_line_no, some_line_no=some_line_no).drop(
        "order_id", "customer_ref"
    )


def _typed(batch: pa.Table) -> pl.DataFrame:
    given = set(batch.column_names)
    if missing := {"customer_id", "ordered_at", "amount"} - given:
        raise UnusableBatch(f"purchase lines need {sorted(missing)}")
    if unknown := given - set(types.LINES.names):
        raise UnusableBatch(f"purchase lines know no {sorted(unknown)}")
    nulls = {
        name: pa.nulls(batch.num_rows, types.LINES.field(name).type)
        for name in _optional()
        if name not in given
    }
    columns = {
        name: nulls[name] if name in nulls else batch[name].cast(types.LINES.field(name).type)
        for name in types.LINES.names
    }
    frame = pl.DataFrame(pl.from_arrow(pa.table(columns)))
    if frame["ordered_at"].null_count() or frame["amount"].null_count():
        raise UnusableBatch("every purchase line has a time and an amount")
    texts = [
        name
        for name in _optional()
        if pa.types.is_string(types.LINES.field(name).type) and name != "customer_ref"
    ]
    return frame.with_columns(pl.col(texts).str.strip_chars().fill_null(""))


def _words(frame: pl.DataFrame, column: str) -> list[str]:
    words: list[str] = frame[column].unique().to_list()
    return words


def _mapped(column: str, meaning: dict[str, Any]) -> pl.Expr:
    return pl.col(column).replace_strict(meaning, return_dtype=pl.String)


def _planned(frame: pl.DataFrame, column: str) -> pl.Expr:
    return _mapped(column, {text: clean(text)[:LONGEST_PLAN] or None for text in _words(frame, column)})


def _kinds(frame: pl.DataFrame) -> pl.Expr:
    words = _words(frame, "status")
    of_positive = {word: kind_of(0, word).value for word in words}
    of_negative = {word: kind_of(-1, word).value for word in words}
    return (
        pl.when(pl.col("amount") < 0)
        .then(_mapped("status", of_negative))
        .otherwise(_mapped("status", of_positive))
    )


@cache
def _optional() -> tuple[str, ...]:
    return tuple(name for name in types.LINES.names if name not in ("customer_id", "ordered_at", "amount"))
