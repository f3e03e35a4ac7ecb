"""Try an import: the very same work, chunk by chunk, and every chunk rolled back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.conf import settings
from django.db import transaction

from otokui.core.kernel.errors import keep
from otokui.domain.exchange.actions.takers import Taker, order_rows, taker_for
from otokui.domain.exchange.adapters.ordering import OrderedRows, Place
from otokui.domain.exchange.adapters.rejects import RejectLog, write_rejects
from otokui.domain.exchange.types import Counts, DryRun, ImportRequest

SHOWN = 1000


def dry_run(
    request: ImportRequest,
    *,
    now: datetime,
    progress: Callable[..., None] = lambda *_: None,
    rejects: Path | None = None,
    log: RejectLog | None = None,
    look: Callable[[pl.DataFrame], None] = lambda _: None,
    after: Callable[[Taker, OrderedRows], None] = lambda *_: None,
) -> DryRun:
    """Exactly what the import would do to the books as they are; nothing is written.

    A chunk needs nothing that another chunk wrote, so each can be tried alone and rolled back: locks last no
    longer than in the run itself. `rejects`: where to write the rejected rows as a file; `log`: where to keep
    them. `look` sees the rows of every chunk, `after` all of them once more when they have been tried.
    """
    place_for_work = Path(settings.HOME) / "imports"
    place_for_work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="try-", dir=place_for_work) as directory:
        taker = taker_for(request)
        ordered = OrderedRows(Path(directory) / "rows", taker.chunk_rows)
        log = log or RejectLog(Path(directory) / "rejected")
        for read in order_rows(taker, ordered):
            progress(read, None, keep("Reading the file"))
        extent = ordered.extent()
        log.note("reading", ordered.rejections())
        counts, done = Counts(rejected=extent.rejected), extent.rejected
        for number, chunk in enumerate(ordered.chunks(Place())):
            with transaction.atomic():
                found, faults = taker.write(chunk.rows, run=None, staff=None, now=now)
                transaction.set_rollback(True)
            look(chunk.rows)
            log.note(f"{number:05}", faults)
            counts += found
            done += chunk.rows.height
            progress(done, extent.rows + extent.rejected, keep("Trying"))
        everything = partial(ordered.chunks, Place())
        log.note("told", taker.settle(everything, log.left_out(), run=None, staff=None, now=now))
        if rejects is not None:
            write_rejects(taker.table, request.kind, log.all(), rejects)
        after(taker, ordered)
        return DryRun(counts, log.first(SHOWN))
