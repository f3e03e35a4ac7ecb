"""Take a file into the books, chunk by chunk; taken up again after a kill as if nothing had happened."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from otokui.core.kernel.errors import Refused, Unavailable, keep
from otokui.core.platform import audit, events
from otokui.core.platform.jobs import JobCancelled, JobInterrupted
from otokui.domain.customers.public import ask_to_look_through
from otokui.domain.customers.types import MatchKey, Policy
from otokui.domain.exchange.actions.takers import Taker, order_rows, taker_for
from otokui.domain.exchange.adapters.kept_files import (
    forget_order,
    kept_file,
    rejected_in_run,
    work_directory,
)
from otokui.domain.exchange.adapters.lanes import in_lanes
from otokui.domain.exchange.adapters.ordering import Chunk, OrderedRows, Place
from otokui.domain.exchange.adapters.rejects import RejectLog
from otokui.domain.exchange.events import ImportFinished
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.rules.checkpoints import is_done, with_done
from otokui.domain.exchange.rules.stops import BROKEN, BY_HAND, stop_of
from otokui.domain.exchange.types import (
    Counts,
    ImportOptions,
    ImportRequest,
    Kind,
    RunState,
)

Report = Callable[..., None]


def run_import(*, run_id: int, now: datetime, progress: Report, lanes: int = 1) -> None:
    """Bring the run to its end from wherever it stands. Refused leaves it `failed` with the reason.

    Each chunk is one short transaction that holds its rows, its counts and the checkpoint. With several
    `lanes` that many chunks are written side by side, each over a connection of its own.
    """
    run = ImportRun.objects.get(pk=run_id)
    if run.state not in {RunState.RUNNING, RunState.FAILED}:
        return
    try:
        _take_all(run, now=now, progress=progress, lanes=lanes)
    except (JobInterrupted, Unavailable, OperationalError, InterfaceError):
        raise  # another worker goes on with it
    except (Refused, JobCancelled) as problem:
        _stop(run_id, stop_of(problem, otherwise=BY_HAND))
        raise
    except Exception:
        _stop(run_id, f"{BROKEN}\t")
        raise
    _finish(run_id, now=now)
    forget_order(run_id)


def request_of_run(run_id: int) -> ImportRequest:
    """What the run was asked to do, on the kept copy of its file."""
    return _request(ImportRun.objects.get(pk=run_id))


def _request(run: ImportRun) -> ImportRequest:
    return ImportRequest(
        kind=Kind(run.kind),
        path=kept_file(run.file_sha256),
        mapping=run.mapping,
        match_key=MatchKey(run.match_key),
        policy=Policy(run.policy),
        options=ImportOptions(**run.options),
    )


def _take_all(run: ImportRun, *, now: datetime, progress: Report, lanes: int) -> None:
    frontier = Place(run.at_bucket, run.at_chunk)
    taker = taker_for(_request(run))
    ordered = OrderedRows(work_directory(run.pk) / "rows", taker.chunk_rows)
    log = RejectLog(rejected_in_run(run.pk))
    for read in order_rows(taker, ordered):
        progress(read, None, keep("Reading the file"))
    extent = ordered.extent()
    log.note("reading", ordered.rejections())
    begins = frontier == Place() and not run.done_ahead
    done = extent.rejected if begins else _rows_done(run)
    _announce(run.pk, rejected=extent.rejected, total=extent.rows + extent.rejected, begins=begins)
    open_chunks = (
        chunk
        for chunk in ordered.chunks(frontier)
        if not is_done(_span(chunk), (frontier.bucket, frontier.chunk), run.done_ahead)
    )
    write = partial(_take, taker, run=run, now=now, log=log)
    for rows in in_lanes(write, open_chunks, lanes=lanes):
        done += rows
        progress(done, extent.rows + extent.rejected, keep("Writing"))
    everything = partial(ordered.chunks, Place())
    told = taker.settle(everything, log.left_out(), run=run.pk, staff=run.staff_id, now=now)
    log.note("told", told)


def _rows_done(run: ImportRun) -> int:
    return run.rows_new + run.rows_updated + run.rows_unchanged + run.rows_rejected + run.rows_skipped


def _announce(run_id: int, *, rejected: int, total: int, begins: bool) -> None:
    known: dict[str, Any] = {"rows_total": total, "state": RunState.RUNNING, "error": ""}
    if begins:
        known |= {"rows_rejected": rejected}
    ImportRun.objects.filter(pk=run_id).update(**known)


def _take(taker: Taker, chunk: Chunk, *, run: ImportRun, now: datetime, log: RejectLog) -> int:
    """Write one chunk; returns its rows. A deadlock with somebody at the counter is tried again."""
    for patience in (2, 1, 0):
        try:
            _write(taker, chunk, run, now=now, log=log)
            break
        except OperationalError as problem:
            if not patience or not isinstance(problem.__cause__, DeadlockDetected):
                raise
    return chunk.rows.height


def _write(taker: Taker, chunk: Chunk, run: ImportRun, *, now: datetime, log: RejectLog) -> None:
    with transaction.atomic(), audit.changing(cause="import", run=run.pk, staff=run.staff_id):
        _commit_without_waiting()
        prepared = taker.prepare_books(chunk.rows, run=run.pk, staff=run.staff_id, now=now)
    with transaction.atomic():
        _commit_without_waiting()
        with audit.changing(cause="import", run=run.pk, staff=run.staff_id):
            counts, faults = taker.write(
                chunk.rows, run=run.pk, staff=run.staff_id, now=now, prepared=prepared
            )
        log.note(f"{chunk.place.bucket:05}-{chunk.place.chunk:05}", faults)
        _check_off(chunk, counts, run.pk)


def _commit_without_waiting() -> None:
    """A power cut may take the last moment's chunks with their checkpoints: they are written again.

    The commit that ends the run waits for the disk, and for all that came before it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _check_off(chunk: Chunk, counts: Counts, run_id: int) -> None:
    """Counts and checkpoint, in the chunk's own transaction: both are in or neither."""
    row = ImportRun.objects.select_for_update().get(pk=run_id)
    frontier = (row.at_bucket, row.at_chunk)
    if row.state != RunState.RUNNING or is_done(_span(chunk), frontier, row.done_ahead):
        raise Unavailable("Another process works at this import.")
    (row.at_bucket, row.at_chunk), row.done_ahead = with_done(_span(chunk), frontier, row.done_ahead)
    row.rows_new += counts.new
    row.rows_updated += counts.updated
    row.rows_unchanged += counts.unchanged
    row.rows_rejected += counts.rejected
    row.rows_skipped += counts.skipped
    row.lines_removed += counts.removed
    row.save()


def _span(chunk: Chunk) -> list[int]:
    return [chunk.place.bucket, chunk.place.chunk, chunk.after.bucket, chunk.after.chunk]


def _finish(run_id: int, *, now: datetime) -> None:
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().get(pk=run_id)
        if row.state == RunState.RUNNING:
            row.state, row.finished_at = RunState.DONE.value, now
            row.save()
            events.publish(ImportFinished(run_id, row.kind))
            ask_to_look_through(run_id)


def _stop(run_id: int, error: str) -> None:
    with transaction.atomic():
        ImportRun.objects.filter(pk=run_id).update(state=RunState.FAILED, error=error)
        ask_to_look_through(run_id)
