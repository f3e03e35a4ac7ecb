"""The rows that a run left out."""

from pathlib import Path

from otokui.core.tabular.source import open_table
from otokui.domain.exchange.adapters.kept_files import kept_file, work_directory
from otokui.domain.exchange.adapters.rejects import RejectLog, write_rejects
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import Kind, Rejection


def list_rejections(run_id: int, *, limit: int = 1000) -> tuple[Rejection, ...]:
    """The first faults of a run by row of its file, in the reader's language. No query."""
    return _log(run_id).first(limit)


def write_rejects_of(run_id: int, target: Path) -> None:
    """Write the run's rejected rows as CSV, see `write_rejects`. One query."""
    known = ImportRun.objects.values_list("file_sha256", "kind", "options")
    sha256, kind, options = known.get(pk=run_id)
    chosen = {name: options.get(name, "") for name in ("encoding", "delimiter", "sheet")}
    write_rejects(open_table(kept_file(sha256), **chosen), Kind(kind), _log(run_id).all(), target)


def _log(run_id: int) -> RejectLog:
    return RejectLog(work_directory(run_id) / "rejected")
