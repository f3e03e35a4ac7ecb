"""Rows of a file of any size laid on disk so that rows with the same key lie together, in flat memory.

Rows are dealt into buckets by the hash of a key while the file streams by; each bucket is small enough to be
sorted in memory. The same rows always give the same buckets in the same order.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pyarrow as pa

BUCKET_BYTES = 8_000_000
MOST_BUCKETS = 400  # open files while dealing
_SEED = 20_040_401


def buckets_for(size: int) -> int:
    """How many buckets a file of this many bytes is dealt into."""
    return min(MOST_BUCKETS, 1 + size // BUCKET_BYTES)


class Buckets:
    """A row of numbered files in one directory. Write with `deal`, then `close`, then `read`.

    Rows are written in a thread of their own while the caller makes the next ones.
    """

    def __init__(self, directory: Path, count: int) -> None:
        self.directory = directory
        self.count = count
        self._writers: dict[int, pa.ipc.RecordBatchStreamWriter] = {}
        self._thread = ThreadPoolExecutor(1, "buckets")
        self._dealing: Future[None] | None = None
        directory.mkdir(parents=True, exist_ok=True)

    def deal(self, rows: pl.DataFrame, key: pl.Expr) -> None:
        """Put each row into the bucket of its key; what goes wrong is raised by the next call or `close`."""
        self._await()
        self._dealing = self._thread.submit(self._deal, rows, key)

    def _await(self) -> None:
        dealing, self._dealing = self._dealing, None
        if dealing is not None:
            dealing.result()

    def _deal(self, rows: pl.DataFrame, key: pl.Expr) -> None:
        if self.count == 1:
            self._write(0, rows)
            return
        numbered = rows.with_columns((key.hash(_SEED) % self.count).alias("_bucket"))
        parts = numbered.partition_by("_bucket", as_dict=True, include_key=False)
        for (number,), part in parts.items():
            self._write(int(number), part)

    def _write(self, number: int, rows: pl.DataFrame) -> None:
        table = rows.to_arrow()
        if number not in self._writers:
            file = str(self.directory / f"{number:04}.arrow")
            self._writers[number] = pa.ipc.new_stream(
                file, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")
            )
        self._writers[number].write_table(table)

    def close(self) -> None:
        """Everything dealt is on disk, and no thread writes here any longer; a second call does nothing."""
        try:
            self._await()
        finally:
            self._thread.shutdown()
            for writer in self._writers.values():
                writer.close()
            self._writers.clear()

    def read(self, number: int) -> pl.DataFrame | None:
        """The rows of one bucket in the order in which they were dealt, None if there are none."""
        file = self.directory / f"{number:04}.arrow"
        return pl.read_ipc_stream(file) if file.exists() else None
