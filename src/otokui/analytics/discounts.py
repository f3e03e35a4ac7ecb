"""How much of what a customer buys is bought at a discount: docs/algorithms/finer-groups.md."""

from __future__ import annotations

from typing import Final

import polars as pl

LEAST_DAYS: Final = 3
"""On so many days lines must have said whether they were reduced; before, a share says nothing."""
SOMETIMES_FROM: Final = 2
MOSTLY_FROM: Final = 6
"""Tenths of the money: from here on somebody buys sometimes, from there mostly at a discount."""

SUMS: Final = ("priced_days", "priced", "reduced")
"""Of the sales whose lines state a discount (0 included), before returns: their order days, their money, and
the money of those that were reduced."""


def discount_sums(lines: pl.DataFrame) -> list[pl.Expr]:
    """SUMS as aggregations over lines (`ledger.Books.frame`) grouped by customer, int64."""
    if "discount" not in lines.columns or lines["discount"].null_count() == lines.height:
        return [pl.lit(0, pl.Int64).first().alias(name) for name in SUMS]
    said = (pl.col("amount") > 0) & pl.col("discount").is_not_null()
    if "reversal" in lines.columns:
        said = said & ~pl.col("reversal")
    money = pl.col("amount")
    return [
        pl.col("day").filter(said).n_unique().cast(pl.Int64).alias("priced_days"),
        money.filter(said).sum().alias("priced"),
        money.filter(said & (pl.col("discount") != 0)).sum().alias("reduced"),
    ]
