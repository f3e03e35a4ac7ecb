"""The rows of one file in the order in which an import takes them: everything of one customer in one chunk.

Two deals. First by the record a row belongs to (order number, customer number), so that what concerns one
record is decided once, wherever its rows stand in the file; then by the customer at home, so that a chunk is
complete in itself: no chunk needs another one, a dry run may look at each alone, and a customer's summary is
derived once.
"""

from __future__ import annotations

import json
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from otokui.domain.exchange.adapters.buckets import Buckets, buckets_for
from otokui.domain.exchange.adapters.rejects import rejections

CHUNK_ROWS = 40_000


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position between two chunks: so many buckets are done, and so many chunks of the next one."""

    bucket: int = 0
    chunk: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that are written together, from `place` to `after`."""

    rows: pl.DataFrame
    place: Place
    after: Place


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows there are to write, how many could not be read, and what the whole file told."""

    rows: int
    rejected: int
    buckets: int
    facts: dict[str, Any]


Prepared: TypeAlias = "tuple[pl.DataFrame, pl.DataFrame]"
Prepare: TypeAlias = "Callable[[pl.DataFrame], Prepared]"


class OrderedRows:
    """The ordered rows of one run in a directory of its own, made once and read as often as needed.

    `chunk_rows`: about so many rows are written together; must be the same whenever the run is taken up.

    Rows carry `row` (line in the file) and `home` (what keeps them together) beside their own columns.
    """

    def __init__(self, directory: Path, chunk_rows: int | None = None) -> None:
        self._directory = directory
        self._chunk_rows = chunk_rows or CHUNK_ROWS
        self._manifest = directory / "ready.json"

    @property
    def is_ready(self) -> bool:
        """Whether the rows lie in order here; ordering that was interrupted is begun anew."""
        return self._manifest.exists()

    def extent(self) -> Extent:
        """What lies here. Only when `is_ready`."""
        return Extent(**json.loads(self._manifest.read_text()))

    def make(
        self,
        batches: Iterable[Prepared],
        *,
        size: int,
        record: pl.Expr,
        prepare: Prepare,
        facts: Callable[[], dict[str, Any]],
    ) -> Iterator[int]:
        """Order the rows of `batches` (raw rows, what could not be read); yields how many are read so far.

        `record` names the record of a raw row. `prepare` gets all raw rows of some records in file order and
        answers with typed rows including `home`, and with `REJECTIONS`. `facts` is asked when all is read.
        """
        shutil.rmtree(self._directory, ignore_errors=True)
        count = buckets_for(size)
        raw, homes = Buckets(self._directory / "raw", count), Buckets(self._directory / "home", count)
        refused = Buckets(self._directory / "rejected", 1)
        read = rejected = rows = 0
        with closing(raw), closing(homes), closing(refused):  # whoever begins anew writes here alone
            for good, bad in batches:
                raw.deal(good, record)
                refused.deal(bad, pl.col("row"))
                read += good.height
                rejected += bad["row"].n_unique()
                yield read
            raw.close()
            for number in range(count):
                if (found := raw.read(number)) is not None:
                    good, bad = prepare(found)
                    homes.deal(good, pl.col("home"))
                    refused.deal(bad, pl.col("row"))
                    rows += good.height
                    rejected += bad["row"].n_unique()
        shutil.rmtree(raw.directory)
        whole = json.dumps(asdict(Extent(rows, rejected, count, facts())))
        draft = self._manifest.with_suffix(".draft")
        draft.write_text(whole)
        draft.replace(self._manifest)

    def rejections(self) -> pl.DataFrame:
        """What could not be read, see `REJECTIONS`."""
        found = Buckets(self._directory / "rejected", 1).read(0)
        return rejections() if found is None else found

    def chunks(self, place: Place) -> Iterator[Chunk]:
        """The chunks behind a place. The same rows always come in the same chunks."""
        extent = self.extent()
        homes = Buckets(self._directory / "home", extent.buckets)
        for bucket in range(place.bucket, extent.buckets):
            parts = _cut(homes.read(bucket), self._chunk_rows)
            skipped = place.chunk if bucket == place.bucket else 0
            last = len(parts)
            waiting = deque(parts[skipped:])
            del parts  # what has been handed out is not held any longer
            for number in range(skipped + 1, last + 1):
                after = Place(bucket + 1) if number == last else Place(bucket, number)
                yield Chunk(waiting.popleft().sort("row"), place, after)
                place = after


def _cut(rows: pl.DataFrame | None, size: int) -> list[pl.DataFrame]:
    """Parts of about `size` rows with every home whole."""
    if rows is None or rows.height <= size:
        return [] if rows is None else [rows]
    ordered = rows.sort("home", "row").with_columns(_at=pl.int_range(pl.len()))
    numbered = ordered.with_columns(_part=pl.col("_at").first().over("home") // size).drop("_at")
    return numbered.partition_by("_part", maintain_order=True, include_key=False)
