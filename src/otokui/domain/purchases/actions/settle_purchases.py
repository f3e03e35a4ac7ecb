"""Purchases of some customers have changed hands."""

from collections.abc import Collection

from django.db import transaction

from otokui.domain.accounts.public import get_business
from otokui.domain.purchases.actions.derive_summaries import derive_summaries
from otokui.domain.purchases.actions.record_purchases import announce
from otokui.domain.purchases.adapters.stored import lock_customers


def settle_purchases(customers: Collection[int]) -> None:
    """Make the summaries of these customers exact again after orders and lines were given from one to
    another.

    Whoever gave everything away keeps an empty summary. Sources that know customers by their own reference
    still find their rows when they are sent again.
    """
    with transaction.atomic():
        concerned = set(customers)
        lock_customers(concerned)
        derive_summaries(concerned, get_business())
        announce(concerned, None, merged=True)
