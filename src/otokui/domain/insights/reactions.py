"""What insights does about news from below, and what it is asked before a contact."""

from django.utils import timezone

from otokui.core.platform.events import reacts_to
from otokui.domain.accounts.events import BusinessDayChanged
from otokui.domain.customers.public import register_guard, register_holder
from otokui.domain.customers.types import Holder
from otokui.domain.insights.actions.rederive import rederive
from otokui.domain.insights.actions.request_run import request_run
from otokui.domain.insights.queries.days import business_today
from otokui.domain.insights.queries.guard import class_guard
from otokui.domain.insights.queries.runs import find_current_run
from otokui.domain.insights.types import ChangeCause, RunReason
from otokui.domain.purchases.events import PurchasesRecorded

register_guard("class", class_guard, narrow=True)
register_holder(
    "answers",
    Holder(
        frozenset({"insights.ReorderAnswer"}),
        about=frozenset({"insights.Standing", "insights.StandingChange", "insights.Reorder"}),
        leaves={"insights.ReorderAnswer": {}},
        mentions={"insights.SavedList": ("name", "conditions")},
    ),
)


@reacts_to(PurchasesRecorded)
def judge_touched_customers(event: PurchasesRecorded) -> None:
    """Derive class and forecast of exactly these customers."""
    now = timezone.now()
    rederive(
        customer_ids=event.customer_ids,
        as_of=business_today(now),
        now=now,
        cause=_cause(event),
        import_run=event.run,
    )


@reacts_to(BusinessDayChanged)
def judge_by_the_new_day(event: BusinessDayChanged) -> None:
    """The run in force was frozen under the old day; purchases tell whom they have counted anew."""
    if find_current_run() is not None:
        now = timezone.now()
        request_run(reason=RunReason.ON_DEMAND, as_of=business_today(now), now=now)


def _cause(event: PurchasesRecorded) -> ChangeCause | None:
    if event.merged:
        return ChangeCause.MERGE
    return None if event.run is None else ChangeCause.IMPORT
