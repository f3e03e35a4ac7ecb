"""What purchases do when something happens below."""

from otokui.core.platform.events import reacts_to
from otokui.core.platform.jobs import enqueue
from otokui.domain.accounts.events import BusinessDayChanged
from otokui.domain.purchases.actions.recount_days import RECOUNT_DAYS


@reacts_to(BusinessDayChanged)
def count_by_the_new_day(event: BusinessDayChanged) -> None:
    """Order days and summaries were counted by the old day."""
    enqueue(RECOUNT_DAYS)
