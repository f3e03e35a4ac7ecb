"""Forget imported files in which a person stands who is being erased."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import polars as pl
from django.db import transaction

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.source import Table, open_table
from otokui.domain.customers.types import Needles
from otokui.domain.exchange.adapters.kept_files import drop_file, forget_run, kept_file
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import RunState

_BETWEEN: Final = re.compile(r"[\s\-‐‑–—−ー()・]")
_NOT_BEGUN: Final = frozenset({RunState.DRAFT.value, RunState.PREPARED.value})


def forget_person(named: Needles) -> int:
    """Drop every kept file that names them, with what its runs had set aside; how many files.

    An import that was only prepared goes as a whole: it would bring them back. The rows of others in such a
    file are in the books; only the rows that had been left out cannot be fetched any more. Idempotent.
    """
    gone = 0
    for sha256 in ImportRun.objects.order_by().values_list("file_sha256", flat=True).distinct():
        if not kept_file(sha256).exists() or not _is_in(sha256, named):
            continue
        with transaction.atomic():
            runs = ImportRun.objects.filter(file_sha256=sha256)
            for run in runs.values_list("pk", flat=True):
                forget_run(run)
            runs.filter(state__in=_NOT_BEGUN, started_at=None).delete()
            drop_file(sha256)
        gone += 1
    return gone


def _is_in(sha256: str, named: Needles) -> bool:
    """Whether any row has one of the words, however it is spaced or wide, or a cell that is the number."""
    words = sorted({_plain(word) for word in named.words} - {""})
    for options in ImportRun.objects.filter(file_sha256=sha256).values_list("options", flat=True):
        chosen = {name: options.get(name, "") for name in ("encoding", "delimiter", "sheet")}
        try:
            if _any(open_table(kept_file(sha256), **chosen), words, named.codes):
                return True
        except Refused:
            return True  # nobody can say who is in a file that cannot be read
    return False


def _any(table: Table, words: list[str], codes: Iterable[str]) -> bool:
    for batch in table.batches():
        cells = batch.frame.cast(pl.String)
        rows = cells.select(pl.concat_str(pl.all(), separator="\n", ignore_nulls=True).alias("row"))["row"]
        plain = rows.str.normalize("NFKC").str.to_lowercase().str.replace_all(_BETWEEN.pattern, "")
        if words and plain.str.contains_any(words).any():
            return True
        if any(cells[name].is_in(list(codes)).any() for name in cells.columns):
            return True
    return False


def _plain(word: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", word).lower())
