"""The trial of an import as a person sees it: counts, bad rows, and how the books would stand after it."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import OperationalError, transaction

from otokui.analytics.run import class_counts
from otokui.core.kernel.errors import Refused, Unavailable, keep
from otokui.core.platform import jobs
from otokui.core.platform.jobs import JobCancelled, JobInterrupted
from otokui.domain.accounts.public import get_business
from otokui.domain.customers.public import count_customers, newcomers_of_run
from otokui.domain.customers.types import CustomerFilter, Newcomers
from otokui.domain.exchange.actions.change_draft import open_draft
from otokui.domain.exchange.actions.dry_run import dry_run
from otokui.domain.exchange.actions.takers import Taker
from otokui.domain.exchange.adapters.extents import ExtentOfSales
from otokui.domain.exchange.adapters.kept_files import rejected_in_trial
from otokui.domain.exchange.adapters.ordering import OrderedRows, Place
from otokui.domain.exchange.adapters.rejects import RejectLog
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.queries.runs import request_of
from otokui.domain.exchange.rules.stops import BROKEN, BY_HAND_UNWRITTEN, stop_of
from otokui.domain.exchange.rules.trials import trial_to_json
from otokui.domain.exchange.types import Alike, Consequences, ImportRequest, Kind, RunState, Trial
from otokui.domain.insights.public import business_today, classify_books, count_standings

TRY_IMPORT = "imports.try"
REHEARSED_ROWS = 60_000
"""Files up to this size are written once, judged and rolled back: then the consequences are exact."""
SHOWN = 200


def start_trial(*, run_id: int, version: int, staff_id: int | None = None) -> int:
    """Enqueue the trial; returns the id of the job's record. Refused as `change_draft`."""
    with transaction.atomic():
        row = open_draft(run_id, version)
        row.state, row.error, row.trial, row.staff_id = RunState.TRYING.value, "", {}, staff_id
        row.job_id = jobs.enqueue(TRY_IMPORT, enqueued_by=staff_id, run_id=run_id)
        row.save()
        return row.job_id


def try_import(*, run_id: int, now: datetime, progress: Callable[..., None]) -> None:
    """Try the run: it becomes `prepared` with a trial, or a draft again with the reason that stopped it."""
    row = ImportRun.objects.get(pk=run_id)
    if row.state != RunState.TRYING:
        return
    try:
        trial = _try(request_of(row), run_id, now=now, progress=progress)
    except (JobInterrupted, Unavailable):
        raise  # another worker goes on with it
    except (Refused, JobCancelled) as problem:
        _end(run_id, RunState.DRAFT, error=stop_of(problem, otherwise=BY_HAND_UNWRITTEN))
        if isinstance(problem, JobCancelled):
            raise
        return
    except Exception:
        _end(run_id, RunState.DRAFT, error=f"{BROKEN}\t")
        raise
    _end(run_id, RunState.PREPARED, trial=trial_to_json(trial), rows_total=trial.counts.read)


def _end(run_id: int, state: RunState, **values: object) -> None:
    ImportRun.objects.filter(pk=run_id, state=RunState.TRYING).update(state=state.value, **values)


def _try(request: ImportRequest, run_id: int, *, now: datetime, progress: Callable[..., None]) -> Trial:
    extent = ExtentOfSales(ZoneInfo(get_business().time_zone))
    sales = request.kind is Kind.PURCHASES
    found: list[tuple[Consequences | None, Alike | None]] = []

    def after(taker: Taker, ordered: OrderedRows) -> None:
        found.append(_rehearse(taker, ordered, run_id, sales=sales, now=now, progress=progress))

    log = RejectLog(rejected_in_trial(run_id))
    log.forget()
    tried = dry_run(
        request,
        now=now,
        progress=progress,
        log=log,
        look=extent.look if sales else lambda _: None,
        after=after if request.kind is not Kind.PRODUCTS else lambda *_: None,
    )
    return Trial(
        counts=tried.counts,
        rejections=log.kept(SHOWN),
        extent=extent.found() if sales else None,
        consequences=found[0][0] if found else None,
        alike=found[0][1] if found else None,
        minor_units=get_business().minor_units,
    )


def _rehearse(
    taker: Taker,
    ordered: OrderedRows,
    run_id: int,
    *,
    sales: bool,
    now: datetime,
    progress: Callable[..., None],
) -> tuple[Consequences | None, Alike | None]:
    """Write all of it, count the classes, look for twins, roll back.

    Of a longer file only the first rows are written, and only to look for twins among its customers.
    """
    whole = ordered.extent().rows <= REHEARSED_ROWS
    if not whole and sales:
        return None, None
    progress(ordered.extent().rows, ordered.extent().rows, keep("Working out the classes"))
    classes_now = _by_class(count_standings())
    customers_now = count_customers(CustomerFilter()).value
    consequences, written = None, 0
    try:
        with transaction.atomic():
            for chunk in ordered.chunks(Place()):
                taker.prepare_books(chunk.rows, run=run_id, staff=None, now=now)
                taker.write(chunk.rows, run=run_id, staff=None, now=now)
                written += chunk.rows.height
                if written >= REHEARSED_ROWS:
                    break
            if whole:
                classes = class_counts(classify_books(business_today(now)))
                consequences = Consequences(
                    customers=count_customers(CustomerFilter()).value,
                    customers_now=customers_now,
                    classes={key: sum(states.values()) for key, states in classes.items()},
                    classes_now=classes_now,
                )
            alike = _alike(newcomers_of_run(run_id), None if whole else written)
            transaction.set_rollback(True)
    except OperationalError:  # somebody at the counter was in the way: the counts stand without this
        return None, None
    return consequences, alike


def _alike(found: Newcomers, rows: int | None) -> Alike:
    first = tuple(
        (each.name, each.twin_id, each.score, tuple(sign.value for sign in each.signs))
        for each in found.first
    )
    return Alike(found.alike, first, rows)


def _by_class(counted: dict[tuple[str, str | None], int]) -> dict[str, int]:
    classes: dict[str, int] = {}
    for (key, _state), number in counted.items():
        classes[key] = classes.get(key, 0) + number
    return classes
