"""What this room does about its own news: the queue of records that may be one customer keeps up."""

from django.utils import timezone

from otokui.core.platform.events import reacts_to
from otokui.domain.customers.actions.find_pairs import find_pairs
from otokui.domain.customers.events import (
    CustomersCreated,
    CustomersMerged,
    CustomersUnmerged,
    IdentityChanged,
)


@reacts_to(CustomersCreated)
def look_at_the_new(event: CustomersCreated) -> None:
    """Whom somebody wrote down; those of a file are looked at together when it is through (look_through)."""
    if event.run is None:
        find_pairs(event.customer_ids, now=timezone.now())


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
