"""Excel workbooks as the text a person sees: leading zeros stay, dates come as ISO, numbers as written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.records import Batch
from otokui.core.tabular.types import Layout, unique_headers
from otokui.core.tabular.zero_formats import with_zeros

_LONGEST_PREAMBLE = 30


def look_at_workbook(path: Path, sheet: str = "") -> Layout:
    """The layout of one sheet: its header is the first row that is at least half filled.

    Unless a sheet is named it is the first that looks like a table: headers side by side and a row below
    them, which the cover of a report is not.

    Refused: `archive` for a ZIP that is no workbook, `damaged`, `empty`, `no-sheet`.
    """
    book = _open(path)
    names: list[str] = book.sheet_names
    if sheet and sheet not in names:
        raise Refused(
            "%(file)s has no sheet “%(sheet)s”: it has %(names)s",
            code="no-sheet",
            file=path.name,
            sheet=sheet,
            names=", ".join(names),
        )
    heads = {name: _rows(book, name, n_rows=_LONGEST_PREAMBLE) for name in names}
    filled = [name for name in names if heads[name].height]
    if not names:
        raise Refused("%(file)s has no sheets: nothing to read", code="empty", file=path.name)
    chosen = sheet or next((name for name in filled if _is_table(heads[name])), (filled or names)[0])
    head = heads[chosen]
    row = _header_row(head)
    if row is None:
        raise Refused("%(file)s is empty: nothing to read", code="empty", file=path.name)
    others = tuple(name for name in filled if name != chosen)
    headers = unique_headers(head.row(row))
    return Layout(path, "excel", headers, header_line=row + 1, sheet=chosen, other_sheets=others)


def read_batches(layout: Layout, columns: Sequence[str] | None = None) -> Iterator[Batch]:
    """The rows below the header without blank ones; a sheet has at most a million."""
    frame = with_zeros(layout.path, layout.sheet, _rows(_open(layout.path), layout.sheet))
    frame = frame.rename(dict(zip(frame.columns, layout.headers, strict=False)))
    lines = pl.int_range(1, frame.height + 1, eager=True)
    frame, lines = frame.slice(layout.header_line), lines.slice(layout.header_line)
    kept = frame.select(~pl.all_horizontal(pl.all().fill_null("").str.strip_chars() == "")).to_series()
    frame = frame.filter(kept).fill_null("")
    yield Batch(frame if columns is None else frame.select(columns), lines.filter(kept))


def _open(path: Path) -> Any:
    import fastexcel

    try:
        return fastexcel.read_excel(path)
    except (fastexcel.FastExcelError, ValueError, OSError) as problem:
        if _is_other_archive(path):
            raise Refused(
                "%(file)s is a compressed archive: unpack it and give the file inside",
                code="archive",
                file=path.name,
            ) from None
        first = (str(problem).splitlines() or ["unknown"])[0]
        raise Refused(
            "%(file)s cannot be read as Excel (%(why)s): save it again",
            code="damaged",
            file=path.name,
            why=first,
        ) from None


def _is_other_archive(path: Path) -> bool:
    """A ZIP in which nothing of a workbook is. A workbook is one too, and is damaged if it was not read."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    named = path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb")
    return head[:2] == b"PK" and not named and b"[Content_Types].xml" not in head


def _rows(book: Any, sheet: str, *, n_rows: int | None = None) -> pl.DataFrame:
    import fastexcel

    try:
        loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, n_rows=n_rows, dtypes="string")
        frame: pl.DataFrame = loaded.to_polars()
    except fastexcel.FastExcelError:
        return pl.DataFrame()
    return frame


def _is_table(head: pl.DataFrame) -> bool:
    row = _header_row(head)
    if row is None or row + 1 >= head.height:
        return False
    return sum(1 for cell in head.row(row) if (cell or "").strip()) > 1


def _header_row(head: pl.DataFrame) -> int | None:
    filled = [sum(1 for cell in row if (cell or "").strip()) for row in head.rows()]
    if not filled or max(filled) == 0:
        return None
    return next(index for index, count in enumerate(filled) if count * 2 > max(filled))
