"""Conditions in words, as a shop person would say them: コーヒー豆を過去90日に2回以上買った."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otokui.core.ui import figures
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.desk.web.analysis_words import words_of
from otokui.domain.desk.web.audiences.labels import (
    FIGURES,
    MARKS,
    RANKINGS,
    TRAITS,
    WORDINGS,
    fixed_choices,
)
from otokui.domain.desk.web.audiences.names import Names
from otokui.domain.desk.web.order_form import CHANNELS
from otokui.domain.desk.web.tags import own_value
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

_MONEY = (Figure.NET, Figure.AVERAGE)


@dataclass(frozen=True, slots=True)
class Told:
    """One condition in words; `place` is where it stands in the audience. `gone`: `Names.is_gone`.

    `parts`: (place, words, condition) of those of which one must hold, or of the only one
    (`filling.condition_at`).
    """

    place: int
    words: str
    gone: bool
    parts: tuple[tuple[str, str, Condition], ...] = ()


def told(audience: Audience, names: Names, business: BusinessSettings) -> list[Told]:
    """Every condition in its order."""
    teller = _Teller(names, business)
    return [
        Told(place, teller.say(one), names.is_gone(one), tuple(teller.parts(place, one)))
        for place, one in enumerate(audience.conditions)
    ]


def told_cut(audience: Audience) -> str:
    """The first so many, in words; "" if all are meant."""
    if audience.limit is None:
        return ""
    given = {"n": f"{audience.limit:,}", "order": RANKINGS[audience.ranking]}
    return ngettext("the first %(n)s %(order)s", "the first %(n)s %(order)s", audience.limit) % given


@dataclass(frozen=True, slots=True)
class _Teller:
    names: Names
    business: BusinessSettings

    def parts(self, place: int, condition: Condition | AnyOf) -> Iterator[tuple[str, str, Condition]]:
        if isinstance(condition, AnyOf):
            for part, one in enumerate(condition.conditions):
                yield f"{place}.{part}", self.say(one), one
        else:
            yield str(place), self.say(condition), condition

    def say(self, condition: Condition | AnyOf) -> str:
        match condition:
            case AnyOf(conditions=several):
                return pgettext("conditions", " or ").join(self.say(one) for one in several)
            case OneOf(what=what, keys=keys, never=never):
                given = {"what": TRAITS[what], "keys": self._keys(what, keys)}
                return (_("%(what)s: not %(keys)s") if never else _("%(what)s: %(keys)s")) % given
            case Within():
                return self._within(condition)
            case Holds(what=what, yes=yes):
                return str(MARKS[what][0 if yes else 1])
            case Own(key=key, value=value):
                field = self.names.own.get(key)
                given = {"field": field.label, "value": own_value(field)} if field else {}
                gone = {"field": _("(no longer there)"), "value": str(value)}
                return _("%(field)s: %(value)s") % (given or gone)
            case Says(what=Wording.BEHIND, text=text):
                return _("%(what)s: %(keys)s") % {"what": WORDINGS[Wording.BEHIND], "keys": words_of(text)}
            case Says(what=what, text=text):
                return _("%(what)s “%(text)s”") % {"what": WORDINGS[what], "text": text}
            case Bought():
                return self._bought(condition)
            case FirstBought():
                return self._first(condition)

    def _keys(self, what: Trait, keys: Sequence[str]) -> str:
        words = dict(fixed_choices(what))
        if what is Trait.IN_CHARGE:
            nobody = pgettext("in charge", "nobody")
            named = [
                self.names.staff.get(int(key), _("(no longer there)")) if key else nobody for key in keys
            ]
        else:
            named = [str(words.get(key, key)) for key in keys]
        return _listed(named)

    def _within(self, asked: Within) -> str:
        shown = self._money if asked.what in _MONEY else "{:,}".format
        what = FIGURES[asked.what]
        least = None if asked.least is None else shown(asked.least)
        most = None if asked.most is None else shown(asked.most)
        given = {"what": what, "least": least, "most": most}
        if least is None:
            return _("%(what)s: at most %(most)s") % given
        if most is None:
            return _("%(what)s: at least %(least)s") % given
        if least == most:
            return _("%(what)s: %(least)s") % given
        return _("%(what)s: %(least)s to %(most)s") % given

    def _bought(self, asked: Bought) -> str:
        given = {
            "what": self._goods(asked),
            "where": self._where(asked.shop, asked.channel),
            "when": _when(asked.days),
            "times": _(" at least %(n)s times") % {"n": asked.times} if asked.times > 1 else "",
            "money": self._spent(asked),
        }
        if asked.never:
            return _("did not buy %(what)s%(where)s%(when)s%(times)s%(money)s") % given
        return _("bought %(what)s%(where)s%(when)s%(times)s%(money)s") % given

    def _goods(self, asked: Bought) -> str:
        gone = _("(no longer there)")
        named = [self.names.products.get(one, gone) for one in asked.products]
        named += [self.names.categories.get(one, gone) for one in asked.categories]
        if asked.every and len(named) > 1:
            return _("each of %(goods)s") % {"goods": pgettext("each of these", " and ").join(named)}
        return _listed(named) if named else _("anything")

    def _where(self, shop: int | None, channel: str) -> str:
        words = ""
        if shop is not None:
            words += _(" at %(shop)s") % {"shop": self.names.shops.get(shop, _("(no longer there)"))}
        return words + (_(" by %(channel)s") % {"channel": CHANNELS.get(channel, channel)} if channel else "")

    def _spent(self, asked: Bought) -> str:
        words = ""
        if asked.at_least is not None:
            words += _(" for at least %(money)s") % {"money": self._money(asked.at_least)}
        if asked.at_most is not None:
            words += _(" for at most %(money)s") % {"money": self._money(asked.at_most)}
        return words

    def _first(self, asked: FirstBought) -> str:
        parts = [
            *([self.names.shops.get(asked.shop, _("(no longer there)"))] if asked.shop else []),
            *([str(CHANNELS.get(asked.channel, asked.channel))] if asked.channel else []),
            *([asked.trigger] if asked.trigger else []),
        ]
        return _("First purchase: %(how)s") % {"how": _listed(parts, and_=True)}

    def _money(self, amount: int) -> str:
        return figures.money(amount, self.business.currency, self.business.minor_units)


def _listed(words: Sequence[str], *, and_: bool = False) -> str:
    return (pgettext("all of these", ", ") if and_ else pgettext("one of these", " or ")).join(words)


def _when(days: Days) -> str:
    if days.last is not None:
        return ngettext(" in the last %(n)s day", " in the last %(n)s days", days.last) % {"n": days.last}
    given = {"since": figures.day(days.since), "until": figures.day(days.until)}
    if days.since and days.until:
        return _(" from %(since)s to %(until)s") % given
    if days.since:
        return _(" since %(since)s") % given
    return _(" until %(until)s") % given if days.until else ""
