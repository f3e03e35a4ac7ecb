"""From what was typed to a condition."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.money import read_money
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.public import list_attributes
from otokui.domain.desk.web.audiences.blanks import Typed, chosen_products
from otokui.domain.desk.web.editing.blanks import Unreadable, day_of
from otokui.domain.desk.web.editing.fields import read_own
from otokui.domain.insights.public import audiences
from otokui.domain.insights.types.audience import (
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

_PLACE: Final = re.compile(r"(?P<where>\d{1,3})(?:\.(?P<part>\d{1,3}))?")
_MONEY: Final = (Figure.NET, Figure.AVERAGE)
_HUNDREDTHS: Final = 100


def with_typed(audience: Audience, kind: str, typed: Typed, business: BusinessSettings) -> Audience:
    """The audience with what was typed added to it: all hold, or "or" with the condition at place `or`; or
    instead of the condition at `place` (`filling.condition_at`).

    `Unreadable` with what is wrong by input; `Refused` for too many conditions.
    """
    if kind == "cut":
        limit = _number(typed, "limit", needed=True)
        ranking = typed.text("ranking")
        found = replace(
            audience, limit=limit, ranking=Ranking(ranking) if ranking in set(Ranking) else Ranking.MONEY
        )
    elif place := _PLACE.fullmatch(typed.text("place")):
        part = None if place["part"] is None else int(place["part"])
        condition = _condition(kind, typed, business)
        found = audiences.with_instead(audience, condition, int(place["where"]), part)
    else:
        found = _joined(audience, _condition(kind, typed, business), typed.text("or"))
    return audiences.from_plain(audiences.to_plain(found))


def _joined(audience: Audience, condition: Condition, place: str) -> Audience:
    if not place.isdecimal() or int(place) >= len(audience.conditions):
        return replace(audience, conditions=(*audience.conditions, condition))
    conditions = list(audience.conditions)
    there = conditions[int(place)]
    before = there.conditions if isinstance(there, AnyOf) else (there,)
    conditions[int(place)] = AnyOf(conditions=(*before, condition))
    return replace(audience, conditions=tuple(conditions))


def _condition(kind: str, typed: Typed, business: BusinessSettings) -> Condition:
    if kind in ("bought", "not_bought"):
        return _bought(typed, business, never=kind == "not_bought")
    if kind == "first_bought":
        first = FirstBought(
            shop=_id(typed, "shop"), channel=typed.text("channel"), trigger=typed.text("trigger")
        )
        if first == FirstBought():
            raise Unreadable({"shop": _("Choose at least one.")})
        return first
    if kind in set(Trait):
        keys = typed.all("keys")
        if Trait(kind) is Trait.TAG:
            keys = tuple(filter(None, (one.strip() for one in re.split("[,、,]", typed.text("keys")))))
        if not keys:
            raise Unreadable({"keys": _("Choose at least one.")})
        return OneOf(what=Trait(kind), keys=keys, never=typed.text("never") == "1")
    if kind in set(Figure):
        what = Figure(kind)
        read = _money if what in _MONEY else _number
        given = {
            name: value
            for name in ("least", "most")
            if (value := read(typed, name, business=business)) is not None
        }
        if not given:
            raise Unreadable({"least": _("Write at least one of the two.")})
        return Within(what=what, **given)
    if kind in set(Mark):
        return Holds(what=Mark(kind), yes=typed.text("yes") != "0")
    if kind in set(Wording):
        return _says(Wording(kind), typed.text("text"))
    return _own(kind, typed)


def _says(what: Wording, text: str) -> Says:
    if what is Wording.POSTAL_CODE:
        text = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    if not text:
        raise Unreadable({"text": _("Write what to look for.")})
    return Says(what=what, text=text)


def _own(kind: str, typed: Typed) -> Own:
    field = next((one for one in list_attributes() if f"own.{one.key}" == kind), None)
    if field is None:
        raise Refused(_("Choose a condition."), code="bad_conditions")
    try:
        value = read_own(field, typed.text("own"))
    except Unreadable as problem:
        raise Unreadable({"own": next(iter(problem.errors.values()))}) from None
    if value is None:
        raise Unreadable({"own": _("Choose at least one.")})
    return Own(key=field.key, value=value)


def _bought(typed: Typed, business: BusinessSettings, *, never: bool) -> Bought:
    chosen, unknown = chosen_products(typed)
    if unknown:
        raise Unreadable({"product": _("No product of this number or name. Choose one of the list.")})
    groups = tuple(int(one) for one in typed.all("category") if one.isdecimal() and len(one) < 19)
    return Bought(
        products=tuple(map(int, chosen)),
        categories=groups,
        every=not never and typed.text("every") == "1" and len(chosen) + len(groups) > 1,
        days=_days(typed),
        times=_number(typed, "times") or 1,
        at_least=_money(typed, "at_least", business=business),
        at_most=_money(typed, "at_most", business=business),
        shop=_id(typed, "shop"),
        channel=typed.text("channel"),
        never=never,
    )


def _days(typed: Typed) -> Days:
    period = typed.text("period")
    if period.isdecimal():
        return Days(last=int(period))
    if period == "days":
        return Days(last=_number(typed, "last", needed=True))
    if period == "dates":
        return Days(since=_day(typed, "since"), until=_day(typed, "until"))
    return Days()


def _day(typed: Typed, name: str) -> date | None:
    return day_of(typed.text(name), name)


def _id(typed: Typed, name: str) -> int | None:
    text = typed.text(name)
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _number(
    typed: Typed, name: str, *, needed: bool = False, business: BusinessSettings | None = None
) -> int | None:
    text = unicodedata.normalize("NFKC", typed.text(name)).replace(",", "")
    if not text and not needed:
        return None
    if not re.fullmatch(r"\d{1,9}", text):
        raise Unreadable({name: _("Write a whole number.")})
    return int(text)


def _money(typed: Typed, name: str, *, business: BusinessSettings) -> int | None:
    if not typed.text(name):
        return None
    amount, _decimals = read_money(typed.text(name))
    if not isinstance(amount, int):
        raise Unreadable({name: _("Write an amount of money.")})
    scaled: int = amount * 10**business.minor_units // _HUNDREDTHS
    return scaled
