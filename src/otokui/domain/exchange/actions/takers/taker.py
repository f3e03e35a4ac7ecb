"""What each kind of file must say: what keeps rows together, how they are read, how a chunk is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Protocol

import polars as pl

from otokui.core.tabular.source import Table
from otokui.domain.exchange.adapters.ordering import Chunk, Prepared
from otokui.domain.exchange.types import Counts


class Taker(Protocol):
    """One kind of file."""

    table: Table
    chunk_rows: int | None
    """About so many rows are written together; None = the usual."""

    def read(self) -> Iterator[Prepared]:
        """Raw rows with `row`, and faults, piece by piece."""

    def record(self) -> pl.Expr:
        """Names the record of a raw row."""

    def prepare(self, rows: pl.DataFrame) -> Prepared:
        """All raw rows of some records → typed rows with `home`, and faults."""

    def facts(self) -> dict[str, Any]:
        """What only the whole file told; plain JSON values."""

    def recall(self, facts: dict[str, Any]) -> None:
        """Take such facts over from when the rows were put in order."""

    def settle(
        self,
        chunks: Callable[[], Iterator[Chunk]],
        left_out: pl.Series,
        *,
        run: int | None,
        staff: int | None,
        now: datetime,
    ) -> pl.DataFrame:
        """What can only be done or said when every row was taken, harmless if repeated; faults that are told.

        No row is left out for them; `left_out` are rows that were. Without a `run` nothing is written.
        """

    def prepare_books(self, rows: pl.DataFrame, *, run: int, staff: int | None, now: datetime) -> Any:
        """What may be written ahead of a chunk in a short transaction of its own, harmless if repeated.

        Chunks are written side by side; what they would wait for each other for belongs here. What it answers
        is handed to `write`.
        """

    def write(
        self, rows: pl.DataFrame, *, run: int | None, staff: int | None, now: datetime, prepared: Any = None
    ) -> tuple[Counts, pl.DataFrame]:
        """Write a chunk of prepared rows inside the caller's transaction; counts and faults of its rows.

        Without a `run` it is a dry run: the caller rolls back, so whatever does not change the counts may be
        left out.
        """
