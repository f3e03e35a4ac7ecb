"""Take back what an import run did to customers."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F

from otokui.core.kernel.parts import all_parts
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.bulk_rows import customer_columns
from otokui.domain.customers.actions.holders import kept_by_holders
from otokui.domain.customers.adapters.bulk import lock_bulk_writes, lock_customers, update_rows
from otokui.domain.customers.events import CustomersRemoved
from otokui.domain.customers.models import Address, ContactPerson, Customer
from otokui.domain.customers.queries import traces
from otokui.domain.customers.queries.snapshot import OF_PERSON, draft_of, snapshots
from otokui.domain.customers.queries.undoing import UndoPlan, plan_undo
from otokui.domain.customers.types import UndoPart, UndoResult

CUSTOMERS_AT_ONCE = 5_000
_ADDRESS_COLUMNS = ("postal_code", "prefecture", "line", "building", "key")


def begin_undo(run: int, *, after: int = 0) -> int:
    """List the customers that `undo_part` will go through, on this connection; returns how many.

    `after`: where an undo that was interrupted stood.
    """
    return traces.list_concerned(run, after=after)


def undo_part(run: int, *, after: int, now: datetime, staff_id: int | None = None) -> UndoPart:
    """Take back what the run did to the next customers behind the id `after`. Needs `begin_undo`.

    Customers that the run made go, those it changed become what they were, phones etc. that it added go.
    Refused, and left as they are, are customers or rows that somebody else has changed since, and made
    customers that other rooms hold on to (undo their purchases first).

    One transaction. Whoever keeps the answer's `after` in it goes on from there after a kill.
    """
    with transaction.atomic(), audit.changing(cause="undo", run=run, staff=staff_id):
        ids = traces.next_concerned(after=after, limit=CUSTOMERS_AT_ONCE)
        if not ids:
            traces.forget_concerned()
            return UndoPart(0, 0, (), None)
        lock_bulk_writes()
        lock_customers(ids)
        plan = plan_undo(run, ids, kept=kept_by_holders)
        _remove(plan.gone, run)
        for model in traces.MADE_BY_RUNS:
            rows = [row.id for row in plan.dropped if row.model is model]
            model._default_manager.filter(pk__in=rows).delete()
        _restore_addresses(plan.addresses)
        _restore_people(plan.people)
        _restore_customers(plan.customers, now)
        _renew_search({row.customer_id for row in plan.dropped if row.model is ContactPerson}, plan, now)
        Customer.objects.filter(pk__in=plan.touched).update(version=F("version") + 1, updated_at=now)
    return UndoPart(len(plan.gone), plan.restored, plan.refusals, after=ids[-1])


def foresee_undo(run: int, *, held: Mapping[str, Mapping[int, bool]]) -> UndoResult:
    """What undoing the run would do; nothing is locked or written. At most 6 queries.

    Rooms above undo their part first: `held` says by holder, of the customers whom that part concerns,
    whether the room will still keep them then.
    """
    plan = plan_undo(run, traces.all_concerned(run), kept=partial(kept_by_holders, foreseen=held))
    return UndoResult(len(plan.gone), plan.restored, plan.refusals)


def undo_run(run: int, *, now: datetime, staff_id: int | None = None) -> UndoResult:
    """All parts in one transaction: for runs of some ten thousand rows."""
    with transaction.atomic():
        begin_undo(run)
        parts = list(all_parts(lambda after: undo_part(run, after=after, now=now, staff_id=staff_id)))
    return UndoResult(
        removed=sum(part.removed for part in parts),
        restored=sum(part.restored for part in parts),
        refused=tuple(refusal for part in parts for refusal in part.refused),
    )


def _remove(gone: list[int], run: int) -> None:
    Customer.objects.filter(pk__in=gone).delete()
    if gone:
        publish(CustomersRemoved(tuple(gone), run))


def _restore_addresses(changes: list[traces.Change]) -> None:
    before = traces.rows_before(Address, changes)
    update_rows(
        Address,
        [
            {"id": row_id} | {name: getattr(row, name) for name in _ADDRESS_COLUMNS}
            for row_id, row in before.items()
        ],
    )


def _restore_people(changes: list[traces.Change]) -> None:
    before = traces.rows_before(ContactPerson, changes)
    update_rows(
        ContactPerson,
        [{"id": row_id} | {name: getattr(row, name) for name in OF_PERSON} for row_id, row in before.items()],
    )


def _renew_search(without: set[int], plan: UndoPlan, now: datetime) -> None:
    """Companies are no longer found by people who are gone, or by readings that are taken back."""
    companies = without | {change.customer_id for change in plan.people}
    known = snapshots(companies - {change.id for change in plan.customers}, as_of=now.date())
    found = (customer_columns(each, state.draft, state.contact_persons) for each, state in known.items())
    update_rows(Customer, [{"id": columns["id"], "search": columns["search"]} for columns in found])


def _restore_customers(changes: list[traces.Change], now: datetime) -> None:
    before = traces.rows_before(Customer, changes)
    present = snapshots(before, as_of=now.date())
    update_rows(
        Customer,
        [
            customer_columns(customer_id, draft_of(before[customer_id]), known.contact_persons)
            for customer_id, known in present.items()
        ],
    )
