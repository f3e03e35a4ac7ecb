"""The rows that a run left out."""

from pathlib import Path

from django.utils.translation import gettext_noop

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.source import open_table
from otokui.domain.exchange.adapters.kept_files import kept_file, rejected_in_run, rejected_in_trial
from otokui.domain.exchange.adapters.rejects import RejectLog, write_rejects
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import Kind, Rejection, RunState


def list_rejections(run_id: int, *, limit: int = 1000) -> tuple[Rejection, ...]:
    """The first faults of a run by row of its file, in the reader's language. No query."""
    return RejectLog(rejected_in_run(run_id)).first(limit)


def write_rejects_of(run_id: int, target: Path) -> None:
    """Write the rejected rows as CSV, see `write_rejects`: the run's, or its trial's before it. One query.

    `Refused` (forgotten) where the file went because somebody in it was erased.
    """
    known = ImportRun.objects.values_list("file_sha256", "kind", "options", "state")
    sha256, kind, options, state = known.get(pk=run_id)
    chosen = {name: options.get(name, "") for name in ("encoding", "delimiter", "sheet")}
    tried = state in (RunState.DRAFT, RunState.PREPARED)
    if not kept_file(sha256).exists():
        raise Refused(
            gettext_noop("The file is not kept any more: a person in it had their data erased."),
            code="forgotten",
        )
    log = RejectLog(rejected_in_trial(run_id) if tried else rejected_in_run(run_id))
    write_rejects(open_table(kept_file(sha256), **chosen), Kind(kind), log.all(), target)
