"""Customers of whom nothing is known but their number, in bulk: how most till systems name them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from otokui.core.kernel.text import clean, sort_key
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.bulk_rows import columns_of_new, customer_columns, ready
from otokui.domain.customers.adapters.bulk import allocate_ids, copy_rows, lock_bulk_writes
from otokui.domain.customers.events import CustomersCreated
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.match import ids_by_code
from otokui.domain.customers.rules.checks import PART_LIMIT
from otokui.domain.customers.rules.rows import Draft

_OWN = ("id", "code", "sort_key")


def create_numbers(
    codes: Sequence[str],
    *,
    now: datetime,
    run: int | None = None,
    staff_id: int | None = None,
) -> dict[str, int]:
    """Create the customers behind these numbers; ids by number, without those that cannot be one.

    The same rows as `write_customers` makes of them, at a fraction of the work. Several go side by side.
    """
    # In one order, so that two who make the same customers do not block each other.
    codes = sorted(code for code in codes if code == clean(code) and 0 < len(code) <= PART_LIMIT)
    try:
        return _create(codes, now, run, staff_id)
    except IntegrityError:
        # Somebody created one of these customers between our look and our write: look again.
        return _create(codes, now, run, staff_id)


def _create(codes: list[str], now: datetime, run: int | None, staff_id: int | None) -> dict[str, int]:
    with transaction.atomic(), audit.changing(cause="import", run=run, staff=staff_id):
        lock_bulk_writes(by_number=True)
        known = ids_by_code(codes)
        unknown = [code for code in codes if code not in known]
        new = dict(zip(unknown, allocate_ids(Customer, len(unknown)), strict=True))
        nobody = ready(customer_columns(0, Draft(), [])) | columns_of_new(run, now)
        same = {name: value for name, value in nobody.items() if name not in _OWN}
        own = ((customer_id, code, sort_key("", "", code)) for code, customer_id in new.items())
        if new:
            copy_rows(Customer, _OWN, own, alike=same)
            publish(CustomersCreated(tuple(new.values()), run))
    return known | new
