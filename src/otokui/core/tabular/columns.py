"""What parsing a text column answers with, and how rare spellings are read without slowing the usual ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from otokui.core.tabular.types import Reason


def _errors() -> pl.Schema:
    return pl.Schema({"row": pl.UInt32, "value": pl.String, "reason": pl.String})


"""One row a value that could not be read: its position in the column, the value as written, a `Reason`."""


@dataclass
class Parsed:
    """`values` has the column's length; null where the file has nothing or where `errors` has the row."""

    values: pl.Series
    errors: pl.DataFrame


def no_errors() -> pl.DataFrame:
    """No value failed."""
    return pl.DataFrame(schema=_errors())


def is_blank(series: pl.Series) -> pl.Series:
    """Where a text column has nothing (null, empty or white space)."""
    return series.is_null() | (series.str.strip_chars() == "")


def as_text(series: pl.Series) -> pl.Series:
    """A column as text. Whole numbers kept as floats, as pandas keeps those with gaps, lose their `.0`."""
    if series.dtype.is_float():
        return series.fill_nan(None).cast(pl.String).str.strip_suffix(".0")
    return series.cast(pl.String, strict=False)


def plain_text(series: pl.Series) -> pl.Series:
    """Text without outer white space and without the `="007"` with which systems keep Excel from eating
    zeros."""
    text = as_text(series).str.strip_chars()
    if not text.str.starts_with('="').any():
        return text
    return text.str.replace(r'^="(.*)"$', "${1}")


Reader = Callable[[str], "int | Reason | None"]


def read_rest(text: pl.Series, values: pl.Series, reader: Reader) -> Parsed:
    """Fill the nulls of int64 `values` by reading each distinct text there once with `reader`.

    `reader` answers with the integer, None for nothing there, or the reason why it cannot be read.
    """
    if not values.null_count():
        return Parsed(values, no_errors())
    open_rows = (values.is_null() & ~is_blank(text)).arg_true()
    if not len(open_rows):
        return Parsed(values, no_errors())
    rest = text.gather(open_rows)
    distinct = rest.unique()
    answers = [reader(one) for one in distinct]
    table = pl.DataFrame(
        {
            "text": distinct,
            "value": [None if isinstance(answer, Reason) else answer for answer in answers],
            "reason": [str(answer) if isinstance(answer, Reason) else None for answer in answers],
        },
        schema={"text": pl.String, "value": pl.Int64, "reason": pl.String},
    )
    read = rest.to_frame("text").join(table, on="text", how="left", maintain_order="left")
    filled = values.clone().scatter(open_rows, read["value"])
    failed = read.select(
        pl.Series("row", open_rows, dtype=pl.UInt32), pl.col("text").alias("value"), "reason"
    ).filter(pl.col("reason").is_not_null())
    return Parsed(filled, failed)


def without_extremes(values: pl.Series, least: int, most: int) -> pl.Series:
    """Integers with null where they lie outside `least`..`most`."""
    lowest, highest = values.min(), values.max()
    if lowest is None or (lowest >= least and highest <= most):  # type: ignore[operator]
        return values
    return values.set(~values.is_between(least, most).fill_null(True), None)


def errors_at(rows: pl.Series, text: pl.Series, reason: Reason) -> pl.DataFrame:
    """The same error for the rows where the mask `rows` is true."""
    positions = rows.arg_true()
    return pl.DataFrame(
        {
            "row": positions.cast(pl.UInt32),
            "value": text.gather(positions).cast(pl.String),
            "reason": pl.Series([str(reason)] * len(positions), dtype=pl.String),
        },
        schema=_errors(),
    )
