"""Tags of the desk's pages, `{% load desk %}`: the words of the rooms below."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from otokui.core.content.kinds import Kind
from otokui.core.kernel.phone import phone_key, plain_phone
from otokui.core.ui import figures
from otokui.core.ui.templatetags.otokui import icon
from otokui.domain.accounts.public import get_business
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.public import label
from otokui.domain.customers.types import AttributeRecord, ContactWay, CustomerKind, Doorstep, ObservationKind
from otokui.domain.desk.actions.exporting.cells import yes_or_text
from otokui.domain.desk.types import Happening, TimelinePage
from otokui.domain.desk.web import happenings, sentences
from otokui.domain.desk.web.editables import Editable, drawn_pencil, drawn_plus, drawn_value
from otokui.domain.desk.web.editing.blanks import Blank
from otokui.domain.desk.web.editing.rows import ROWS
from otokui.domain.desk.web.labels import (
    ALIKE_LABELS,
    CAUSE_LABELS,
    DUE_LABELS,
    DUE_TONES,
    FILE_ICONS,
    FILE_LABELS,
    LEAVING_LABELS,
    LETTER_LABELS,
    SEEN_ICONS,
)
from otokui.domain.desk.web.order_form import CHANNELS
from otokui.domain.desk.web.order_form import typed_money as as_typed
from otokui.domain.insights.types import Answer, AnswerGiven

register = template.Library()


@register.simple_tag
def member(names: Mapping[int, str], staff_id: int) -> str:
    """The name of a member of staff, of those that the page looked up."""
    return names.get(staff_id, "")


@register.simple_tag
def file_icon(kind: Kind) -> SafeString:
    """The sign of a kind of file."""
    return icon(FILE_ICONS[kind])


@register.simple_tag
def file_word(kind: Kind) -> str:
    """A kind of file in the reader's language."""
    return str(FILE_LABELS[kind])


@register.filter
def due_word(key: str) -> str:
    """Where the wait for the next order is."""
    return str(DUE_LABELS[key])


@register.filter
def due_tone(key: str) -> str:
    """The tone of that."""
    return DUE_TONES[key]


@register.filter
def letter_word(key: str) -> str:
    """A row of the あ–わ index."""
    return str(LETTER_LABELS[key])


@register.filter
def word(value: StrEnum | None) -> str:
    """A fixed word of customers in the reader's language."""
    return label(value) if value else ""


@register.filter
def dialled(number: str) -> str:
    """What a telephone is to dial, however the number was typed."""
    return phone_key(number)


@register.filter
def plain_number(number: str) -> str:
    """A telephone number in narrow signs, to be read at a glance."""
    return plain_phone(number)


@register.filter
def seen_icon(kind: ObservationKind) -> str:
    """The icon of what somebody has seen."""
    return SEEN_ICONS[kind]


@register.filter
def marks_of(door: Doorstep) -> str:
    """What is believed of a door, as the marks that its chips carry."""
    household = [f"household:{door.household.kind.value}"] if door.household else []
    return " ".join(household + [seen.kind.value for seen in door.observations])


@register.filter
def clock(at: datetime, business: BusinessSettings) -> str:
    """The time of day in the business's zone."""
    return figures.clock(at.astimezone(business.zone))


@register.filter
def shop_day(at: datetime) -> str:
    """The day it was in the shop's time zone."""
    return figures.day(at.astimezone(get_business().zone).date())


@register.filter
def cause_word(key: str) -> str:
    """What moved a customer."""
    return str(CAUSE_LABELS[key])


@register.filter
def answer_icon(answer: Answer) -> str:
    """The icon of what a customer said about an awaited order."""
    return {Answer.IN_STOCK: "package", Answer.FORGOT: "history"}.get(answer, "ban")


@register.filter
def answer_effect(answer: AnswerGiven) -> str:
    """What an answer has done to the forecast."""
    return sentences.answer_effect(answer)


@register.filter
def leaving_word(key: str) -> str:
    """How far the silence has gone."""
    return str(LEAVING_LABELS[key])


register.filter(happenings.touch_icon)


@register.simple_tag(takes_context=True)
def entries(context: Context, page: TimelinePage) -> SafeString:
    """The entries of a timeline, each year under its heading."""
    drawn, year = [], None
    for entry in page.happenings:
        if entry.at.year != year:
            year = entry.at.year
            drawn.append(f'<li class="timeline-year num">{figures.year(entry.at)}</li>')
        drawn.append(_entry(context, entry))
    return mark_safe("".join(drawn))


def _entry(context: Context, entry: Happening) -> str:
    if entry.order:
        return happenings.drawn_order(entry.order, context["business"])
    if entry.touch:
        may_attach = bool(context.get("can_change"))
        return happenings.drawn_touch(entry.touch, context["business"], may_attach=may_attach)
    if entry.change:
        return happenings.drawn_change(entry.change, may_import=bool(context.get("may_import")))
    # It can be taken back where it stands.
    known = {str(name): value for name, value in context.flatten().items()}
    return render_to_string("desk/happening_answer.html", known | {"answer": entry.answer})


@register.filter
def channel_word(key: str) -> str:
    """The way an order came; a word of the shop's own stays."""
    return str(CHANNELS.get(key, key))


@register.filter
def typed_money(amount: int, business: BusinessSettings) -> str:
    """Money as a form field takes it."""
    return as_typed(amount, business)


@register.simple_tag(takes_context=True)
def value(context: dict[str, Any], key: str, text: str, target: str = "closest dd") -> SafeString:
    """A value that becomes a form where it stands, for those who may change it."""
    return drawn_value(Editable.value(context, key), text, target=target)


@register.simple_tag(takes_context=True)
def row_value(context: dict[str, Any], kind: str, row: Any, text: str) -> SafeString:
    """The same for a row among the facts; no row: one to be added."""
    return drawn_value(Editable.row(context, kind, row), text, lines=False)


@register.simple_tag(takes_context=True)
def row_edit(context: dict[str, Any], kind: str, row: Any, text: str) -> SafeString:
    """The pencil at the end of a row."""
    return drawn_pencil(Editable.row(context, kind, row), text)


@register.simple_tag(takes_context=True)
def row_add(context: dict[str, Any], kind: str) -> SafeString:
    """The button that adds a row."""
    return drawn_plus(Editable.row(context, kind, None), str(ROWS[kind].title))


@register.filter
def birthday(born: date | None, today: date) -> str:
    """The day and the age."""
    if born is None:
        return ""
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    years = ngettext("%(age)d year old", "%(age)d years old", age) % {"age": age}
    return f"{figures.day(born)}・{years}"


@register.filter
def own_key(attribute: AttributeRecord) -> str:
    """The key of the field that edits one of the shop's own."""
    return f"own-{attribute.key}"


@register.filter
def own_value(attribute: AttributeRecord) -> str:
    """What is known of one of the shop's own fields."""
    return yes_or_text(attribute.value)


@register.filter
def words(text: str) -> list[str]:
    """A list written in one line."""
    return text.split()


@register.filter
def way_word(key: str) -> str:
    """A way of contact by its key."""
    return label(ContactWay(key))


@register.filter
def kind_word(key: str) -> str:
    """Person or company by its key."""
    return label(CustomerKind(key))


@register.filter
def alike_word(key: str) -> str:
    """In what somebody is like a customer who is there already."""
    return str(ALIKE_LABELS[key])


@register.inclusion_tag("desk/blank.html", takes_context=True)
def blank(
    context: dict[str, Any],
    name: str,
    title: str,
    kind: str = "text",
    *,
    hint: str = "",
    wide: bool = False,
    first: bool = False,
) -> dict[str, Any]:
    """An input of the page of new customers, with what was typed and what is wrong with it.

    The page begins at the `first`; with a complaint at the first that is wrong, as browsers take the first of
    those that ask for it.
    """
    asked = Blank(
        name=name,
        label=title,
        kind=kind,
        value=context["typed"].get(name, ""),
        error=context["errors"].get(name, ""),
        hint=hint,
        small=not wide,
    )
    begins = bool(asked.error) if context["errors"] else first
    return {"blank": asked, "prefix": "new", "first": begins, "wide": wide}


@register.filter
def day_or_nothing(value: date | None) -> str:
    """A day, '' where there is none."""
    return figures.day(value) if value else ""
