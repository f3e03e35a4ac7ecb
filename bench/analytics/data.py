"""Purchases to recompute: heterogeneous buyers with drop-out, as Parquet in customer order. Deterministic."""

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

FOLDER = Path("var/bench")
AS_OF = date(2026, 9, 30)
DAYS = 1095
CHUNK = 250_000
ROW_GROUP = 1 << 20


def lines_file(customers: int) -> Path:
    """The Parquet file of so many customers (about 10.5 lines each), made if it is not there.

    Columns: customer_id int64, order_id int64, ordered_at date32, amount int64 (yen).
    """
    path = FOLDER / f"lines-{customers}.parquet"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        parts = []
        for number in range(0, customers, CHUNK):
            parts.append(Path(folder) / f"{number}.parquet")
            _chunk(number, min(CHUNK, customers - number)).write_parquet(parts[-1])
        half = Path(folder) / "whole"
        pl.scan_parquet(parts).sink_parquet(half, row_group_size=ROW_GROUP)
        half.rename(path)
    return path


def _chunk(first: int, customers: int) -> pl.DataFrame:
    random = np.random.default_rng(first + 1)
    joined = random.integers(0, DAYS - 30, customers)
    mean_gap = np.clip(random.lognormal(4.4, 0.9, customers), 2, 900)
    lifetime = random.exponential(395, customers)
    length = np.minimum(lifetime, DAYS - joined)
    orders = 1 + random.poisson(np.minimum(length / mean_gap, 60))
    owner = np.repeat(np.arange(customers), orders)
    day = joined[owner] + np.floor(random.random(len(owner)) * np.maximum(length[owner], 1)).astype(np.int64)
    sizes = 1 + random.geometric(0.72, len(owner)) - (random.random(len(owner)) < 0.4)
    sizes = np.maximum(sizes, 1)
    price = np.clip(random.lognormal(7.6, 0.7, int(sizes.sum())), 100, 200_000).astype(np.int64)
    order = np.repeat(np.arange(len(owner)), sizes)
    frame = pl.DataFrame(
        {
            "customer_id": owner[order] + first,
            "order_id": order + first * 100,
            "day": np.minimum(day, DAYS - 1)[order],
            "amount": price,
        }
    )
    start = AS_OF.toordinal() - date(1970, 1, 1).toordinal() - DAYS + 1
    at = (pl.col("day") + start).cast(pl.Int32).cast(pl.Date).alias("ordered_at")
    return frame.sort("customer_id", "day", maintain_order=True).select(
        "customer_id", "order_id", at, "amount"
    )
