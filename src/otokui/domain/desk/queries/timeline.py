"""The line of time of one customer: purchases, contacts, answers, tasks, consents, classes; newest first."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from otokui.core.kernel.cursors import decode_cursor, encode_cursor
from otokui.core.kernel.period import day_bounds
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.public import list_timeline
from otokui.domain.customers.types import TimelineEntry
from otokui.domain.desk.types import Happening, TimelinePage
from otokui.domain.insights.public import list_answers_given, list_changes
from otokui.domain.insights.types import AnswerGiven, ClassChange
from otokui.domain.purchases.public import list_orders
from otokui.domain.purchases.types import OrderView

SIZE = 20
MOST_CHANGES = 200
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "all": ("purchases", "classes", "contacts", "answers", "follow_ups", "consents_given"),
    "contacts": ("contacts", "answers"),
    "purchases": ("purchases",),
    "classes": ("classes",),
    "tasks": ("follow_ups",),
    "consents": ("consents_given",),
}
"""The chips, and what each lets through."""


def timeline_page(
    customer_id: int, *, kind: str = "all", cursor: str = "", business: BusinessSettings, today: date
) -> TimelinePage:
    """A page of the line of time. At most 4 SQL queries at any depth."""
    before, shown = _position(cursor)
    wanted, limit = KINDS[kind], SIZE + 1 + shown
    orders = list_orders(customer_id, before=before, limit=limit) if "purchases" in wanted else []
    touches = list_timeline(customer_id, before=before, limit=limit, kinds=wanted)
    changes = list_changes(customer_id=customer_id, limit=MOST_CHANGES) if "classes" in wanted else []
    answers = list_answers_given(customer_id, today) if "answers" in wanted else ()
    happenings = merged(orders, touches, changes, answers, business)
    if before is not None:
        happenings = [each for each in happenings if each.at < before]
    return cut(happenings, kind=kind, skip=shown)


def merged(
    orders: Iterable[OrderView],
    touches: Iterable[TimelineEntry],
    changes: Iterable[ClassChange],
    answers: Iterable[AnswerGiven],
    business: BusinessSettings,
) -> list[Happening]:
    """All in one line, newest first."""
    happenings = [
        *(Happening(at=order.ordered_at, order=order) for order in orders),
        *(Happening(at=touch.at, touch=touch) for touch in touches),
        *(Happening(at=_end_of(change.on, business), change=change) for change in changes),
        *(Happening(at=answer.at, answer=answer) for answer in answers),
    ]
    return sorted(happenings, key=_place, reverse=True)


def first_page(happenings: list[Happening], *, known_from: datetime | None) -> TimelinePage:
    """The first page where purchases have been read from an instant on only (None: all of them)."""
    if known_from is None:
        return cut(happenings)
    page = cut([each for each in happenings if each.at >= known_from])
    return page if page.next_cursor else replace(page, next_cursor=encode_cursor(_text(known_from), 0))


def cut(happenings: list[Happening], *, kind: str = "all", skip: int = 0) -> TimelinePage:
    """A page of a line of time, and where the next one begins."""
    page = happenings[skip : skip + SIZE]
    more = len(happenings) > skip + SIZE
    return TimelinePage(kind=kind, happenings=tuple(page), next_cursor=_cursor(page, skip) if more else "")


def _cursor(page: list[Happening], skip: int) -> str:
    """The last instant, and how many of it have been shown: several things may happen at one."""
    last = page[-1].at
    same = sum(1 for each in page if each.at == last)
    before = skip if same == len(page) else 0
    return encode_cursor(_text(last), same + before)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _position(cursor: str) -> tuple[datetime | None, int]:
    if not cursor:
        return None, 0
    at, shown = decode_cursor(cursor, str, int)
    return datetime.fromisoformat(str(at)) + (timedelta(microseconds=1) if shown else timedelta()), int(shown)


def _place(each: Happening) -> tuple[datetime, str, int]:
    if each.order:
        return each.at, "order", each.order.id
    if each.touch:
        return each.at, each.touch.kind, each.touch.id
    if each.answer:
        return each.at, "told", each.answer.ids[0]
    return each.at, "change", each.change.id if each.change else 0


def _end_of(day: date, business: BusinessSettings) -> datetime:
    """A change is noticed at the end of its day, after the purchases that made it."""
    _, end = day_bounds(day, zone=business.zone, day_start_minutes=business.day_start_minutes)
    return end - timedelta(seconds=1)
