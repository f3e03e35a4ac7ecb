"""Parquet files: columns keep their types; rows are numbered from 1."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.records import Batch
from otokui.core.tabular.types import Layout

_ROWS = 1 << 20


def look_at_parquet(path: Path) -> Layout:
    """The layout of a Parquet file. Refused (`damaged`) if its end is missing or it is none."""
    try:
        names = pl.scan_parquet(path, glob=False).collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as problem:
        first = str(problem).splitlines()[0]
        raise Refused(
            f"{path.name} cannot be read as Parquet ({first}): copy it again", code="damaged"
        ) from None
    return Layout(path, "parquet", tuple(names), header_line=0)


def read_batches(layout: Layout, columns: Sequence[str] | None = None) -> Iterator[Batch]:
    """The rows in pieces of about a million."""
    scan = pl.scan_parquet(layout.path, glob=False)
    scan = scan if columns is None else scan.select(columns)
    line = 1
    try:
        for frame in scan.collect_batches(chunk_size=_ROWS, maintain_order=True):
            yield Batch(frame, pl.int_range(line, line + frame.height, eager=True))
            line += frame.height
    except pl.exceptions.PolarsError as problem:
        first = str(problem).splitlines()[0]
        raise Refused(f"{layout.path.name} is damaged ({first}): copy it again", code="damaged") from None
