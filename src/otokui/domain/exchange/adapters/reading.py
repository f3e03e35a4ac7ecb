"""The mapped columns of a file, batch by batch, under their canonical names."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from otokui.core.tabular.source import Table
from otokui.domain.exchange.adapters.rejects import rejections
from otokui.domain.exchange.types import Rejection

ROW = "row"
PIECE_BYTES = 4 << 20  # what is made of a piece takes some thirty times its size


def read_fields(table: Table, mapping: dict[str, str]) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """(rows, faults) per piece of the file. `row` is the line in the file; fields keep the file's types.

    Text is trimmed, "" where the file has nothing.
    """
    columns = list(dict.fromkeys(mapping.values()))
    for batch in table.batches(columns, chunk_bytes=PIECE_BYTES):
        frame = batch.frame.select(
            pl.Series(ROW, batch.lines, dtype=pl.Int64),
            *(_trimmed(batch.frame.schema[column], column).alias(field) for field, column in mapping.items()),
        )
        faults = [Rejection(each.line, each.field, each.value, str(each.reason)) for each in batch.rejects]
        yield frame, rejections(faults)


def _trimmed(kind: pl.DataType, column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars() if kind == pl.String else pl.col(column)
