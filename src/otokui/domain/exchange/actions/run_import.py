"""Take a file into the books, chunk by chunk; taken up again after a kill as if nothing had happened."""

from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused, Unavailable
from otokui.core.platform import audit, events
from otokui.core.platform.jobs import JobCancelled, JobInterrupted
from otokui.domain.exchange.actions.takers import Taker, order_rows, taker_for
from otokui.domain.exchange.adapters.kept_files import forget_order, kept_file, work_directory
from otokui.domain.exchange.adapters.ordering import Chunk, OrderedRows, Place
from otokui.domain.exchange.adapters.rejects import RejectLog
from otokui.domain.exchange.events import ImportFinished
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import (
    Counts,
    ImportOptions,
    ImportRequest,
    Kind,
    MatchKey,
    Policy,
    RunState,
)

Report = Callable[..., None]

_ONE_IMPORT_AT_A_TIME = 0x696D706F


def run_import(*, run_id: int, now: datetime, progress: Report) -> None:
    """Bring the run to its end from wherever it stands. Refused leaves it `failed` with the reason.

    Each chunk is one short transaction that holds its rows, its counts and the checkpoint.
    """
    run = ImportRun.objects.get(pk=run_id)
    if run.state not in {RunState.RUNNING, RunState.FAILED}:
        return
    try:
        _take_all(run, now=now, progress=progress)
    except (JobInterrupted, Unavailable, OperationalError, InterfaceError):
        raise  # another worker goes on with it
    except (Refused, JobCancelled) as problem:
        _stop(run_id, str(problem) or _("Stopped by hand. The rows before that are in; undo takes them out."))
        raise
    except Exception:
        _stop(run_id, _("Something went wrong that should not; the job says more."))
        raise
    _finish(run_id, now=now)
    forget_order(run_id)


def request_of_run(run: ImportRun) -> ImportRequest:
    """What the run was asked to do, on the kept copy of its file."""
    return ImportRequest(
        kind=Kind(run.kind),
        path=kept_file(run.file_sha256),
        mapping=run.mapping,
        match_key=MatchKey(run.match_key),
        policy=Policy(run.policy),
        options=ImportOptions(**run.options),
    )


def _take_all(run: ImportRun, *, now: datetime, progress: Report) -> None:
    place = Place(run.at_bucket, run.at_chunk)
    taker = taker_for(request_of_run(run))
    ordered = OrderedRows(work_directory(run.pk) / "rows")
    log = RejectLog(work_directory(run.pk) / "rejected")
    for read in order_rows(taker, ordered):
        progress(read, None, _("Reading the file"))
    extent = ordered.extent()
    log.note("reading", ordered.rejections())
    done = run.rows_read if place != Place() else extent.rejected
    _announce(run.pk, rejected=extent.rejected, total=extent.rows + extent.rejected, first=place == Place())
    for chunk in ordered.chunks(place):
        place = _take(taker, chunk, run, place=place, now=now, log=log)
        done += chunk.rows.height
        progress(done, extent.rows + extent.rejected, _("Writing"))


def _announce(run_id: int, *, rejected: int, total: int, first: bool) -> None:
    known = {"rows_total": total, "state": RunState.RUNNING, "error": ""}
    if first:
        known |= {"rows_rejected": rejected}
    ImportRun.objects.filter(pk=run_id).update(**known)


def _take(
    taker: Taker, chunk: Chunk, run: ImportRun, *, place: Place, now: datetime, log: RejectLog
) -> Place:
    with transaction.atomic():
        row = _lock(run.pk, place)
        with audit.changing(cause="import", run=run.pk, staff=run.staff_id):
            counts, faults = taker.write(chunk.rows, run=run.pk, staff=run.staff_id, now=now)
        log.note(f"{place.bucket:05}-{place.chunk:05}", faults)
        _add(row, counts)
        row.at_bucket, row.at_chunk = chunk.after.bucket, chunk.after.chunk
        row.save()
    return chunk.after


def _lock(run_id: int, place: Place) -> ImportRun:
    """The run's row, ours until commit. Imports write one after the other, so they cannot deadlock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_IMPORT_AT_A_TIME])
    row = ImportRun.objects.select_for_update().get(pk=run_id)
    if Place(row.at_bucket, row.at_chunk) != place or row.state != RunState.RUNNING:
        raise Unavailable(_("Another process works at this import."))
    return row


def _add(row: ImportRun, counts: Counts) -> None:
    row.rows_new += counts.new
    row.rows_updated += counts.updated
    row.rows_unchanged += counts.unchanged
    row.rows_rejected += counts.rejected
    row.rows_skipped += counts.skipped


def _finish(run_id: int, *, now: datetime) -> None:
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().get(pk=run_id)
        if row.state == RunState.RUNNING:
            row.state, row.finished_at = RunState.DONE.value, now
            row.save()
            events.publish(ImportFinished(run_id, row.kind))


def _stop(run_id: int, error: str) -> None:
    ImportRun.objects.filter(pk=run_id).update(state=RunState.FAILED, error=error)
