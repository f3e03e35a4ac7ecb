"""Take an import back: what it made goes, what it changed becomes what it was.

Part by part, each a short transaction that keeps in the run how far the undo is: nobody waits long for it,
its memory does not grow with the import, and a killed worker's successor goes on where it stood. Until all
parts are done the run is `undoing`, whatever happens; there is no way back from it but forwards.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from otokui.core.kernel.errors import Refused
from otokui.core.platform import events, jobs
from otokui.core.platform.job_list import find_job
from otokui.core.platform.jobs import JobCancelled
from otokui.core.platform.types import JobState
from otokui.domain.customers import public as customers
from otokui.domain.customers import types as customers_types
from otokui.domain.exchange.actions.show_demo import unmark_demo
from otokui.domain.exchange.events import ImportUndone
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import RunState, UndoRefusal
from otokui.domain.purchases import public as purchases
from otokui.domain.purchases import types as purchases_types

UNDO_IMPORT = "imports.undo"
Report = Callable[..., None]


_Part = customers_types.UndoPart | purchases_types.UndoPart


def _undo_purchases(run: ImportRun, after: int, now: datetime) -> _Part:
    return purchases.undo_part(run.pk, after=after, now=now, staff=run.staff_id)


def _undo_customers(run: ImportRun, after: int, now: datetime) -> _Part:
    return customers.undo_part(run.pk, after=after, now=now, staff_id=run.staff_id)


_ROOMS: Final = (
    ("purchases", purchases.begin_undo, _undo_purchases),
    ("customers", customers.begin_undo, _undo_customers),  # after: whoever has bought stays
)


def start_undo(*, run_id: int, staff_id: int | None = None) -> int:
    """Enqueue the undo; returns the id of the job's record.

    An undo whose job has ended before it was through is begun again where it stood. Refused: `no_such_run`;
    `not_undoable` unless the run is done or has failed on its way.
    """
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().filter(pk=run_id).first()
        if row is None:
            raise Refused("There is no import %(run)s.", code="no_such_run", run=run_id)
        if row.state == RunState.UNDONE:
            raise Refused("Import %(run)s has been undone already.", code="not_undoable", run=run_id)
        if row.state not in {RunState.DONE, RunState.FAILED} and not _is_stranded(row):
            raise Refused("Import %(run)s is still at work.", code="not_undoable", run=run_id)
        row.state = RunState.UNDOING.value
        row.job_id = jobs.enqueue(UNDO_IMPORT, enqueued_by=staff_id, run_id=run_id)
        row.save()
        return row.job_id


def _is_stranded(row: ImportRun) -> bool:
    """Whether nobody goes on with this undo any more."""
    if row.state != RunState.UNDOING:
        return False
    job = find_job(row.job_id) if row.job_id else None
    return job is None or job.state not in {JobState.WAITING, JobState.RUNNING}


def undo_import(*, run_id: int, now: datetime, progress: Report = lambda *_args: None) -> None:
    """Bring the undo to its end from wherever it stands. Doing it again changes nothing.

    Rows edited since stay as they are; the run's report names them, those known so far from the beginning.
    """
    row = ImportRun.objects.get(pk=run_id)
    if row.state != RunState.UNDOING:
        return
    for name, begin, undo_part in _ROOMS:
        report = _report(run_id)
        if name in report["through"]:
            continue
        left = begin(run_id, after=report["after"])
        if not report["after"]:
            _foresee(run_id, name)
        for done in _take_back(run_id, name, undo_part, now):
            _tell(progress, min(done, left), left)
    _finish(run_id, now=now)


def _take_back(
    run_id: int, name: str, undo_part: Callable[[ImportRun, int, datetime], _Part], now: datetime
) -> Iterator[int]:
    """Part after part of one room; yields the rows it is through with."""
    done = 0
    report = _report(run_id)
    while name not in report["through"]:
        with transaction.atomic():
            row = ImportRun.objects.select_for_update().get(pk=run_id)
            part = undo_part(row, report["after"], now)
            report = _with_part(report, name, part)
            row.undo_report = report
            row.save(update_fields=["undo_report"])
        done += part.removed + part.restored + len(part.refused)
        yield done


def _report(run_id: int) -> dict[str, Any]:
    """How far the undo is: the rooms it is `through` with, `after` which id of the next one it goes on."""
    begun = {"through": [], "after": 0, "removed": 0, "restored": 0, "refused": [], "foreseen": []}
    stored: dict[str, Any] = ImportRun.objects.values_list("undo_report", flat=True).get(pk=run_id)
    return begun | stored


def _with_part(report: dict[str, Any], name: str, part: _Part) -> dict[str, Any]:
    refused = [asdict(UndoRefusal(each.what, each.reason)) for each in part.refused]
    return report | {
        "removed": report["removed"] + part.removed,
        "restored": report["restored"] + part.restored,
        "refused": report["refused"] + refused,
        "after": part.after or 0,
        "through": report["through"] if part.after is not None else [*report["through"], name],
    }


def _foresee(run_id: int, name: str) -> None:
    """Name what will stay before anything goes. Orders only: they are what people work on."""
    if name == "purchases":
        foreseen = [
            asdict(UndoRefusal(each.what, each.reason)) for each in purchases.foresee_refusals(run_id)
        ]
        if foreseen:
            report = _report(run_id) | {"foreseen": foreseen}
            ImportRun.objects.filter(pk=run_id).update(undo_report=report)


def _tell(progress: Report, done: int, total: int) -> None:
    try:
        progress(done, total)
    except JobCancelled:
        return  # half an undo helps nobody: it goes on


def _finish(run_id: int, *, now: datetime) -> None:
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().get(pk=run_id)
        if row.state != RunState.UNDOING:
            return
        row.state, row.undone_at = RunState.UNDONE.value, now
        row.save()
        if row.is_demo:
            unmark_demo(row.staff_id)
        events.publish(ImportUndone(run_id, row.kind))
