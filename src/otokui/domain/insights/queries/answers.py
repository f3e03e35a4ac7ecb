"""Answers to awaited orders: which hold on a day, for whom, and how often each is given."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable, NegatedExpression

from otokui.core.platform import prepared
from otokui.domain.insights.models import ReorderAnswer
from otokui.domain.insights.types import Answer, AnswerGiven, AnswerView, Forecast

_ENDS = (Answer.ELSEWHERE, Answer.NO_MORE)


def silencing(as_of: date) -> "QuerySet[ReorderAnswer]":
    """Answers after which nobody waits on this day, whatever was bought since."""
    holds = Q(answer__in=_ENDS) | Q(answer=Answer.IN_STOCK, until__gt=as_of)
    return ReorderAnswer.objects.filter(holds, on__lte=as_of, withdrawn_by__isnull=True)


def not_silenced(as_of: date, *, by_product: bool) -> "NegatedExpression[Combinable]":
    """Condition for standings, or `by_product` for reorders: no answer makes the wait pointless.

    An answer speaks of the purchases up to its `last_on`; the next one ends it.
    """
    answers = silencing(as_of).filter(customer_id=OuterRef("customer_id"), last_on__gte=OuterRef("last_on"))
    whole = Q(product_id__isnull=True)
    return ~Exists(answers.filter(whole | Q(product_id=OuterRef("product_id")) if by_product else whole))


def ids_answering(keys: Sequence[str]) -> "QuerySet[ReorderAnswer, Any]":
    """Sub-query of those whose last answer about an awaited order, not taken back, is one of these."""
    last = _last_answers().filter(answer__in=keys).values("customer_id")
    return last.distinct()


def last_answers(customer_ids: Collection[int]) -> dict[int, Answer]:
    """The last answer of each, not taken back. One SQL query, none for nobody."""
    if not customer_ids:
        return {}
    rows = _last_answers().filter(customer_id__in=customer_ids).values_list("customer_id", "answer")
    return {customer: Answer(answer) for customer, answer in rows}


def _last_answers() -> "QuerySet[ReorderAnswer]":
    given = ReorderAnswer.objects.filter(withdrawn_by__isnull=True).exclude(answer=Answer.WITHDRAWN)
    later = given.filter(customer_id=OuterRef("customer_id"), pk__gt=OuterRef("pk"))
    return given.filter(~Exists(later))


def list_answers(customer_id: int, as_of: date) -> list[AnswerView]:
    """The answers of a customer that stand on this day, newest first; purchases since are not looked at.

    One SQL query.
    """
    return [_view(row) for row in read_answers(customer_id, as_of) if not row.withdrawn]


def list_answers_given(customer_id: int, as_of: date) -> tuple[AnswerGiven, ...]:
    """Everything the customer answered up to this day, newest first, what was taken back too. One query."""
    return given(read_answers(customer_id, as_of))


@dataclass(frozen=True, slots=True)
class Answered:
    """One stored answer with the names of product and person, and whether it was taken back."""

    id: int
    customer_id: int
    product_id: int | None
    product: str
    answer: str
    on: date
    last_on: date
    until: date | None
    by: str
    recorded_at: datetime
    withdrawn: bool


_ANSWERS: Final = """
SELECT a.id, a.customer_id, a.product_id, coalesce(nullif(product.name, ''), product.code, ''), a.answer,
    a."on", a.last_on, a.until, coalesce(member.name, ''), a.recorded_at,
    EXISTS (SELECT FROM insights_reorderanswer w WHERE w.withdraws_id = a.id)
FROM insights_reorderanswer a
LEFT JOIN purchases_product product ON product.id = a.product_id
LEFT JOIN accounts_staff member ON member.id = a.by_id
WHERE a.customer_id = %s AND a."on" <= %s AND a.answer <> %s
ORDER BY a.id DESC"""


def read_answers(customer_id: int, as_of: date) -> list[Answered]:
    """The customer's answers up to this day, newest first. One query."""
    rows = prepared.rows(_ANSWERS, [customer_id, as_of, Answer.WITHDRAWN.value])
    return [Answered(*row) for row in rows]


def given(rows: Iterable[Answered]) -> tuple[AnswerGiven, ...]:
    """The rows as they were given: several products at one instant are one answer."""
    together = groupby(rows, key=lambda row: (row.recorded_at, row.answer, row.until, row.withdrawn))
    return tuple(_given(list(each)) for _same, each in together)


def under_answers(
    forecasts: Iterable[Forecast], rows: Iterable[Answered], as_of: date
) -> tuple[Forecast, ...]:
    """The forecasts of one customer under what the customer answered."""
    stand = [(_view(row), row.last_on) for row in rows if not row.withdrawn]
    return tuple(_under(forecast, stand, as_of) for forecast in forecasts)


def count_answers(since: date, until: date) -> dict[Answer, int]:
    """How often each was given in these days, both included: why orders do not come. One SQL query."""
    given = ReorderAnswer.objects.filter(on__range=(since, until), withdrawn_by__isnull=True)
    rows = given.exclude(answer=Answer.WITHDRAWN).values_list("answer").annotate(times=Count("*")).order_by()
    return {Answer(answer): times for answer, times in rows}


def _view(row: Answered) -> AnswerView:
    return AnswerView(
        id=row.id,
        customer_id=row.customer_id,
        product_id=row.product_id,
        answer=Answer(row.answer),
        on=row.on,
        until=row.until,
    )


def _given(rows: list[Answered]) -> AnswerGiven:
    first = rows[0]
    of_all = any(row.product_id is None for row in rows)
    return AnswerGiven(
        ids=tuple(row.id for row in rows),
        answer=Answer(first.answer),
        products=() if of_all else tuple(row.product for row in rows if row.product_id is not None),
        on=first.on,
        until=first.until,
        at=first.recorded_at,
        staff=first.by,
        withdrawn=first.withdrawn,
    )


def _under(forecast: Forecast, answers: list[tuple[AnswerView, date]], as_of: date) -> Forecast:
    """The newest answer about exactly this stream, or about all, that no purchase has ended."""
    for answer, last_on in answers:
        if last_on >= forecast.last_on and answer.product_id in (None, forecast.product_id):
            return _answered(forecast, answer, as_of)
    return forecast


def _answered(forecast: Forecast, answer: AnswerView, as_of: date) -> Forecast:
    if answer.answer in _ENDS:
        return replace(forecast, overdue=False, answer=answer)
    if answer.until is not None and answer.until > as_of:
        return replace(
            forecast,
            next_lo=max(forecast.next_lo, answer.until),
            next_on=max(forecast.next_on, answer.until),
            next_hi=max(forecast.next_hi, answer.until),
            overdue=False,
            answer=answer,
        )
    return replace(forecast, answer=answer)
