"""From one customer's story to the reasons on the list: which hold, which rest, which come first."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Final

from otokui.domain.customers.types import AskedBefore, ContactWay, Outcome, Touch
from otokui.domain.desk.rules.today import orders, programme, relations
from otokui.domain.desk.rules.today.chance import at_stake
from otokui.domain.desk.rules.today.facts import ORIGIN, Cause, Kind, Reason, Story

RULES: Final[tuple[Callable[[Story], Cause | None], ...]] = (
    orders.overdue,
    orders.rival,
    orders.falling,
    orders.expected,
)
OTHERS: Final[tuple[Callable[[Story], Cause | None], ...]] = (relations.moved, relations.birthday)
REST_DAYS: Final = {Kind.FALLING: 60}
"""A reason whose key may come again rests for so long after it was done; others come once."""
REST_AFTER: Final = {Outcome.IN_STOCK: 3, Outcome.FORGOT: 7, Outcome.ORDERED: 7}
REST_OF_ORDERS: Final = 21
NOT_TREND: Final = frozenset(Kind) - {Kind.TASK, Kind.OVERDUE}
CAPS: Final = ((7, 2), (30, 6))
UNCOUNTED: Final = frozenset({Outcome.ABSENT, Outcome.WRONG_NUMBER})


def reasons_of(story: Story) -> tuple[Reason, ...]:
    """The reasons to get in touch today, the strongest first; none if nothing is to be done."""
    awaited, others = ([rule(story) for rule in rules] for rules in (RULES, OTHERS))
    causes = (*awaited, *programme.steps(story), *others)
    found = [_settled(story, cause) for cause in causes if cause and _may_be(story, cause)]
    return (*_tasks(story), *(reason for reason in found if reason))


def _may_be(story: Story, cause: Cause) -> bool:
    """流行 is not chased: only their own overdue order is spoken of (R147), and what the plan has for them.

    No plan can have an advert, an add-on or a bargain for them (`campaigns.rules.checks`).
    """
    return story.customer_class != "trend" or cause.kind not in NOT_TREND or cause.step is not None


def _tasks(story: Story) -> Iterable[Reason]:
    """Promises and tasks that people wrote; what a rule asked for comes up with its rule."""
    for task in story.tasks:
        if not task.origin.startswith(ORIGIN):
            late = (story.today - task.due_on).days
            value = story.worth.usual_value if story.worth else 0
            cause = Cause(
                kind=Kind.TASK, key=f"task:{task.id}", on=task.due_on, late=late, value=value, task=task
            )
            yield Reason(cause=cause, stake=_stake(story, cause), follow_up=task.id)


def _settled(story: Story, cause: Cause) -> Reason | None:
    """The reason with its origin, unless it was done or put off."""
    earlier = [
        one
        for one in story.customer.asked
        if one.origin == cause.key or one.origin.startswith(f"{cause.key}#")
    ]
    waiting = next((one for one in earlier if one.done_at is None), None)
    if waiting is not None:
        if waiting.due_on > story.today:
            return None
        return Reason(cause=cause, stake=_stake(story, cause), follow_up=waiting.id, origin=waiting.origin)
    if earlier and _rests(cause.kind, earlier, story.today):
        return None
    origin = f"{cause.key}#{len(earlier) + 1}" if earlier else cause.key
    return Reason(cause=cause, stake=_stake(story, cause), origin=origin)


def _rests(kind: Kind, earlier: list[AskedBefore], today: date) -> bool:
    done = [(one.done_at, one.outcome) for one in earlier if one.done_at]
    last_at, outcome = max(done, key=lambda one: one[0])
    if kind in (Kind.OVERDUE, Kind.EXPECTED):
        rest: int | None = REST_AFTER.get(outcome or Outcome.UNKNOWN, REST_OF_ORDERS)
    else:
        rest = REST_DAYS.get(kind)
    return rest is None or (today - last_at.date()).days < rest


def _stake(story: Story, cause: Cause) -> int:
    margin = story.worth.margin_permille if story.worth else 1000
    return at_stake(cause.value, margin, cause.chance)


def held_until(touches: Iterable[Touch], now: datetime) -> datetime | None:
    """When our own contacts leave room again: at most 2 in 7 days and 6 in 30; None if there is room now.

    A call that reached nobody is no contact.
    """
    made = sorted(
        (one.at for one in touches if one.outcome not in UNCOUNTED and one.way is not ContactWay.NOTE),
        reverse=True,
    )
    free = []
    for days, most in CAPS:
        recent = [at for at in made if at > now - timedelta(days=days)]
        if len(recent) >= most:
            free.append(recent[most - 1] + timedelta(days=days))
    return max(free, default=None)
