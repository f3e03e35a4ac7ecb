"""What this room does about its own news: the queue of records that may be one customer keeps up."""

from datetime import timedelta

from django.utils import timezone

from otokui.core.platform.events import reacts_to
from otokui.core.platform.jobs import enqueue
from otokui.domain.customers.actions.find_pairs import FIND_PAIRS, find_pairs
from otokui.domain.customers.events import (
    CustomersCreated,
    CustomersMerged,
    CustomersUnmerged,
    IdentityChanged,
)

_MOST_AT_ONCE = 500
_AFTER_IMPORTS = timedelta(minutes=3)


@reacts_to(CustomersCreated)
def look_at_the_new(event: CustomersCreated) -> None:
    """A few are looked at now; after a large file everybody once, when it is likely to be through."""
    if len(event.customer_ids) <= _MOST_AT_ONCE:
        find_pairs(event.customer_ids, now=timezone.now())
    else:
        enqueue(FIND_PAIRS, at=timezone.now() + _AFTER_IMPORTS)


@reacts_to(IdentityChanged)
def look_again(event: IdentityChanged) -> None:
    """They may look like somebody else now, or no longer."""
    find_pairs(event.customer_ids, now=timezone.now())


@reacts_to(CustomersMerged)
def look_at_the_survivor(event: CustomersMerged) -> None:
    """Who was like the merged one may be like the survivor."""
    find_pairs((event.survivor_id, event.merged_id), now=timezone.now())


@reacts_to(CustomersUnmerged)
def look_at_both(event: CustomersUnmerged) -> None:
    """Both are customers again."""
    find_pairs((event.survivor_id, event.merged_id), now=timezone.now())
