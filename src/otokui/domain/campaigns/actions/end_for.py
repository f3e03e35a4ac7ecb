"""Nobody does anything more about somebody who is erased."""

from collections.abc import Collection
from datetime import datetime

from otokui.domain.campaigns.models import Occasion
from otokui.domain.campaigns.types import Left


def end_for(customer_ids: Collection[int], now: datetime) -> None:
    """End their open occasions; what was done stays counted. In the caller's transaction."""
    Occasion.objects.filter(customer_id__in=customer_ids, left="").update(left=Left.OFF.value, left_at=now)
