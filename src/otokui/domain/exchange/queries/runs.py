"""Imports and mappings, ready to show."""

from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.domain.customers.public import count_customers
from otokui.domain.customers.types import CustomerFilter, MatchKey, Policy
from otokui.domain.exchange.adapters.kept_files import kept_file
from otokui.domain.exchange.adapters.shop_fields import fields_for
from otokui.domain.exchange.adapters.words import is_told, reason_words, stop_words
from otokui.domain.exchange.models import ImportRun, MappingTemplate
from otokui.domain.exchange.rules.trials import trial_of
from otokui.domain.exchange.types import (
    Counts,
    ImportOptions,
    ImportRequest,
    Kind,
    Mapping,
    RunState,
    RunView,
    Trial,
    UndoRefusal,
)


def get_run(run_id: int) -> RunView:
    """One import. Refused (`no_such_run`) if there is none. 1 query."""
    row = ImportRun.objects.filter(pk=run_id).first()
    if row is None:
        raise Refused("There is no import %(run)s.", code="no_such_run", run=run_id)
    return _view(row)


def list_runs(*, limit: int = 50) -> list[RunView]:
    """The latest imports, newest first. 1 query."""
    return [_view(row) for row in ImportRun.objects.order_by("-pk")[:limit]]


def file_names(runs: Collection[int]) -> dict[int, str]:
    """What the files of these imports are called, by the import's id. 1 query, none for no ids."""
    if not runs:
        return {}
    return dict(ImportRun.objects.filter(pk__in=runs).values_list("pk", "file_name"))


def list_mappings(kind: Kind) -> list[Mapping]:
    """The mappings kept for this kind of file, by name. 1 query."""
    rows = MappingTemplate.objects.filter(kind=kind.value).order_by("name")
    return [Mapping(row.pk, row.name, Kind(row.kind), row.mapping) for row in rows]


def get_mapping(kind: Kind, name: str) -> Mapping:
    """One mapping by name, without fields that the shop asks for no more. At most 2 queries.

    Refused (`no_such_mapping`), naming those there are.
    """
    row = MappingTemplate.objects.filter(kind=kind.value, name=name).first()
    if row is None:
        known = ", ".join(each.name for each in list_mappings(kind)) or _("none")
        raise Refused(
            _("There is no mapping “%(name)s”; known: %(known)s.") % {"name": name, "known": known},
            code="no_such_mapping",
        )
    names = {field.name for field in fields_for(kind)}
    columns = {name: column for name, column in row.mapping.items() if name in names}
    return Mapping(row.pk, row.name, Kind(row.kind), columns)


def running_with(sha256: str, *, but: int) -> RunView | None:
    """Another import of the same content that is at work now. 1 query."""
    busy = (RunState.RUNNING, RunState.UNDOING)
    row = ImportRun.objects.filter(file_sha256=sha256, state__in=busy).exclude(pk=but).first()
    return None if row is None else _view(row)


def list_same(run_id: int) -> list[RunView]:
    """Other imports of the same content that were begun and stand, newest first. 1 query."""
    content = ImportRun.objects.filter(pk=run_id).values("file_sha256")
    known = ImportRun.objects.filter(file_sha256__in=content).exclude(pk=run_id)
    return [_view(row) for row in known.exclude(state=RunState.UNDONE).order_by("-pk")[:3]]


def find_demo_run() -> RunView | None:
    """The run that filled the demo shop, if it stands. 1 query."""
    row = ImportRun.objects.filter(is_demo=True).exclude(state=RunState.UNDONE).order_by("-pk").first()
    return None if row is None else _view(row)


def is_untouched() -> bool:
    """Whether nobody has brought anything in yet: no import, no customer. At most 2 queries."""
    return not ImportRun.objects.exists() and not count_customers(CustomerFilter()).value


def count_runs() -> int:
    """How many imports there are, drafts too. 1 query."""
    return ImportRun.objects.count()


def get_request(run_id: int) -> ImportRequest:
    """What the run is to do, on the kept copy of its file. Refused (`no_such_run`). 1 query."""
    row = ImportRun.objects.filter(pk=run_id).first()
    if row is None:
        raise Refused("There is no import %(run)s.", code="unknown_run", run=run_id)
    return request_of(row)


def request_of(row: ImportRun) -> ImportRequest:
    """The row's request."""
    return ImportRequest(
        kind=Kind(row.kind),
        path=kept_file(row.file_sha256),
        mapping=row.mapping,
        match_key=MatchKey(row.match_key),
        policy=Policy(row.policy),
        options=ImportOptions(**row.options),
    )


def _view(row: ImportRun) -> RunView:
    report = row.undo_report
    return RunView(
        id=row.pk,
        kind=Kind(row.kind),
        state=RunState(row.state),
        file_name=row.file_name,
        file_size=row.file_size,
        mapping=row.mapping,
        match_key=MatchKey(row.match_key),
        policy=Policy(row.policy),
        options=ImportOptions(**row.options),
        counts=Counts(
            new=row.rows_new,
            updated=row.rows_updated,
            unchanged=row.rows_unchanged,
            rejected=row.rows_rejected,
            skipped=row.rows_skipped,
            removed=row.lines_removed,
        ),
        rows_total=row.rows_total,
        error=stop_words(row.error),
        staff_id=row.staff_id,
        prepared_at=row.prepared_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        undone_at=row.undone_at,
        removed=report.get("removed", 0),
        restored=report.get("restored", 0),
        refused=tuple(
            UndoRefusal(**each)
            for each in report.get("foreseen" if row.state == RunState.UNDOING else "refused", ())
        ),
        version=row.version,
        job_id=row.job_id,
        is_demo=row.is_demo,
        trial=_told(trial_of(row.trial)) if row.trial else None,
    )


def _told(trial: Trial) -> Trial:
    """The trial with its faults in the reader's language."""
    told = (
        replace(each, reason=reason_words(each.reason), told=is_told(each.reason))
        for each in trial.rejections
    )
    return replace(trial, rejections=tuple(told))
