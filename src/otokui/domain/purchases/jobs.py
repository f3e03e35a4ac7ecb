"""Purchases' background work."""

from django.utils.translation import gettext_lazy as _

from otokui.core.platform.jobs import Progress, job
from otokui.domain.purchases.actions.recount_days import RECOUNT_DAYS, recount_days
from otokui.domain.purchases.queries.known import is_large_shop


@job(
    RECOUNT_DAYS,
    title=_("Count purchases by the new day"),
    lock=RECOUNT_DAYS,
    merge_waiting=True,
    apart=is_large_shop,
)
def recount_days_job(progress: Progress) -> None:
    """Bring all order days and summaries to the business's day."""
    recount_days(progress)
