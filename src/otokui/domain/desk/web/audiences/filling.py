"""From a condition back to what would be typed for it, so that it can be changed where it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from otokui.core.ui import figures
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.desk.web.audiences.blanks import Typed
from otokui.domain.desk.web.audiences.names import Names
from otokui.domain.desk.web.editing.fields import own_text
from otokui.domain.desk.web.order_form import typed_money
from otokui.domain.insights.types.audience import (
    AnyOf,
    Audience,
    Condition,
    Figure,
    Holds,
    OneOf,
    Own,
    Says,
    Trait,
    Within,
    Wording,
)
from otokui.domain.purchases.types import Bought, Days, FirstBought

CUT = "cut"
_PERIODS = (30, 90, 180, 365)
_MONEY = (Figure.NET, Figure.AVERAGE)
Filled = tuple[str, Typed]


def condition_at(audience: Audience, place: str) -> Condition | None:
    """The condition at "2", or at "2.1" the second of several of which one must hold; None: nothing there."""
    where, _dot, part = place.partition(".")
    if not where.isdecimal() or int(where) >= len(audience.conditions):
        return None
    found = audience.conditions[int(where)]
    if isinstance(found, AnyOf):
        known = part.isdecimal() and int(part) < len(found.conditions)
        return found.conditions[int(part)] if known else None
    return None if part else found


def may_fill(condition: Condition) -> bool:
    """Whether the form has an input for everything that the condition says."""
    match condition:
        case Bought(never=True):
            asks_money = condition.at_least is not None or condition.at_most is not None
            return condition.times == 1 and not asks_money and not condition.every
        case Says(what=Wording.BEHIND):
            return False
        case _:
            return True


def filled(audience: Audience, place: str, names: Names, business: BusinessSettings) -> Filled | None:
    """Kind and inputs of the condition at a place ("cut": of the first so many)."""
    if place == CUT:
        given: Mapping[str, str] = {"limit": str(audience.limit or ""), "ranking": audience.ranking.value}
        return CUT, Typed(given, {})
    condition = condition_at(audience, place)
    if condition is None or not may_fill(condition):
        return None
    kind, given, several = _of(condition, names, business)
    return kind, Typed(given, several)


def _of(
    condition: Condition, names: Names, business: BusinessSettings
) -> tuple[str, Mapping[str, str], Mapping[str, Sequence[str]]]:
    match condition:
        case Bought():
            goods = {
                "products": tuple(map(str, condition.products)),
                "category": tuple(map(str, condition.categories)),
            }
            return "not_bought" if condition.never else "bought", _of_bought(condition, business), goods
        case FirstBought(shop=shop, channel=channel, trigger=trigger):
            return "first_bought", {"shop": _number(shop), "channel": channel, "trigger": trigger}, {}
        case OneOf(what=Trait.TAG, keys=keys, never=never):
            return "tag", {"keys": figures.listed(keys), "never": "1" if never else ""}, {}
        case OneOf(what=what, keys=keys, never=never):
            return what.value, {"never": "1" if never else ""}, {"keys": keys}
        case Within(what=what, least=least, most=most):
            shown = _money(business) if what in _MONEY else _number
            return what.value, {"least": shown(least), "most": shown(most)}, {}
        case Holds(what=what, yes=yes):
            return what.value, {"yes": "1" if yes else "0"}, {}
        case Own(key=key, value=value):
            field = names.own.get(key)
            text = own_text(replace(field, value=value)) if field else str(value)
            return f"own.{key}", {"own": text}, {}
        case Says(what=what, text=text):
            return what.value, {"text": text}, {}


def _of_bought(asked: Bought, business: BusinessSettings) -> dict[str, str]:
    money = _money(business)
    return {
        "every": "1" if asked.every else "",
        "times": _number(asked.times),
        "at_least": money(asked.at_least),
        "at_most": money(asked.at_most),
        "shop": _number(asked.shop),
        "channel": asked.channel,
        **_of_days(asked.days),
    }


def _of_days(days: Days) -> dict[str, str]:
    if days.last is not None:
        return (
            {"period": str(days.last)}
            if days.last in _PERIODS
            else {"period": "days", "last": f"{days.last}"}
        )
    if days.since is None and days.until is None:
        return {"period": ""}
    bounds = {"since": days.since, "until": days.until}
    return {"period": "dates", **{name: day.isoformat() if day else "" for name, day in bounds.items()}}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _money(business: BusinessSettings) -> Callable[[int | None], str]:
    return lambda amount: "" if amount is None else typed_money(amount, business)
