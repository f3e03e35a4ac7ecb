"""What purchases do when something happens below, and what they hold of a customer."""

from otokui.core.platform.events import reacts_to
from otokui.core.platform.jobs import enqueue
from otokui.domain.accounts.events import BusinessDayChanged
from otokui.domain.customers.public import register_activity, register_guard, register_holder, register_weight
from otokui.domain.customers.types import Holder
from otokui.domain.purchases.actions.recount_days import RECOUNT_DAYS
from otokui.domain.purchases.actions.settle_purchases import settle_purchases
from otokui.domain.purchases.adapters.stored import lock_customers
from otokui.domain.purchases.queries.buyers import buyers_among
from otokui.domain.purchases.queries.stock_guard import stock_guard
from otokui.domain.purchases.queries.telling import tell_rows
from otokui.domain.purchases.queries.weights import last_bought, net_of

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


@reacts_to(BusinessDayChanged)
def count_by_the_new_day(event: BusinessDayChanged) -> None:
    """Order days and summaries were counted by the old day."""
    enqueue(RECOUNT_DAYS)
