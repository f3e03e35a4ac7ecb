"""What this room does about its own news: the queue of pairs and the review of the list keep up."""

from django.utils import timezone

from otokui.core.platform.events import reacts_to
from otokui.domain.customers.actions.find_pairs import find_pairs
from otokui.domain.customers.actions.review_list import review_again
from otokui.domain.customers.events import (
    ConsentChanged,
    ConsentsChanged,
    ContactRecorded,
    CustomersCreated,
    CustomersMerged,
    CustomersUnmerged,
    IdentityChanged,
    KnowledgeChanged,
)


@reacts_to(CustomersCreated)
def look_at_the_new(event: CustomersCreated) -> None:
    """Whom somebody wrote down; those of a file are looked at together when it is through (look_through)."""
    if event.run is None:
        find_pairs(event.customer_ids, now=timezone.now())


@reacts_to(IdentityChanged)
def look_again(event: IdentityChanged) -> None:
    """They may look like somebody else now, or no longer."""
    now = timezone.now()
    find_pairs(event.customer_ids, now=now)
    review_again(event.customer_ids, today=timezone.localdate(now))


@reacts_to(ContactRecorded)
def let_through(event: ContactRecorded) -> None:
    """Whom somebody was in touch with is not out of touch any more."""
    review_again((event.customer_id,), today=timezone.localdate())


@reacts_to(ConsentChanged)
def reach_again(event: ConsentChanged) -> None:
    """They may be reached now, or no longer."""
    review_again((event.customer_id,), today=timezone.localdate())


@reacts_to(ConsentsChanged)
def reach_many_again(event: ConsentsChanged) -> None:
    """As one who changed their mind."""
    review_again(event.customer_ids, today=timezone.localdate())


@reacts_to(KnowledgeChanged)
def know_more(event: KnowledgeChanged) -> None:
    """Of whom enough is known now, too little is known no longer."""
    review_again(event.customer_ids, today=timezone.localdate())


@reacts_to(CustomersMerged)
def look_at_the_survivor(event: CustomersMerged) -> None:
    """Who was like the merged one may be like the survivor."""
    find_pairs((event.survivor_id, event.merged_id), now=timezone.now())


@reacts_to(CustomersUnmerged)
def look_at_both(event: CustomersUnmerged) -> None:
    """Both are customers again."""
    find_pairs((event.survivor_id, event.merged_id), now=timezone.now())
