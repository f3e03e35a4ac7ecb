"""Look for records that may be one customer, and remember what people say about them."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from otokui.core.platform import audit
from otokui.domain.customers.adapters.pairs import pairs_sharing, write_pairs
from otokui.domain.customers.models import Pair
from otokui.domain.customers.queries.judging import judged_pairs
from otokui.domain.customers.queries.weighing import money_of
from otokui.domain.customers.types.identity import PairAnswer

FIND_PAIRS: Final = "customers.find_pairs"
"""The job that looks at all customers."""
AT_ONCE: Final = 2_000
LATER_DAYS: Final = 14


def find_pairs(
    customer_ids: Collection[int] | None = None,
    *,
    now: datetime,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> int:
    """Bring the queue up to date for these customers, or for all; how many pairs are proposed. Idempotent.

    A pair for which nothing speaks any more leaves the queue; what somebody answered stays answered, also of
    whoever has been merged into one of them since.
    """
    sharing = pairs_sharing(customer_ids)
    proposed = 0
    for start in range(0, len(sharing), AT_ONCE):
        part = sharing[start : start + AT_ONCE]
        judged = judged_pairs(part)
        with transaction.atomic():
            write_pairs(judged, money_of({each for pair in judged for each in pair}), now)
        proposed += len(judged)
        progress(start + len(part), len(sharing))
    stale = Pair.objects.filter(answer__in=(PairAnswer.OPEN, PairAnswer.LATER), found_at__lt=now)
    if customer_ids is not None:
        stale = stale.filter(Q(first__in=customer_ids) | Q(second__in=customer_ids))
    with transaction.atomic(), audit.changing(cause="identity"):
        stale.update(answer=PairAnswer.GONE)
    return proposed


def answer_pair(
    pair_id: int, answer: PairAnswer, *, now: datetime, today: date, staff_id: int | None = None
) -> bool:
    """Remember what somebody says of a pair; False if there is none. `LATER` asks again in two weeks."""
    with transaction.atomic(), audit.changing(cause="identity", staff=staff_id):
        later = today + timedelta(days=LATER_DAYS) if answer is PairAnswer.LATER else None
        known = answer is not PairAnswer.OPEN
        return bool(
            Pair.objects.filter(pk=pair_id).update(
                answer=answer,
                answered_at=now if known else None,
                answered_by_id=staff_id if known else None,
                later_until=later,
            )
        )
