"""What the list page shows of its conditions: sentences to take away, and what can be saved."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from otokui.domain.accounts.public import get_business, may
from otokui.domain.accounts.types import Permission
from otokui.domain.desk.types import ListQuery
from otokui.domain.desk.web.asked import linker
from otokui.domain.desk.web.audiences.filling import CUT, may_fill
from otokui.domain.desk.web.audiences.labels import SHARINGS
from otokui.domain.desk.web.audiences.names import names_in
from otokui.domain.desk.web.audiences.sentences import told, told_cut
from otokui.domain.desk.web.audiences.tokens import written
from otokui.domain.desk.web.bulk_words import people_in_words
from otokui.domain.desk.web.labels import PEOPLE_LABELS
from otokui.domain.insights.public import audiences
from otokui.domain.insights.types.audience import (
    Audience,
    Condition,
    Figure,
    Holds,
    Mark,
    OneOf,
    Own,
    Trait,
    Within,
)
from otokui.domain.insights.types.saved_lists import SavedListView


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, and the list without it.

    `parts`: (place, words) of those of which one must hold; "" instead of the place where no form has inputs
    for all it says. `gone`: it speaks of something that is no longer there.
    """

    words: str
    without: str
    parts: tuple[tuple[str, str], ...]
    gone: bool = False


def conditions_context(request: HttpRequest, asked: ListQuery, saved: SavedListView | None) -> dict[str, Any]:
    """For `desk/customers_rows.html`. At most 6 SQL queries: the names of what conditions speak of."""
    everything, sentences = as_audience(asked), _chips(request, asked)
    changed = saved is not None and everything != saved.audience
    return {
        "sentences": sentences,
        "something_gone": any(one.gone for one in sentences),
        "saved": saved,
        "list_gone": bool(request.GET.get("list")) and saved is None,
        "changed": changed,
        "may_save": bool(everything)
        and (saved is None or changed)
        and may(request.user, Permission.CUSTOMERS_CHANGE),
        "token": written(everything),
        "sharings": SHARINGS,
        "deleted": request.GET.get("deleted", "") if request.GET.get("deleted", "").isdecimal() else "",
    }


def as_audience(asked: ListQuery) -> Audience:
    """What of the list's address can be kept: its conditions and those that its buttons stand for."""
    more: list[Condition] = []
    if asked.customer_class:
        more.append(OneOf(what=Trait.CLASS, keys=(asked.customer_class,)))
    if asked.state:
        more.append(OneOf(what=Trait.STATE, keys=(asked.state,)))
    if asked.overdue:
        more.append(Holds(what=Mark.OVERDUE))
    if asked.rfm_top:
        more.append(Holds(what=Mark.RFM_TOP))
    more += [
        Within(what=figure, least=score, most=score)
        for figure, score in ((Figure.R, asked.r), (Figure.F, asked.f))
        if score
    ]
    if asked.tag:
        more.append(OneOf(what=Trait.TAG, keys=(asked.tag,)))
    more += [Own(key=key, value=value) for key, value in asked.own]
    audience = asked.audience
    return Audience(conditions=(*audience.conditions, *more), ranking=audience.ranking, limit=audience.limit)


def list_in_words(asked: ListQuery) -> list[str]:
    """Everything that narrows the list, also what cannot be kept as a condition. At most 9 SQL queries."""
    audience = as_audience(asked)
    words = [one.words for one in told(audience, names_in(audience), get_business())]
    words.append(told_cut(audience))
    words.append(f"“{asked.text}”" if asked.text else "")
    words.append((asked.kana or asked.letter) if asked.letter else "")
    words.append(str(PEOPLE_LABELS[asked.touched]) % {"run": asked.run} if asked.run else "")
    words.append(people_in_words(asked))
    return [one for one in words if one]


def _chips(request: HttpRequest, asked: ListQuery) -> list[Chip]:
    if not asked.audience:
        return []
    link, audience = linker(request), asked.audience
    names = names_in(audience)

    def leading_to(left: Audience) -> str:
        token = written(left)
        return link(**{"if": token}) if token else link(**{"if": None, "list": None, "sort": None})

    chips = [
        Chip(
            one.words,
            leading_to(audiences.without(audience, one.place)),
            tuple((place if may_fill(part) else "", words) for place, words, part in one.parts),
            one.gone,
        )
        for one in told(audience, names, get_business())
    ]
    if cut := told_cut(audience):
        chips.append(Chip(cut, leading_to(audiences.uncut(audience)), ((CUT, cut),)))
    return chips
