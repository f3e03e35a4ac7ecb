"""Reasons that the plan of the class programmes brings up."""

from collections.abc import Iterable, Mapping
from typing import Final

from otokui.domain.campaigns.types import Aim, DueStep, Trigger
from otokui.domain.customers.types import PreferenceKind
from otokui.domain.desk.rules.today.facts import ORIGIN, STEP, Cause, Kind, Story
from otokui.domain.desk.rules.today.relations import cause_of

FOR_ADDON: Final = Aim.ADDON
"""Of whom it is due the preferences matter before they are shown."""
_KINDS: Final[Mapping[Aim, Kind]] = {
    Aim.THANKS: Kind.THANKS,
    Aim.USAGE: Kind.USAGE,
    Aim.SURVEY: Kind.SURVEY,
    Aim.SECOND: Kind.SECOND,
    Aim.HOUSE: Kind.HOUSE,
    Aim.WHY_US: Kind.WHY_US,
    Aim.KNOWLEDGE: Kind.KNOWLEDGE,
    Aim.NEWS: Kind.NEWS,
    Aim.ADDON: Kind.ADDON,
    Aim.WHY_NOT_MORE: Kind.WHY_NOT_MORE,
    Aim.EXCLUSIVE: Kind.EXCLUSIVE,
    Aim.EVENT: Kind.EVENT,
    Aim.LETTER: Kind.LETTER,
    Aim.WIN_BACK: Kind.WIN_BACK,
    Aim.USUAL: Kind.EXPECTED,
}
_ORDER: Final = {kind: place for place, kind in enumerate(Kind)}
AWAITED: Final = frozenset({Kind.FIRST_THANKS, Kind.SECOND, Kind.WIN_BACK})
"""An order is at stake: the second, or the one that never came."""


def steps(story: Story) -> Iterable[Cause]:
    """What the plan asks for today, the strongest first. An occasion that no longer applies is passed over.

    The night writes down why it is over; here only what holds at this moment counts.
    """
    causes = (_cause(story, due) for due in story.steps if _holds(story, due))
    return sorted((cause for cause in causes if cause), key=lambda cause: _ORDER[cause.kind])


def kind_of(customer_class: str, due: DueStep) -> Kind:
    """What kind of reason a step is on the list."""
    if due.step.aim is Aim.THANKS and customer_class == "first":
        return Kind.FIRST_THANKS
    if due.step.aim is Aim.THANKS and due.step.trigger is Trigger.CLASS:
        return Kind.LIFTED
    return _KINDS[due.step.aim]


def _holds(story: Story, due: DueStep) -> bool:
    standing, step = story.standing, due.step
    if standing is None or not step.on or not due.due_on <= story.today <= due.until:
        return False
    if all(one.key != step.key for one in story.programme.steps):
        return False
    return step.trigger not in (Trigger.PURCHASE, Trigger.STATE) or standing.last_on == due.anchor


def _cause(story: Story, due: DueStep) -> Cause | None:
    standing = story.standing
    assert standing is not None
    kind = kind_of(story.customer_class, due)
    if kind is Kind.ADDON and all(one is PreferenceKind.DISLIKE for one, _ in story.customer.preferences):
        return None
    numbers: dict[str, int | str] = {"orders": standing.orders, "days": due.step.days}
    if standing.orders > 1 and standing.first_on and standing.last_on:
        numbers["gap"] = (standing.last_on - standing.first_on).days // (standing.orders - 1)
    return cause_of(
        story,
        kind,
        f"{STEP.removeprefix(ORIGIN)}{due.id}",
        on=due.anchor,
        numbers=numbers,
        step=due.step,
        awaited=kind in AWAITED,
    )
