"""What the plan does about news from below, and what it is asked before an offer."""

from django.utils import timezone

from otokui.core.platform.events import reacts_to
from otokui.core.platform.history import Traced
from otokui.core.platform.jobs import enqueue
from otokui.domain.campaigns.actions.carry_out import carry_out_plan
from otokui.domain.campaigns.actions.end_for import end_for
from otokui.domain.campaigns.actions.save_plan import CARRY_OUT
from otokui.domain.campaigns.actions.settle import restore_why
from otokui.domain.campaigns.queries.answers import ids_told_why
from otokui.domain.campaigns.queries.guard import programme_guard, second_purchase_guard
from otokui.domain.campaigns.queries.telling import OCCASION, WHY, tell_rows
from otokui.domain.customers.public import (
    register_guard,
    register_holder,
    restore_in_history,
    tell_in_history,
)
from otokui.domain.customers.types import Holder
from otokui.domain.insights.events import ClassesChanged, RunFinished
from otokui.domain.insights.public import business_today, list_changes_between, register_answers
from otokui.domain.insights.types.audience import Trait
from otokui.domain.purchases.events import PurchasesRecorded

ONE_BY_ONE = 500
"""News of more customers than this is left to the job that walks the whole shop."""

register_guard("programme", programme_guard, narrow=True)
register_guard("second", second_purchase_guard, narrow=True)
register_answers(Trait.WHY_NOT_MORE, ids_told_why)
tell_in_history(Traced("why", "campaigns_whyanswer", "customer_id", frozenset({"customer_id", "by_id"})))
restore_in_history("why", restore_why)
register_holder(
    "programmes",
    Holder(
        frozenset({OCCASION, WHY}),
        tell=tell_rows,
        leaves={OCCASION: {}, WHY: {"words": ""}},
        end=end_for,
    ),
)


@reacts_to(ClassesChanged)
def follow_their_class(event: ClassesChanged) -> None:
    """Who moves leaves the steps of the old class, with the reason, and comes to those of the new one."""
    if event.changed > ONE_BY_ONE:
        enqueue(CARRY_OUT)
        return
    moved = {
        line.customer_id
        for line in list_changes_between(first=event.first_line, last=event.last_line, limit=ONE_BY_ONE)
    }
    _carry_out(moved)


@reacts_to(PurchasesRecorded)
def leave_what_a_purchase_ends(event: PurchasesRecorded) -> None:
    """A step that waited for the second purchase, or for anybody's return, is over once they have bought."""
    if len(event.customer_ids) > ONE_BY_ONE:
        enqueue(CARRY_OUT)
        return
    _carry_out(set(event.customer_ids))


@reacts_to(RunFinished)
def begin_under_new_numbers(event: RunFinished) -> None:
    """Everybody stands under other numbers, at first for the first time."""
    enqueue(CARRY_OUT)


def _carry_out(customers: set[int]) -> None:
    now = timezone.now()
    carry_out_plan(today=business_today(now), now=now, only=sorted(customers))
