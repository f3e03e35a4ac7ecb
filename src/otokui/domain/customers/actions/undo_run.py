"""Take back what an import run did to customers."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from otokui.core.kernel.parts import all_parts
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.bulk_rows import customer_columns
from otokui.domain.customers.adapters.bulk import Columns, lock_bulk_writes, lock_customers, update_rows
from otokui.domain.customers.events import CustomersRemoved
from otokui.domain.customers.models import Address, Customer
from otokui.domain.customers.queries import traces
from otokui.domain.customers.queries.customer import customer_names
from otokui.domain.customers.queries.snapshot import draft_of, snapshots
from otokui.domain.customers.types import UndoPart, UndoRefusal, UndoResult

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
        refused: dict[int, str] = {}
        removed = _remove_created(run, ids, refused)
        restored = _drop_added(run, ids, refused)
        restored |= _restore_addresses(run, ids, refused)
        restored |= _restore_customers(run, ids, refused, now)
        untouched = restored - refused.keys()
        Customer.objects.filter(pk__in=restored).update(version=F("version") + 1, updated_at=now)
        names = customer_names(refused)
    return UndoPart(
        removed=removed,
        restored=len(untouched),
        refused=tuple(
            UndoRefusal(names.get(customer_id, ""), reason, customer_id)
            for customer_id, reason in sorted(refused.items())
        ),
        after=ids[-1],
    )


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


def _remove_created(run: int, ids: list[int], refused: dict[int, str]) -> int:
    created = traces.created_customers(run, ids)
    if not created:
        return 0
    lock_customers(created)
    edited = traces.edited_customers(run, created)
    used = traces.customers_in_use(created)
    refused.update((customer_id, _("edited since")) for customer_id in edited)
    refused.update((customer_id, _("in use")) for customer_id in used - edited)
    gone = [customer_id for customer_id in created if customer_id not in refused]
    Customer.objects.filter(pk__in=gone).delete()
    if gone:
        publish(CustomersRemoved(tuple(gone), run))
    return len(gone)


def _drop_added(run: int, ids: list[int], refused: dict[int, str]) -> set[int]:
    touched: set[int] = set()
    for model in traces.MADE_BY_RUNS:
        added = traces.added_rows(model, run, ids)
        edited = traces.rows_edited(model, run, ids) if added else set()
        refused.update((added[row_id], _("edited since")) for row_id in edited & added.keys())
        gone = added.keys() - edited
        model._default_manager.filter(pk__in=gone).delete()
        touched |= {added[row_id] for row_id in gone}
    return touched


def _restore_addresses(run: int, ids: list[int], refused: dict[int, str]) -> set[int]:
    rows: list[Columns] = []
    touched: set[int] = set()
    for change in traces.changed_rows(Address, run, ids):
        if change.edited_since:
            refused[change.before.customer_id] = _("edited since")
            continue
        rows.append({"id": change.id} | {name: getattr(change.before, name) for name in _ADDRESS_COLUMNS})
        touched.add(change.before.customer_id)
    update_rows(Address, rows)
    return touched


def _restore_customers(run: int, ids: list[int], refused: dict[int, str], now: datetime) -> set[int]:
    changes = traces.changed_rows(Customer, run, ids)
    refused.update((change.id, _("edited since")) for change in changes if change.edited_since)
    before = {change.id: change.before for change in changes if not change.edited_since}
    lock_customers(before)
    present = snapshots(before, as_of=now.date())
    update_rows(
        Customer,
        [
            customer_columns(customer_id, draft_of(before[customer_id]), known.contact_persons)
            for customer_id, known in present.items()
        ],
    )
    return set(present)
