"""A customer grants or withdraws a channel."""

from datetime import datetime

from django.db import transaction

from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.events import ConsentChanged
from otokui.domain.customers.models import Consent
from otokui.domain.customers.types import ConsentGiven


def record_consent(
    customer_id: int, given: ConsentGiven, *, now: datetime, staff_id: int | None = None
) -> int:
    """The row's id. Nothing is ever overwritten: the latest row of a channel holds."""
    with transaction.atomic(), audit.changing(cause="edit", staff=staff_id):
        customer_id = known_as(customer_id)
        row = Consent.objects.create(
            customer_id=customer_id,
            channel=given.channel,
            granted=given.granted,
            at=given.at or now,
            source=given.source,
            way=given.way,
            wording=given.wording,
            noted_by_id=staff_id,
        )
        publish(ConsentChanged(customer_id, given.channel.value, given.granted))
    return row.pk
