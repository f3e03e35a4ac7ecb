"""Reasons that no plan decides: class or state has changed, and birthdays."""

from datetime import date

from otokui.domain.campaigns.types import Step
from otokui.domain.desk.rules.today.chance import of_customer, of_response
from otokui.domain.desk.rules.today.facts import ORIGIN, Cause, Kind, Story
from otokui.domain.insights.types import CandidateKind

UPWARDS = {"prospect": 0, "first": 1, "toddler": 2, "steady": 3, "trend": 3, "best": 4}


def moved(story: Story) -> Cause | None:
    """Class or state changed since yesterday; 流行 is not chased (R147), 優良 has a reason of its own."""
    change = next((one.change for one in story.of(CandidateKind.MOVED) if one.change), None)
    if change is None or change.to_class == "trend" or "best" == change.to_class != change.from_class:
        return None
    if change.to_state == change.from_state and change.to_class == change.from_class:
        return None
    up = UPWARDS[change.to_class] > UPWARDS[change.from_class or "prospect"]
    numbers: dict[str, int | str] = {
        "from_class": change.from_class or "",
        "to_class": change.to_class,
        "from_state": change.from_state or "",
        "to_state": change.to_state or "",
        "up": int(up),
    }
    return cause_of(
        story, Kind.MOVED, f"moved:{story.customer.id}:{change.on}", on=change.on, numbers=numbers
    )


def birthday(story: Story) -> Cause | None:
    """A birthday today or within a week, of customers who buy again and again."""
    born = story.customer.birthday
    if not story.has_birthday or born is None or story.customer_class not in ("steady", "best"):
        return None
    if story.standing is None or story.standing.state != "active":
        return None
    on = _next_birthday(born, story.today)
    return cause_of(story, Kind.BIRTHDAY, f"birthday:{story.customer.id}:{on.year}", on=on)


def _next_birthday(born: date, today: date) -> date:
    for year in (today.year, today.year + 1):
        try:
            on = born.replace(year=year)
        except ValueError:
            on = date(year, 3, 1)
        if on >= today:
            return on
    return today


def cause_of(
    story: Story,
    kind: Kind,
    key: str,
    *,
    on: date | None = None,
    numbers: dict[str, int | str] | None = None,
    step: Step | None = None,
    awaited: bool = False,
) -> Cause:
    """`awaited`: an order is at stake, as where a customer moved downwards. Elsewhere nothing is due."""
    standing, worth, numbers = story.standing, story.worth, numbers or {}
    last_on = standing.last_on if standing else None
    return Cause(
        kind=kind,
        key=f"{ORIGIN}{key}",
        products=tuple(habit.product_id for habit in worth.habits[:1]) if worth else (),
        last_on=last_on,
        on=on,
        since=(story.today - last_on).days if last_on else 0,
        chance=of_customer(story) if awaited or not numbers.get("up", 1) else of_response(story),
        value=worth.usual_value if worth else 0,
        numbers=numbers,
        step=step,
    )
