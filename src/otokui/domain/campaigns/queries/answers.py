"""What customers said to "why not more often?"."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from otokui.domain.accounts.types import Sight
from otokui.domain.campaigns.models import WhyAnswer
from otokui.domain.campaigns.types import WhyNotMore
from otokui.domain.customers.public import only_visible

LOOKED_BACK: Final = 365


def count_why_answers(*, as_of: date, sight: Sight) -> dict[WhyNotMore, int]:
    """How often each answer was given within a year, the most frequent first. One SQL query."""
    rows = WhyAnswer.objects.filter(on__gt=as_of - timedelta(days=LOOKED_BACK), on__lte=as_of)
    counted = only_visible(rows, sight).values_list("answer").annotate(count=Count("pk"))
    return {WhyNotMore(answer): count for answer, count in counted.order_by("-count", "answer")}


def ids_told_why(keys: Sequence[str]) -> "QuerySet[WhyAnswer, Any]":
    """Sub-query of those whose last answer is one of these, each once."""
    return _last().filter(answer__in=keys).values("customer_id")


def last_why_answers(customer_ids: Collection[int]) -> dict[int, tuple[WhyNotMore, str]]:
    """The last answer of each and their words. One SQL query, none for nobody."""
    if not customer_ids:
        return {}
    rows = _last().filter(customer_id__in=customer_ids).values_list("customer_id", "answer", "words")
    return {customer: (WhyNotMore(answer), words) for customer, answer, words in rows}


def _last() -> "QuerySet[WhyAnswer]":
    later = WhyAnswer.objects.filter(customer_id=OuterRef("customer_id"))
    newer = Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk"))
    return WhyAnswer.objects.filter(~Exists(later.filter(newer)))


def list_why_answers(*, as_of: date, sight: Sight, limit: int) -> list[tuple[WhyNotMore, int, str, date]]:
    """(answer, customer, their words, day) of the latest within a year. One SQL query."""
    rows = WhyAnswer.objects.filter(on__gt=as_of - timedelta(days=LOOKED_BACK), on__lte=as_of)
    found = only_visible(rows, sight).order_by("-on", "-id")
    told = found.values_list("answer", "customer_id", "words", "on")[:limit]
    return [(WhyNotMore(answer), customer, words, on) for answer, customer, words, on in told]
