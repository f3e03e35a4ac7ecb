"""The door of the room: open a file of unknown origin and stream its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import polars as pl

from otokui.core.kernel.errors import Refused
from otokui.core.tabular import delimited, parquet, pieces, workbook
from otokui.core.tabular.chunks import CHUNK_BYTES, Chunk, read_chunks
from otokui.core.tabular.records import Batch, split_records
from otokui.core.tabular.types import Joins, Layout

_ARCHIVES = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
_NOT_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"<!DOCTYPE html", b"<html", b"\x7fELF")
_SMALL = 1 << 17
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Table:
    """A file that was looked at. `batches` may be called again; each call reads the file anew."""

    layout: Layout

    @property
    def headers(self) -> tuple[str, ...]:
        """Unique column names, in the file's order; a number written in several columns is one."""
        return pieces.headers_with(self.layout.headers, self.layout.joins)

    def batches(
        self, columns: Sequence[str] | None = None, *, chunk_bytes: int = CHUNK_BYTES
    ) -> Iterator[Batch]:
        """The records, piece by piece, in the file's order; `columns` keeps only these (None = all).

        Every batch carries the rejects found in its piece. Memory does not grow with the file.
        """
        return self._pieces(columns, chunk_bytes, ahead=True)

    def column(self, name: str) -> Iterator[pl.Series]:
        """One column piece by piece, a small first piece first, for questions that few rows may answer.

        The rows of the first piece come again where a caller reads on.
        """
        yield from (batch.frame[name] for batch in self.read_first([name]))
        yield from (batch.frame[name] for batch in self.batches([name]))

    def read_first(self, columns: Sequence[str]) -> Iterator[Batch]:
        """A small first piece, or none."""
        return islice(self._pieces(columns, _SMALL, ahead=False), 1)

    def _pieces(self, columns: Sequence[str] | None, chunk_bytes: int, *, ahead: bool) -> Iterator[Batch]:
        joins = self.layout.joins
        if not joins:
            yield from self._read(columns, chunk_bytes, ahead=ahead)
            return
        wanted = self.headers if columns is None else columns
        written = None if columns is None else pieces.columns_of(columns, joins)
        for batch in self._read(written, chunk_bytes, ahead=ahead):
            yield replace(batch, frame=pieces.with_joined(batch.frame, wanted, joins))

    def _read(self, columns: Sequence[str] | None, chunk_bytes: int, *, ahead: bool) -> Iterator[Batch]:
        layout = self.layout
        if layout.kind == "excel":
            return workbook.read_batches(layout, columns)
        if layout.kind == "parquet":
            return parquet.read_batches(layout, columns)
        return _read_text(layout, columns, read_chunks(layout, chunk_bytes=chunk_bytes, ahead=ahead))


def open_table(path: Path | str, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Table:
    """Look at a file: what it is, how it is encoded, which columns it has. `sheet`: Excel only, default the
    first.

    Refused (codes `missing-file`, `not-a-file`, `empty`, `archive`, `not-text`, `not-a-table`, `damaged`)
    with one line that says what to do.
    """
    path = Path(path)
    layout = _look_at(path, _head(path), encoding, delimiter, sheet)
    return _with_joins(Table(layout), pieces.candidates(layout.headers))


def _with_joins(table: Table, candidates: Joins) -> Table:
    if not candidates:
        return table
    wanted = [part for _, parts in candidates for part in parts]
    first = next(table.read_first(wanted), None)
    rows = first.frame if first is not None else pl.DataFrame(schema=dict.fromkeys(wanted, pl.String))
    joins = tuple((name, parts) for name, parts in candidates if pieces.are_pieces(rows, parts))
    return Table(replace(table.layout, joins=joins))


def _look_at(path: Path, head: bytes, encoding: str, delimiter: str, sheet: str) -> Layout:
    if head.startswith(b"PK\x03\x04"):
        return workbook.look_at_workbook(path, sheet)
    if head.startswith(_OLD_EXCEL):
        return workbook.look_at_workbook(path, sheet)
    if head.startswith(b"PAR1"):
        return parquet.look_at_parquet(path)
    if head.startswith(_ARCHIVES):
        raise Refused(
            "%(file)s is a compressed archive: unpack it and give the file inside",
            code="archive",
            file=path.name,
        )
    if head.lstrip().startswith(_NOT_TABLES):
        raise Refused(
            "%(file)s is not a table: give a CSV, Excel or Parquet file", code="not-a-table", file=path.name
        )
    return delimited.look_at_text(path, encoding=encoding, delimiter=delimiter)


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused("%(file)s is a directory: name the files in it", code="not-a-file", file=path)
        with path.open("rb") as file:
            head = file.read(64)
    except FileNotFoundError:
        raise Refused("%(file)s does not exist: check the name", code="missing-file", file=path) from None
    except (OSError, ValueError) as problem:
        raise Refused(
            "%(file)s cannot be opened: %(why)s", code="not-a-file", file=path, why=problem
        ) from None
    if not head:
        raise Refused("%(file)s is empty: nothing to read", code="empty", file=path.name)
    return head


def _read_text(layout: Layout, columns: Sequence[str] | None, chunks: Iterator[Chunk]) -> Iterator[Batch]:
    header_pending = True
    for chunk in chunks:
        if header_pending:
            found = delimited.below_header(chunk, layout)
            if found is None:
                continue
            chunk, header_pending = found, False
        if chunk.data or chunk.rejects:
            yield split_records(chunk, layout, columns)


def one_frame(table: Table, columns: Sequence[str] | None = None) -> Batch:
    """All records at once, for files known to be small (previews, tests)."""
    batches = list(table.batches(columns))
    if not batches:
        names = table.headers if columns is None else columns
        return Batch(pl.DataFrame(schema=dict.fromkeys(names, pl.String)), pl.Series([], dtype=pl.Int64))
    frame = pl.concat([batch.frame for batch in batches])
    lines = pl.concat([batch.lines for batch in batches])
    return Batch(frame, lines, [reject for batch in batches for reject in batch.rejects])
