"""Who sent whom, said by a file whose people were not all in the books while its rows were written."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.customers.adapters.bulk import lock_customers, update_rows
from otokui.domain.customers.models import Customer
from otokui.domain.customers.models.customer import PRESENT
from otokui.domain.customers.queries.called import ids_called


def note_referrers(
    said: Mapping[int, str],
    *,
    now: datetime,
    run: int,
    staff_id: int | None = None,
    only_of_run: bool = False,
) -> set[str]:
    """Note for each of these customers who sent them, by number or name; texts that fit nobody or several.

    What is noted already stays untouched. `only_of_run`: customers whom the run did not make are let be.
    """
    if not said:
        return set()
    found = ids_called(said.values())
    with transaction.atomic(), audit.changing(cause="import", run=run, staff=staff_id):
        lock_customers(said)
        rows = Customer.objects.filter(PRESENT, pk__in=said)
        if only_of_run:
            rows = rows.filter(created_by_run=run)
        changes = [
            {"id": customer, "referred_by_id": referrer, "updated_at": now, "version": version + 1}
            for customer, present, version in rows.values_list("pk", "referred_by_id", "version")
            if (referrer := found.get(said[customer], customer)) not in (customer, present)
        ]
        update_rows(Customer, changes)
    return set(said.values()) - found.keys()
