"""Reasons that come from where a customer stands with us: first buyers, よちよち, こつこつ, 優良, changes."""

from datetime import date

from otokui.domain.customers.types import PreferenceKind
from otokui.domain.desk.rules.today.chance import of_customer, of_response
from otokui.domain.desk.rules.today.facts import ORIGIN, Cause, Kind, Story
from otokui.domain.insights.types import CandidateKind

THANKS_DAYS = range(3, 10)
SECOND_DAYS = range(14, 28)
HOUSE_DAYS = range(3, 15)
THANK_AGAIN_DAYS = 180
SELDOM_GAP = 45
FOR_ADDON = CandidateKind.RECENT_STEADY
"""Of them alone the preferences matter before they are shown."""
AWAITED = frozenset({Kind.FIRST_THANKS, Kind.SECOND})
"""An order is at stake: the second. So it is where a customer moved downwards; elsewhere nothing is due."""
UPWARDS = {"prospect": 0, "first": 1, "toddler": 2, "steady": 3, "trend": 3, "best": 4}


def first_thanks(story: Story) -> Cause | None:
    """3 days after the first purchase, while the parcel is open: thanks and help with the use (R30, R31)."""
    return _after_first(story, Kind.FIRST_THANKS, THANKS_DAYS)


def second(story: Story) -> Cause | None:
    """14 days after: before we are forgotten, a bargain of the same or refill goods (R33, R139, R140)."""
    return _after_first(story, Kind.SECOND, SECOND_DAYS)


def _after_first(story: Story, kind: Kind, days: range) -> Cause | None:
    standing = story.standing
    if standing is None or standing.customer_class != "first" or standing.first_on is None:
        return None
    since = (story.today - standing.first_on).days
    if since not in days:
        return None
    return _cause(story, kind, f"{kind}:{story.customer.id}:{standing.first_on}", since=since)


def house(story: Story) -> Cause | None:
    """よちよち, some days after a purchase: tell of the house and its people, once (R34, R141)."""
    standing = story.standing
    if standing is None or standing.customer_class != "toddler" or standing.last_on is None:
        return None
    since = (story.today - standing.last_on).days
    if since not in HOUSE_DAYS:
        return None
    return _cause(story, Kind.HOUSE, f"house:{story.customer.id}:{standing.first_on}", since=since)


def addon(story: Story) -> Cause | None:
    """こつこつ who bought of late and whose needs or tastes we know; what fits is found later (R38)."""
    if story.customer_class != "steady" or not story.of(FOR_ADDON):
        return None
    if not any(kind is not PreferenceKind.DISLIKE for kind, _ in story.customer.preferences):
        return None
    return _cause(story, Kind.ADDON, f"addon:{story.customer.id}")


def why_not_more(story: Story) -> Cause | None:
    """こつこつ with long gaps, after a while of silence: ask why not more often, and write it down (R143)."""
    standing = story.standing
    if standing is None or standing.customer_class != "steady" or not story.of(CandidateKind.SELDOM_STEADY):
        return None
    if standing.first_on is None or standing.last_on is None or standing.orders < 2:
        return None
    gap = (standing.last_on - standing.first_on).days // (standing.orders - 1)
    if gap < SELDOM_GAP:
        return None
    return _cause(story, Kind.WHY_NOT_MORE, f"why_not_more:{story.customer.id}", numbers={"gap": gap})


def lifted(story: Story) -> Cause | None:
    """A purchase lifted them into 優良: say thank you first (R42)."""
    change = next((one.change for one in story.of(CandidateKind.LIFTED) if one.change), None)
    if change is None or story.customer_class != "best":
        return None
    return _cause(story, Kind.LIFTED, f"lifted:{story.customer.id}:{change.on}", on=change.on)


def thanks(story: Story) -> Cause | None:
    """優良 whom nobody has thanked for 180 days, soon after a purchase (R42)."""
    standing = story.standing
    if standing is None or story.customer_class != "best" or not story.of(CandidateKind.RECENT_BEST):
        return None
    thanked_on = _thanked_on(story)
    if thanked_on and (story.today - thanked_on).days < THANK_AGAIN_DAYS:
        return None
    return _cause(story, Kind.THANKS, f"thanks:{story.customer.id}", numbers={"orders": standing.orders})


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
    return _cause(story, Kind.MOVED, f"moved:{story.customer.id}:{change.on}", on=change.on, numbers=numbers)


def birthday(story: Story) -> Cause | None:
    """A birthday today or within a week, of customers who buy again and again."""
    born = story.customer.birthday
    if not story.has_birthday or born is None or story.customer_class not in ("steady", "best"):
        return None
    if story.standing is None or story.standing.state != "active":
        return None
    on = _next_birthday(born, story.today)
    return _cause(story, Kind.BIRTHDAY, f"birthday:{story.customer.id}:{on.year}", on=on)


def _next_birthday(born: date, today: date) -> date:
    for year in (today.year, today.year + 1):
        try:
            on = born.replace(year=year)
        except ValueError:
            on = date(year, 3, 1)
        if on >= today:
            return on
    return today


def _thanked_on(story: Story) -> date | None:
    thanked = (f"{ORIGIN}thanks:", f"{ORIGIN}lifted:")
    days = [
        one.done_at.date() for one in story.customer.asked if one.done_at and one.origin.startswith(thanked)
    ]
    return max(days, default=None)


def _cause(
    story: Story,
    kind: Kind,
    key: str,
    *,
    since: int | None = None,
    on: date | None = None,
    numbers: dict[str, int | str] | None = None,
) -> Cause:
    standing, worth, numbers = story.standing, story.worth, numbers or {}
    last_on = standing.last_on if standing else None
    return Cause(
        kind=kind,
        key=f"{ORIGIN}{key}",
        products=tuple(habit.product_id for habit in worth.habits[:1]) if worth else (),
        last_on=last_on,
        on=on,
        since=since if since is not None else ((story.today - last_on).days if last_on else 0),
        chance=of_customer(story) if kind in AWAITED or not numbers.get("up", 1) else of_response(story),
        value=worth.usual_value if worth else 0,
        numbers=numbers,
    )
