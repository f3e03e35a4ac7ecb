"""What purchases do when something happens below, and what they hold of a customer."""

from django.utils import timezone

from otokui.core.platform.events import reacts_to
from otokui.core.platform.jobs import enqueue
from otokui.domain.accounts.events import BusinessDayChanged
from otokui.domain.customers.public import (
    register_activity,
    register_guard,
    register_holder,
    register_weight,
    review_again,
)
from otokui.domain.customers.types import Holder
from otokui.domain.purchases.actions.recount_days import RECOUNT_DAYS
from otokui.domain.purchases.actions.settle_purchases import settle_purchases
from otokui.domain.purchases.adapters.stored import lock_customers
from otokui.domain.purchases.events import PurchasesRecorded
from otokui.domain.purchases.queries.buyers import buyers_among
from otokui.domain.purchases.queries.stock_guard import stock_guard
from otokui.domain.purchases.queries.telling import tell_rows
from otokui.domain.purchases.queries.weights import last_bought, net_of

AT_ONCE = 500
"""The purchases of more customers than this, those of a file, wait for the review of the night."""

register_weight("purchases", net_of)
register_activity("purchases", last_bought)
register_guard("stock", stock_guard, narrow=True)
register_holder(
    "purchases",
    Holder(
        frozenset(
            {
                "purchases.Order",
                "purchases.OrderLine",
                "purchases.PurchaseSummary",
                "purchases.ProductSummary",
            }
        ),
        keep=buyers_among,
        derived=frozenset({"purchases.PurchaseSummary", "purchases.ProductSummary"}),
        hold=lock_customers,
        settle=lambda customers, _staff: settle_purchases(customers),
        tell=tell_rows,
        beyond={"purchases.OrderAttachment": "order"},
        leaves={
            "purchases.Order": {"deliver_to": "", "trigger": ""},
            "purchases.OrderLine": {},
            "purchases.PurchaseSummary": {},
            "purchases.ProductSummary": {},
        },
    ),
)


@reacts_to(PurchasesRecorded)
def let_buyers_through(event: PurchasesRecorded) -> None:
    """Whoever bought is not silent any more."""
    if len(event.customer_ids) <= AT_ONCE:
        review_again(event.customer_ids, today=timezone.localdate())


@reacts_to(BusinessDayChanged)
def count_by_the_new_day(event: BusinessDayChanged) -> None:
    """Order days and summaries were counted by the old day."""
    enqueue(RECOUNT_DAYS)
