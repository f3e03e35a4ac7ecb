"""Go through the whole list and mark what should be looked at."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from otokui.core.platform import audit
from otokui.domain.customers.adapters.flaws import Mark, Seen, last_id_of, next_seen, seen_of, write_marks
from otokui.domain.customers.models import Customer, FlawMark, ReviewRules
from otokui.domain.customers.models.customer import PRESENT
from otokui.domain.customers.queries.flaws import get_review_settings
from otokui.domain.customers.queries.weighing import last_days, money_of
from otokui.domain.customers.rules.review import flaws
from otokui.domain.customers.types.review import Flaw, ReviewSettings

AT_ONCE: Final = 10_000
REVIEW: Final = "customers.review_list"
_SHARE: Final = 5
"""One customer in so many has somebody in charge: then the shop works with them."""


def review_list(
    *, now: datetime, today: date, progress: Callable[[int, int | None], object] = lambda done, total: None
) -> int:
    """Mark all flaws anew, chunk by chunk; how many marks stand. Idempotent; 7 statements a chunk."""
    settings = get_review_settings()
    asks = works_with_charge() if settings.asks_charge is None else settings.asks_charge
    after, done, marked = 0, 0, 0
    while (last := last_id_of(after=after, limit=AT_ONCE)) is not None:
        with transaction.atomic():
            seen = next_seen(after=after, limit=AT_ONCE, today=today)
            marks = marks_of(seen, today=today, settings=settings, asks_charge=asks)
            write_marks(marks, between=(after, last))
        after, done, marked = last, done + len(seen), marked + len(marks)
        progress(done, None)
    ReviewRules.objects.update_or_create(
        pk=1, defaults={"reviewed_at": now}, create_defaults=_columns(settings) | {"reviewed_at": now}
    )
    return marked


def review_customers(customer_ids: Sequence[int], *, today: date) -> None:
    """Mark the flaws of these customers anew; the others' stand as the last review saw them. 7 statements."""
    settings = get_review_settings()
    asks = works_with_charge() if settings.asks_charge is None else settings.asks_charge
    with transaction.atomic():
        seen = seen_of(customer_ids, today=today)
        marks = marks_of(seen, today=today, settings=settings, asks_charge=asks)
        write_marks(marks, of=customer_ids)


def review_again(customer_ids: Sequence[int], *, today: date) -> None:
    """Something was done about these customers: what was amiss and is not any more leaves the review.

    Nothing before the first review. 9 statements, however many customers the shop has.
    """
    settings = get_review_settings()
    if settings.reviewed_at is None:
        return
    # Whether the shop works with people in charge is what the last review found, not counted anew.
    asks = settings.asks_charge
    if asks is None:
        asks = FlawMark.objects.filter(flaw=Flaw.UNOWNED.value).exists()
    with transaction.atomic():
        seen = seen_of(customer_ids, today=today)
        write_marks(marks_of(seen, today=today, settings=settings, asks_charge=asks), of=customer_ids)


def marks_of(seen: list[Seen], *, today: date, settings: ReviewSettings, asks_charge: bool) -> list[Mark]:
    """The marks of these customers. A query a room above that knows of money or activity."""
    ids = [each.id for each in seen]
    active, money = last_days(ids, today), money_of(ids)
    marks = []
    for each in seen:
        touched = timezone.localdate(each.last_contact or each.created_at)
        last_on = max(touched, active.get(each.id, touched))
        found = flaws(
            percent=each.percent,
            unreachable=each.unreachable,
            unowned=each.unowned,
            last_on=last_on,
            today=today,
            settings=settings,
            asks_charge=asks_charge,
        )
        for flaw in sorted(found):
            percent = each.percent if flaw is Flaw.INCOMPLETE else None
            since = last_on if flaw is Flaw.STALE else None
            marks.append(Mark(each.id, flaw, money.get(each.id, 0), percent, since))
    return marks


def works_with_charge() -> bool:
    """Whether enough customers have somebody in charge. 2 queries."""
    everybody = Customer.objects.filter(PRESENT)
    return everybody.filter(in_charge__isnull=False).count() * _SHARE >= max(1, everybody.count())


def save_review_settings(
    settings: ReviewSettings, *, staff_id: int | None = None, cause: str = "settings"
) -> None:
    """The next review goes by these."""
    with transaction.atomic(), audit.changing(cause=cause, staff=staff_id):
        ReviewRules.objects.update_or_create(pk=1, defaults=_columns(settings))


def _columns(settings: ReviewSettings) -> dict[str, object]:
    return {
        "stale_days": settings.stale_days,
        "incomplete_below": settings.incomplete_below,
        "asks_charge": settings.asks_charge,
        "rules": sorted(rule.value for rule in settings.rules),
    }
