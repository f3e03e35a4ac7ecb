"""Parquet files: columns keep their types; rows are numbered from 1.

Read by pyarrow, which answers damage with an error; polars panics and writes a Rust backtrace to stderr.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.records import Batch
from otokui.core.tabular.types import Layout

_ROWS = 1 << 20


def _damage() -> tuple[type[Exception], ...]:
    return (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError)


def look_at_parquet(path: Path) -> Layout:
    """The layout of a Parquet file. Refused (`damaged`) if its end is missing or it is none."""
    with _open(path) as file:
        names = tuple(file.schema_arrow.names)
    if len(set(names)) < len(names):
        raise Refused("%(file)s has two columns of the same name: rename one", code="damaged", file=path.name)
    return Layout(path, "parquet", names, header_line=0)


def read_batches(layout: Layout, columns: Sequence[str] | None = None) -> Iterator[Batch]:
    """The rows in pieces of at most about a million."""
    line = 1
    with _open(layout.path) as file:
        pieces = file.iter_batches(batch_size=_ROWS, columns=None if columns is None else list(columns))
        while (frame := _next(pieces, layout.path)) is not None:
            if columns is not None:
                frame = frame.select(columns)
            _check_kinds(frame, layout.path)
            yield Batch(frame, pl.int_range(line, line + frame.height, eager=True))
            line += frame.height


def _open(path: Path) -> Any:
    import pyarrow.parquet as pq  # for those who have such files

    try:
        return pq.ParquetFile(path)
    except _damage() as problem:
        raise _damaged(path, problem) from None


def _next(pieces: Iterator[Any], path: Path) -> pl.DataFrame | None:
    try:
        piece = next(pieces, None)
        return None if piece is None else pl.DataFrame(pa.Table.from_batches([piece]))
    except _damage() as problem:
        raise _damaged(path, problem) from None


def _check_kinds(frame: pl.DataFrame, path: Path) -> None:
    for name, kind in frame.schema.items():
        if kind.is_nested() or kind in (pl.Binary, pl.Object):
            raise Refused(
                "%(file)s: column “%(column)s” holds %(kind)s, not one value a row: write it as text",
                code="damaged",
                file=path.name,
                column=name,
                kind=kind,
            )


def _damaged(path: Path, problem: BaseException) -> Refused:
    first = (str(problem).splitlines() or ["unknown"])[0]
    return Refused(
        "%(file)s cannot be read as Parquet (%(why)s): copy it again",
        code="damaged",
        file=path.name,
        why=first,
    )
