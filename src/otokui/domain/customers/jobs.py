"""Background work of this room."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.jobs import Progress, job
from otokui.domain.customers.actions.find_pairs import FIND_PAIRS, find_pairs


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
