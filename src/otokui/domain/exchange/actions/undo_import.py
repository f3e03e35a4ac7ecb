"""Take an import back: what it made goes, what it changed becomes what it was."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit, events, jobs
from otokui.domain.customers import public as customers
from otokui.domain.exchange.actions.show_demo import unmark_demo
from otokui.domain.exchange.events import ImportUndone
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import RunState, UndoRefusal
from otokui.domain.purchases import public as purchases

UNDO_IMPORT = "imports.undo"


def start_undo(*, run_id: int, staff_id: int | None = None) -> int:
    """Enqueue the undo; returns the id of the job's record.

    Refused: `no_such_run`; `not_undoable` unless the run is done or has failed on its way.
    """
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().filter(pk=run_id).first()
        if row is None:
            raise Refused(_("There is no import %(run)s.") % {"run": run_id}, code="no_such_run")
        if row.state == RunState.UNDONE:
            raise Refused(_("Import %(run)s has been undone already.") % {"run": run_id}, code="not_undoable")
        if row.state not in {RunState.DONE, RunState.FAILED}:
            raise Refused(_("Import %(run)s is still at work.") % {"run": run_id}, code="not_undoable")
        row.state = RunState.UNDOING.value
        row.job_id = jobs.enqueue(UNDO_IMPORT, enqueued_by=staff_id, run_id=run_id)
        row.save()
        return row.job_id


def undo_import(*, run_id: int, now: datetime) -> None:
    """Undo the run in one transaction: a kill leaves it whole, doing it again changes nothing.

    Rows edited since stay as they are; the run's report names them.
    """
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().get(pk=run_id)
        if row.state != RunState.UNDOING:
            return
        with audit.changing(cause="undo", run=run_id, staff=row.staff_id):
            bought = purchases.undo_run(run_id, now=now, staff=row.staff_id)
            known = customers.undo_run(run_id, now=now, staff_id=row.staff_id)
        refused = [UndoRefusal(each.what, each.reason) for each in bought.refused]
        refused += [UndoRefusal(each.what, each.reason) for each in known.refused]
        row.undo_report = {
            "removed": bought.removed + known.removed,
            "restored": bought.restored + known.restored,
            "refused": [asdict(each) for each in refused],
        }
        row.state, row.undone_at = RunState.UNDONE.value, now
        row.save()
        if row.is_demo:
            unmark_demo(row.staff_id)
        events.publish(ImportUndone(run_id, row.kind))
