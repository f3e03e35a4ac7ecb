"""Conditions about people as JSON and back, and what they may not say."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from otokui.core.kernel.errors import Refused
from otokui.domain.insights.types.audience import (
    MOST_CONDITIONS,
    VERSION,
    AnyOf,
    Audience,
    Condition,
    Figure,
    Holds,
    Mark,
    OneOf,
    Own,
    Ranking,
    Says,
    Trait,
    Within,
    Wording,
)
from otokui.domain.purchases.types import Bought, Days, FirstBought

_KINDS: Final[Mapping[str, type[Any]]] = {
    "one_of": OneOf,
    "within": Within,
    "holds": Holds,
    "own": Own,
    "says": Says,
    "bought": Bought,
    "first": FirstBought,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}
_LONGEST: Final = 300
_BAD: Final = "bad_conditions"
_MOST: Final = 10**15

BUYERS: Final = ("first", "toddler", "steady", "trend", "best")
KEYS: Final[Mapping[Trait, tuple[str, ...]]] = {
    Trait.CLASS: ("prospect", *BUYERS),
    Trait.STATE: ("active", "dormant", "dead"),
    Trait.KIND: ("person", "company"),
    Trait.HOUSEHOLD: ("single", "couple", "family", "generations", "other"),
    Trait.CONSENT: ("mail", "sms", "line", "phone", "post", "fax"),
    Trait.BIRTH_MONTH: tuple(str(month) for month in range(1, 13)),
    Trait.ORDER_VALUE: ("low", "middle", "high"),
    Trait.DISCOUNT: ("rarely", "sometimes", "mostly"),
    Trait.WHY_NOT_MORE: ("low_need", "nothing", "elsewhere", "price", "forgets", "other"),
    Trait.ANSWER: ("in_stock", "elsewhere", "no_more", "forgot"),
}
"""The keys of the traits that have fixed ones; tags, prefectures and staff are the shop's."""


def to_plain(audience: Audience) -> dict[str, Any]:
    """As JSON; only what is said stands in it."""
    plain: dict[str, Any] = {"v": VERSION, "all": [_plain(one) for one in audience.conditions]}
    if audience.limit is not None:
        plain["first"] = audience.limit
    if audience.ranking is not Ranking.READING:
        plain["by"] = audience.ranking.value
    return plain


def from_plain(plain: object) -> Audience:
    """`Refused` (bad_conditions) with what is wrong, if it is not one of ours."""
    table = _table(plain)
    if table.get("v") != VERSION:
        raise Refused("These conditions come from a newer version of the program.", code=_BAD)
    conditions = tuple(_condition_or_any(one) for one in _several(table.get("all", [])))
    number = sum(len(one.conditions) if isinstance(one, AnyOf) else 1 for one in conditions)
    if number > MOST_CONDITIONS:
        raise Refused("At most %(most)s conditions hold together.", most=MOST_CONDITIONS, code=_BAD)
    limit = table.get("first")
    if limit is not None and (not _is_number(limit) or not 1 <= limit <= 1_000_000):
        raise Refused("The list can be cut after 1 to 1,000,000 customers.", code=_BAD)
    return Audience(
        conditions=conditions, ranking=_word(Ranking, table.get("by", Ranking.READING.value)), limit=limit
    )


def without(audience: Audience, place: int) -> Audience:
    """The same but for the condition at this place."""
    kept = tuple(one for n, one in enumerate(audience.conditions) if n != place)
    return replace(audience, conditions=kept)


def with_instead(audience: Audience, condition: Condition, place: int, part: int | None = None) -> Audience:
    """The same with this condition at a place; `part`: as one of the several of which one must hold there.

    `Refused` (bad_conditions) if nothing is there any more.
    """
    conditions = list(audience.conditions)
    there = conditions[place] if place < len(conditions) else None
    if part is None and there is not None:
        conditions[place] = condition
    elif part is not None and isinstance(there, AnyOf) and part < len(there.conditions):
        several = list(there.conditions)
        several[part] = condition
        conditions[place] = AnyOf(conditions=tuple(several))
    else:
        raise Refused("This condition is no longer there.", code=_BAD)
    return replace(audience, conditions=tuple(conditions))


def uncut(audience: Audience) -> Audience:
    """The same conditions, but all who fulfil them."""
    return Audience(conditions=audience.conditions)


def _plain(condition: Condition | AnyOf) -> dict[str, Any]:
    if isinstance(condition, AnyOf):
        return {"any": [_plain(one) for one in condition.conditions]}
    return {_NAMES[type(condition)]: _said(condition)}


def _said(value: Any) -> dict[str, Any]:
    said = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: _value(what) for field, what in said if what != field.default}


def _value(what: Any) -> Any:
    match what:
        case StrEnum():
            return what.value
        case date():
            return what.isoformat()
        case tuple():
            return list(what)
        case Days():
            return _said(what)
        case _:
            return what


def _condition_or_any(plain: object) -> Condition | AnyOf:
    table = _table(plain)
    if "any" in table:
        several = tuple(_condition(one) for one in _several(table["any"]))
        if not several:
            raise Refused("One of several conditions needs at least one.", code=_BAD)
        return AnyOf(conditions=several)
    return _condition(table)


def _condition(plain: object) -> Condition:
    table = _table(plain)
    if len(table) != 1:
        raise Refused("A condition says one thing.", code=_BAD)
    ((name, said),) = table.items()
    kind, given = _KINDS.get(name), _table(said)
    if kind is None:
        raise Refused("Unknown condition: %(name)s", name=str(name)[:50], code=_BAD)
    known = {field.name for field in fields(kind)}
    if unknown := set(given) - known:
        raise Refused("Unknown condition: %(name)s", name=str(sorted(unknown)[0])[:50], code=_BAD)
    try:
        condition: Condition = kind(**{key: _READ[kind, key](value) for key, value in given.items()})
    except TypeError:
        raise Refused("A condition is not complete.", code=_BAD) from None
    _check(condition)
    return condition


def _check(condition: Condition) -> None:
    match condition:
        case OneOf(what=what, keys=keys):
            allowed = KEYS.get(what)
            if not keys:
                raise Refused("Choose at least one.", code=_BAD)
            if allowed is not None and set(keys) - set(allowed):
                raise Refused(
                    "Unknown choice: %(key)s", key=sorted(set(keys) - set(allowed))[0][:50], code=_BAD
                )
            if what is Trait.IN_CHARGE and any(key and not key.isdecimal() for key in keys):
                raise Refused("Unknown choice: %(key)s", key=keys[0][:50], code=_BAD)
        case Within(least=least, most=most):
            _check_bounds(least, most)
        case Bought(at_least=least, at_most=most, times=times, days=days):
            _check_bounds(least, most)
            if not 1 <= times <= 1000:
                raise Refused("How many times: 1 to 1,000.", code=_BAD)
            if days.last is not None and not 1 <= days.last <= 36_500:
                raise Refused("A period has 1 to 36,500 days.", code=_BAD)
            if days.since and days.until and days.until < days.since:
                raise Refused("The period ends before it begins.", code=_BAD)
        case FirstBought(shop=None, channel="", trigger=""):
            raise Refused("A condition is not complete.", code=_BAD)
        case Says(text=""):
            raise Refused("A condition is not complete.", code=_BAD)
        case _:
            pass


def _check_bounds(least: int | None, most: int | None) -> None:
    if least is not None and most is not None and most < least:
        raise Refused("At most is less than at least.", code=_BAD)


def _days(value: object) -> Days:
    table = _table(value)
    if set(table) - {"last", "since", "until"}:
        raise Refused("A condition is not complete.", code=_BAD)
    last, since, until = (table.get(name) for name in ("last", "since", "until"))
    return Days(
        last=None if last is None else _number(last),
        since=None if since is None else _day(since),
        until=None if until is None else _day(until),
    )


def _table(plain: object) -> Mapping[str, Any]:
    if not isinstance(plain, Mapping):
        raise Refused("These are not conditions.", code=_BAD)
    return plain


def _several(plain: object) -> list[Any]:
    if not isinstance(plain, list) or len(plain) > MOST_CONDITIONS:
        raise Refused("At most %(most)s conditions hold together.", most=MOST_CONDITIONS, code=_BAD)
    return plain


def _word(words: type[Any], value: object) -> Any:
    try:
        return words(value)
    except ValueError:
        raise Refused("Unknown condition: %(name)s", name=str(value)[:50], code=_BAD) from None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _MOST:
        raise Refused("Not a number: %(value)s", value=str(value)[:50], code=_BAD)
    return value


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Refused("Not a day: %(value)s", value=str(value)[:50], code=_BAD) from None


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise Refused("Not a text: %(value)s", value=str(value)[:50], code=_BAD)
    return value


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused("Neither yes nor no: %(value)s", value=str(value)[:50], code=_BAD)
    return value


def _plain_value(value: object) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return value
    raise Refused("Not a text: %(value)s", value=str(value)[:50], code=_BAD)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 200:
        raise Refused("Choose at least one.", code=_BAD)
    return tuple(_text(one) for one in value)


def _numbers(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > 200:
        raise Refused("Choose at least one.", code=_BAD)
    return tuple(_number(one) for one in value)


_READ: Final[Mapping[tuple[type[Any], str], Callable[[object], Any]]] = {
    (OneOf, "what"): lambda value: _word(Trait, value),
    (OneOf, "keys"): _texts,
    (OneOf, "never"): _yes,
    (Within, "what"): lambda value: _word(Figure, value),
    (Within, "least"): _number,
    (Within, "most"): _number,
    (Holds, "what"): lambda value: _word(Mark, value),
    (Holds, "yes"): _yes,
    (Own, "key"): _text,
    (Own, "value"): _plain_value,
    (Says, "what"): lambda value: _word(Wording, value),
    (Says, "text"): _text,
    (Bought, "products"): _numbers,
    (Bought, "categories"): _numbers,
    (Bought, "days"): _days,
    (Bought, "times"): _number,
    (Bought, "at_least"): _number,
    (Bought, "at_most"): _number,
    (Bought, "shop"): _number,
    (Bought, "channel"): _text,
    (Bought, "never"): _yes,
    (Bought, "every"): _yes,
    (FirstBought, "shop"): _number,
    (FirstBought, "channel"): _text,
    (FirstBought, "trigger"): _text,
}
