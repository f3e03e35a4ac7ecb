"""The rows that a run left out."""

from pathlib import Path

from otokui.core.tabular.source import open_table
from otokui.domain.exchange.adapters.kept_files import kept_file, work_directory
from otokui.domain.exchange.adapters.rejects import RejectLog, write_rejects
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import Rejection


def list_rejections(run_id: int, *, limit: int = 1000) -> tuple[Rejection, ...]:
    """The first faults of a run by row of its file. No query."""
    return _log(run_id).first(limit)


def write_rejects_of(run_id: int, target: Path) -> None:
    """Write the run's rejected rows as CSV: row, field, reason, then the columns as they came. 1 query."""
    sha256 = ImportRun.objects.values_list("file_sha256", flat=True).get(pk=run_id)
    write_rejects(open_table(kept_file(sha256)), _log(run_id).all(), target)


def _log(run_id: int) -> RejectLog:
    return RejectLog(work_directory(run_id) / "rejected")
