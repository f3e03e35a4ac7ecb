"""Background work of this room."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.jobs import Progress, job
from otokui.domain.customers.actions.bulk_change import carry_back, carry_on
from otokui.domain.customers.actions.clean_up import clean_up
from otokui.domain.customers.actions.erase_customer import ERASE, erase_customer
from otokui.domain.customers.actions.find_pairs import FIND_PAIRS, find_pairs
from otokui.domain.customers.actions.gather_strays import gather_strays
from otokui.domain.customers.actions.look_through import LOOK_THROUGH, look_through
from otokui.domain.customers.actions.review_list import REVIEW, review_list


@job(
    FIND_PAIRS,
    title=_("Look for customers who are there twice"),
    lock="customers.review",
    schedule="40 3 * * *",
    merge_waiting=True,
)
def look_for_pairs(progress: Progress) -> None:
    """All of them, against all."""
    find_pairs(now=timezone.now(), progress=progress)


@job(
    LOOK_THROUGH,
    title=_("Look through the customers of an import"),
    lock="customers.review",
    merge_waiting=True,
)
def look_through_run(progress: Progress, *, run: int) -> None:
    """Twins and flaws among those whom a file brought or changed."""
    now = timezone.now()
    look_through(run, now=now, today=timezone.localdate(now), progress=progress)


@job(ERASE, title=_("Erase a customer's personal data"), lock="imports")
def erase_one(progress: Progress, *, customer: int) -> None:
    """One person. Not while an import writes: it might bring back what is just going."""
    erase_customer(customer, now=timezone.now())


@job("customers.bulk_change", title=_("Change many customers"), lock="customers.bulk.{change}")
def change_many(progress: Progress, *, change: int) -> None:
    """Go on with a bulk change where it stands."""
    carry_on(change, now=timezone.now(), tell=progress)


@job("customers.bulk_undo", title=_("Take a change of many customers back"), lock="customers.bulk.{change}")
def take_back_many(progress: Progress, *, change: int, staff: int) -> None:
    """Go on with taking it back."""
    carry_back(change, staff_id=staff, now=timezone.now(), tell=progress)


@job(
    REVIEW,
    title=_("Go through the list of customers"),
    lock="customers.review",
    schedule="20 4 * * *",
    merge_waiting=True,
)
def go_through_the_list(progress: Progress) -> None:
    """Let strays follow, clean up by the rules that are switched on, then mark what people should look at."""
    now = timezone.now()
    gather_strays()
    clean_up(now=now)
    review_list(now=now, today=timezone.localdate(now), progress=progress)
