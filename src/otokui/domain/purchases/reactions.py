"""What purchases do when something happens below, and what they hold of a customer."""

from otokui.core.platform.events import reacts_to
from otokui.core.platform.jobs import enqueue
from otokui.domain.accounts.events import BusinessDayChanged
from otokui.domain.customers.public import register_guard, register_holder
from otokui.domain.customers.types import Holder
from otokui.domain.purchases.actions.reassign_purchases import reassign_purchases
from otokui.domain.purchases.actions.recount_days import RECOUNT_DAYS
from otokui.domain.purchases.queries.buyers import buyers_among
from otokui.domain.purchases.queries.stock_guard import stock_guard

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
        lambda from_id, to_id, staff_id: reassign_purchases(from_id, to_id, staff=staff_id),
        keep=buyers_among,
    ),
)


@reacts_to(BusinessDayChanged)
def count_by_the_new_day(event: BusinessDayChanged) -> None:
    """Order days and summaries were counted by the old day."""
    enqueue(RECOUNT_DAYS)
