"""Imports and their undoing as background work."""

from django.utils import timezone
from django.utils.translation import gettext_noop

from otokui.core.platform.jobs import Progress, job
from otokui.domain.exchange.actions.run_import import run_import
from otokui.domain.exchange.actions.show_demo import FILL_DEMO, fill_demo
from otokui.domain.exchange.actions.start_import import RUN_IMPORT
from otokui.domain.exchange.actions.try_import import TRY_IMPORT, try_import
from otokui.domain.exchange.actions.undo_import import UNDO_IMPORT, undo_import

LANES = 2
"""While PostgreSQL writes one chunk, the next one is made ready."""


@job(RUN_IMPORT, title=gettext_noop("Import"), lock="imports")
def run_import_job(progress: Progress, *, run_id: int) -> None:
    """Bring one import to its end."""
    run_import(run_id=run_id, now=timezone.now(), progress=progress, lanes=LANES)


@job(UNDO_IMPORT, title=gettext_noop("Undo of an import"), lock="imports")
def undo_import_job(progress: Progress, *, run_id: int) -> None:
    """Take one import back."""
    undo_import(run_id=run_id, now=timezone.now(), progress=progress)


@job(TRY_IMPORT, title=gettext_noop("Trial of an import"), lock="imports")
def try_import_job(progress: Progress, *, run_id: int) -> None:
    """Find out what one import would do."""
    try_import(run_id=run_id, now=timezone.now(), progress=progress)


@job(FILL_DEMO, title=gettext_noop("Demo shop"), lock="imports")
def fill_demo_job(progress: Progress, *, run_id: int) -> None:
    """Fill an empty business with the demo shop."""
    fill_demo(run_id=run_id, now=timezone.now(), progress=progress)
