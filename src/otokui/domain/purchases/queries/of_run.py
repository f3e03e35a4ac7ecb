"""The people of an import run: whom it brought, and whose record or purchases it touched."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from otokui.core.platform.audit import contexts_of_run
from otokui.domain.customers.public import customer_ids, ids_brought_by_run, ids_changed_by_run
from otokui.domain.customers.types import CustomerFilter
from otokui.domain.purchases.models import OrderLine
from otokui.domain.purchases.types import RunPeople


def people_of_run(run: int, which: RunPeople = RunPeople.ALL) -> "QuerySet[Any, Any]":
    """Sub-query of customer ids. NEW costs what the run brought, the others what it wrote in all."""
    brought = ids_brought_by_run(run)
    if which is RunPeople.NEW:
        return brought
    events = apps.get_model("purchases", "OrderLineEvent")._default_manager
    touched = [
        *ids_changed_by_run(run),
        OrderLine.objects.filter(created_by_run=run, customer__isnull=False).values("customer_id"),
        events.filter(pgh_context_id__in=contexts_of_run(run), customer__isnull=False).values("customer_id"),
    ]
    if which is RunPeople.ALL:
        return brought.union(*touched)
    return customer_ids(CustomerFilter(within=touched[0].union(*touched[1:]), without=brought))
