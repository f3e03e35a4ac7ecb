"""What the classes of customers forbid; asked by whoever wants to contact or offer something."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Case, F, When

from otokui.core.platform.among import Among
from otokui.domain.customers.types import ContactWay, Purpose, Reason
from otokui.domain.insights.models import Standing
from otokui.domain.insights.rules import why_not_for_class


def class_guard(
    customer_ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date
) -> dict[int, Reason]:
    """The reasons of those whose class forbids this purpose on `as_of`. One SQL query."""
    on_that_day = Case(When(next_change_on__lte=as_of, then=F("next_class")), default=F("customer_class"))
    found = Standing.objects.filter(Among("customer_id", customer_ids)).annotate(then=on_that_day)
    refused = {
        customer: why_not_for_class(customer_class, purpose)
        for customer, customer_class in found.values_list("customer_id", "then")
    }
    return {customer: reason for customer, reason in refused.items() if reason is not None}
