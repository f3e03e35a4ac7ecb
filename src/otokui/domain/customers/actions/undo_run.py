"""Take back what an import run did to customers."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.bulk_rows import customer_columns
from otokui.domain.customers.adapters.bulk import Columns, lock_bulk_writes, lock_customers, update_rows
from otokui.domain.customers.events import CustomersRemoved
from otokui.domain.customers.models import Address, Customer
from otokui.domain.customers.queries import traces
from otokui.domain.customers.queries.customer import customer_names
from otokui.domain.customers.queries.snapshot import draft_of, snapshots
from otokui.domain.customers.types import UndoRefusal, UndoResult

_AT_ONCE = 5_000
_ADDRESS_COLUMNS = ("postal_code", "prefecture", "line", "building", "key")


def undo_run(run: int, *, now: datetime, staff_id: int | None = None) -> UndoResult:
    """Remove the customers the run made, restore those it changed, drop the phones etc. that it added.

    Refused, and left as they are, are customers or rows that somebody else has changed since, and made
    customers that other rooms hold on to (undo their purchases first). One transaction.
    """
    with transaction.atomic(), audit.changing(cause="undo", run=run, staff=staff_id):
        lock_bulk_writes()
        refused: dict[int, str] = {}
        removed = _remove_created(run, refused)
        dropped = _drop_added(run, refused)
        restored = _restore_addresses(run, refused) | dropped
        restored |= _restore_customers(run, refused, now)
        untouched = restored - refused.keys()
        Customer.objects.filter(pk__in=restored).update(version=F("version") + 1, updated_at=now)
    names = customer_names(refused)
    return UndoResult(
        removed=removed,
        restored=len(untouched),
        refused=tuple(
            UndoRefusal(names.get(customer_id, ""), reason, customer_id)
            for customer_id, reason in sorted(refused.items())
        ),
    )


def _remove_created(run: int, refused: dict[int, str]) -> int:
    created = traces.created_customers(run)
    edited = traces.edited_customers(run) if created else set()
    removed = 0
    for start in range(0, len(created), _AT_ONCE):
        chunk = created[start : start + _AT_ONCE]
        lock_customers(chunk)
        used = traces.customers_in_use(chunk)
        refused.update((customer_id, _("edited since")) for customer_id in chunk if customer_id in edited)
        refused.update((customer_id, _("in use")) for customer_id in used - edited)
        gone = [customer_id for customer_id in chunk if customer_id not in refused]
        Customer.objects.filter(pk__in=gone).delete()
        if gone:
            publish(CustomersRemoved(tuple(gone), run))
        removed += len(gone)
    return removed


def _drop_added(run: int, refused: dict[int, str]) -> set[int]:
    touched: set[int] = set()
    for model in traces.MADE_BY_RUNS:
        added = traces.added_rows(model, run)
        edited = traces.rows_edited(model, run) if added else set()
        refused.update((added[row_id], _("edited since")) for row_id in edited & added.keys())
        gone = added.keys() - edited
        model._default_manager.filter(pk__in=gone).delete()
        touched |= {added[row_id] for row_id in gone}
    return touched


def _restore_addresses(run: int, refused: dict[int, str]) -> set[int]:
    rows: list[Columns] = []
    touched: set[int] = set()
    for change in traces.changed_rows(Address, run):
        if change.edited_since:
            refused[change.before.customer_id] = _("edited since")
            continue
        rows.append({"id": change.id} | {name: getattr(change.before, name) for name in _ADDRESS_COLUMNS})
        touched.add(change.before.customer_id)
    update_rows(Address, rows)
    return touched


def _restore_customers(run: int, refused: dict[int, str], now: datetime) -> set[int]:
    changes = traces.changed_rows(Customer, run)
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
