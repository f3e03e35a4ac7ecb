"""Put somebody in charge of many customers at once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from otokui.core.platform import audit
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.adapters.bulk import lock_customers
from otokui.domain.customers.models import Customer, FlawMark
from otokui.domain.customers.models.customer import PRESENT
from otokui.domain.customers.queries.sight import in_sight
from otokui.domain.customers.types.review import Flaw


def assign_customers(
    customer_ids: Collection[int], to_staff: int, *, sight: Sight, now: datetime, staff_id: int | None = None
) -> int:
    """Of these customers those in sight of whom nobody (who still works here) is in charge; how many."""
    with transaction.atomic(), audit.changing(cause="review", staff=staff_id):
        lock_customers(customer_ids)
        free = Customer.objects.filter(PRESENT, in_sight(sight), pk__in=customer_ids).filter(
            Q(in_charge__isnull=True) | Q(in_charge__is_active=False)
        )
        ids = list(free.values_list("pk", flat=True))
        Customer.objects.filter(pk__in=ids).update(
            in_charge_id=to_staff, version=F("version") + 1, updated_at=now
        )
        FlawMark.objects.filter(customer_id__in=ids, flaw=Flaw.UNOWNED.value).delete()
    return len(ids)
