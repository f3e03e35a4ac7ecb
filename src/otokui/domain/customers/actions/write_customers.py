"""Bring many rows of a file into the books at once."""

from collections.abc import Sequence
from datetime import date, datetime
from threading import Lock

from django.db import IntegrityError, transaction
from django.utils import timezone

from otokui.core.kernel.garbage import many_objects
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.bulk_rows import Batch
from otokui.domain.customers.actions.row_targets import Target, Targets
from otokui.domain.customers.adapters.bulk import lock_bulk_writes
from otokui.domain.customers.events import CustomersCreated
from otokui.domain.customers.models.refusals import words_for
from otokui.domain.customers.queries.called import ids_called
from otokui.domain.customers.queries.customer import list_attributes
from otokui.domain.customers.rules.rows import Fault, Said, apply, read_row
from otokui.domain.customers.types import (
    CustomerKind,
    CustomerRow,
    MatchKey,
    Policy,
    RowOutcome,
    RowProblem,
    WriteResult,
)

_READING = Lock()
"""Two threads reading rows at once would both end late: one after the other, PostgreSQL has work sooner."""


def write_customers(
    rows: Sequence[CustomerRow],
    *,
    match: MatchKey,
    policy: Policy,
    now: datetime,
    today: date | None = None,
    run: int | None = None,
    staff_id: int | None = None,
    dry_run: bool = False,
) -> WriteResult:
    """Create and update the customers of a file's rows, in one transaction; a later row adds to an earlier.

    Rejected rows (see WriteResult.problems) change nothing: codes as create_customer, and `key_missing` (the
    row lacks what it would be recognised by), `ambiguous` (several customers fit), `code_taken`. Writing
    the same rows again answers UNCHANGED throughout. A dry run answers the same and writes nothing.
    """
    arguments = (rows, match, policy, now, today or timezone.localdate(now), run, staff_id, dry_run)
    with many_objects():
        try:
            return _write(*arguments)
        except IntegrityError:
            # Somebody created one of these customers by hand between our look and our write: look again.
            return _write(*arguments)


def _write(
    rows: Sequence[CustomerRow],
    match: MatchKey,
    policy: Policy,
    now: datetime,
    today: date,
    run: int | None,
    staff_id: int | None,
    dry_run: bool,
) -> WriteResult:
    with transaction.atomic(), audit.changing(cause="import", run=run, staff=staff_id):
        definitions = {definition.key: definition for definition in list_attributes()}
        with _READING:
            said = [read_row(row, definitions, today, match) for row in rows]
        said = _with_referrers(said, run)
        lock_bulk_writes(by_number=match is MatchKey.CODE)
        targets = Targets(said, match, as_of=today, dry_run=dry_run)
        batch = Batch(run, now, today, staff_id)
        outcomes, problems = [], []
        for row, what in zip(rows, said, strict=True):
            outcome = _take(what, targets, batch, policy)
            if isinstance(outcome, Fault):
                problems.append(RowProblem(row.line, outcome.field, outcome.code, words_for(outcome.code)))
                outcome = RowOutcome.REJECTED
            outcomes.append(outcome)
        new_ids = targets.collect(batch)
        if not dry_run:
            batch.write()
            if new_ids:
                publish(CustomersCreated(tuple(new_ids), run))
    return WriteResult(tuple(outcomes), tuple(problems))


def _with_referrers(said: list[Said | Fault], run: int | None) -> list[Said | Fault]:
    """Those whom the run itself brings are not known yet: so it does not matter in which order rows come."""
    texts = {row.referred_by for row in said if isinstance(row, Said) and row.referred_by}
    known = ids_called(texts, but_of_run=run)
    if not known:
        return said
    return [
        row._replace(draft=row.draft._replace(referred_by_id=known[row.referred_by]))
        if isinstance(row, Said) and row.referred_by in known
        else row
        for row in said
    ]


def _take(said: Said | Fault, targets: Targets, batch: Batch, policy: Policy) -> RowOutcome | Fault:
    if isinstance(said, Fault):
        return said
    fitting = targets.find(said)
    fault = targets.why_not(said, fitting)
    if fault is not None:
        return fault
    if said.people and not _is_company(said, fitting):
        return Fault("contact_name", "not_a_company")
    if policy is (Policy.NEW if fitting else Policy.UPDATE):
        return RowOutcome.SKIPPED
    if not fitting and (fault := targets.why_not_new(said)):
        return fault
    if fitting and said.draft.referred_by_id == fitting[0].id:  # nobody sends themselves
        said = said._replace(draft=said.draft._replace(referred_by_id=None))
    if fitting and targets.is_by_former_number(said, fitting[0]):
        said = said._replace(draft=said.draft._replace(code=""))
    target = fitting[0] if fitting else targets.add(said)
    around = batch.add_around(target.id, said, target.known)
    targets.remember(said, target)
    if not fitting:
        return RowOutcome.NEW
    draft = apply(target.draft, said)
    if draft == target.draft and not around:
        return RowOutcome.UNCHANGED
    target.draft, target.is_touched = draft, True
    return RowOutcome.UPDATED


def _is_company(said: Said, fitting: list[Target]) -> bool:
    """Whether the customer is one after the row."""
    draft = apply(fitting[0].draft, said) if fitting else said.draft
    return draft.named.kind is CustomerKind.COMPANY
