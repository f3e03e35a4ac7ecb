"""The rows an import left out: kept per run, given out as a file a person can correct and send again."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl
from django.utils.translation import gettext as _

from otokui.core.tabular.source import Table
from otokui.domain.exchange.adapters.words import field_labels, in_words, is_told, reason_words
from otokui.domain.exchange.types import Kind, Rejection

REJECTIONS: Final = {"row": int, "field": str, "value": str, "reason": str}
"""One row a fault; a row of the file may have several."""


def rejections(found: Iterable[Rejection] = ()) -> pl.DataFrame:
    """Faults as a table, see `REJECTIONS`."""
    rows = [(each.row, each.field, each.value, each.reason) for each in found]
    return pl.DataFrame(rows, schema=REJECTIONS, orient="row")


class RejectLog:
    """The faults of one run, one file a step: a step that is done again replaces what it had said."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def note(self, step: str, found: pl.DataFrame) -> None:
        """Keep the faults of a step; the step's former ones are gone."""
        file = self._directory / f"{step}.parquet"
        if found.height:
            self._directory.mkdir(parents=True, exist_ok=True)
            found.write_parquet(file)
        else:
            file.unlink(missing_ok=True)

    def forget(self) -> None:
        """Begin anew."""
        shutil.rmtree(self._directory, ignore_errors=True)

    def all(self) -> pl.DataFrame:
        """Every fault, by row of the file."""
        files = sorted(self._directory.glob("*.parquet"))
        found = [pl.read_parquet(file) for file in files]
        return pl.concat([rejections(), *found]).sort("row", "field", maintain_order=True)

    def left_out(self) -> pl.Series:
        """The rows of the file that were left out."""
        found = self.all()
        told = [reason for reason in found["reason"].unique() if is_told(reason)]
        return found.filter(~pl.col("reason").is_in(told))["row"].unique()

    def first(self, limit: int) -> tuple[Rejection, ...]:
        """The first faults as `kept`, in the reader's language."""
        return tuple(replace(each, reason=reason_words(each.reason)) for each in self.kept(limit))

    def kept(self, limit: int) -> tuple[Rejection, ...]:
        """The first faults by row, as they are kept: first those for which rows are left out, then the told.

        A quarter of the places is the told ones' where there are so many.
        """
        found = self.all()
        marks = [reason for reason in found["reason"].unique() if is_told(reason)]
        is_marked = pl.col("reason").is_in(marks)
        told = found.filter(is_marked).head(limit)
        bad = found.filter(~is_marked).head(limit - min(told.height, limit // 4))
        shown = [Rejection(*row) for row in bad.rows()]
        shown += [replace(Rejection(*row), told=True) for row in told.rows()]
        return tuple(shown[:limit])


def write_rejects(table: Table, kind: Kind, faults: pl.DataFrame, target: Path) -> None:
    """Write the rejected rows as CSV (UTF-8 with BOM) in the reader's language, ready to be corrected.

    First row, field, value and reason, then the columns as they came. A row with several faults stands
    once, its fields, values and reasons joined by `; `. Rows that could not be split into columns have only
    the first four. Rows that are in, of which something was told, are not among them.
    """
    told = [reason for reason in faults["reason"].unique() if is_told(reason)]
    faults = faults.filter(~pl.col("reason").is_in(told))
    labels = field_labels(faults["field"].unique(), kind)
    by_row = (
        in_words(faults)
        .with_columns(pl.col("field").replace_strict(labels, return_dtype=pl.String))
        .group_by("row", maintain_order=True)
        .agg(pl.col("field", "value", "reason").str.join("; "))
        .sort("row")
    )
    # Names that no column of ours goes by, so that the corrected file can be sent as it is.
    heads = [_("row in the file"), _("rejected field"), _("rejected value"), _("reason and remedy")]
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*heads, *table.headers])
        written = set()
        for batch in table.batches():
            numbered = batch.frame.cast(pl.String).with_columns(row=batch.lines.cast(pl.Int64))
            hits = by_row.join(numbered, on="row", how="inner", maintain_order="left")
            writer.writerows(hits.rows())
            written.update(hits["row"].to_list())
        torn = by_row.filter(~pl.col("row").is_in(list(written)))
        writer.writerows(torn.rows())
