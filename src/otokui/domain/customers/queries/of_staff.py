"""Whose customers they are."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from otokui.domain.customers.models import Customer
from otokui.domain.customers.models.customer import PRESENT


def ids_looked_after_by(staff: Sequence[int]) -> QuerySet[Customer, int]:
    """Sub-query of the customers in the charge of these people, and of nobody: those are everyone's."""
    theirs = Customer.objects.filter(PRESENT, Q(in_charge_id__in=staff) | Q(in_charge_id__isnull=True))
    return theirs.values_list("pk", flat=True)
