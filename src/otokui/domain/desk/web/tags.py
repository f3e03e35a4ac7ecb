"""Tags of the desk's pages, `{% load desk %}`: the words of the rooms below."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otokui.core.ui import figures
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.public import label
from otokui.domain.customers.types import AttributeRecord, ContactWay, CustomerKind
from otokui.domain.desk.types import Happening
from otokui.domain.desk.web import happenings, sentences
from otokui.domain.desk.web.editing.blanks import Blank
from otokui.domain.desk.web.editing.rows import ROWS
from otokui.domain.desk.web.labels import (
    ALIKE_LABELS,
    CAUSE_LABELS,
    DUE_LABELS,
    DUE_TONES,
    LEAVING_LABELS,
    LETTER_LABELS,
)
from otokui.domain.desk.web.order_form import CHANNELS
from otokui.domain.desk.web.order_form import typed_money as as_typed
from otokui.domain.insights.types import Answer, AnswerGiven

register = template.Library()


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
def happening(context: dict[str, Any], entry: Happening) -> SafeString:
    """An entry of the timeline but for answers, which can be taken back where they stand."""
    if entry.order:
        return happenings.drawn_order(entry.order, context["business"])
    if entry.touch:
        return happenings.drawn_touch(entry.touch, context["business"])
    assert entry.change is not None
    return happenings.drawn_change(entry.change, may_import=bool(context.get("may_import")))


@register.filter
def channel_word(key: str) -> str:
    """The way an order came; a word of the shop's own stays."""
    return str(CHANNELS.get(key, key))


@register.filter
def typed_money(amount: int, business: BusinessSettings) -> str:
    """Money as a form field takes it."""
    return as_typed(amount, business)


@register.inclusion_tag("desk/value.html", takes_context=True)
def value(context: dict[str, Any], key: str, text: str, target: str = "closest dd") -> dict[str, Any]:
    """A value that becomes a form where it stands, for those who may change it."""
    url = reverse("customer_field", args=[context["customer"].id, key])
    return _editable(context) | {"key": key, "text": text, "target": target, "url": url}


@register.inclusion_tag("desk/row_value.html", takes_context=True)
def row_value(context: dict[str, Any], kind: str, row: Any, text: str) -> dict[str, Any]:
    """The same for a row among the facts; no row: one to be added."""
    return _row(context, kind, row) | {"text": text}


@register.inclusion_tag("desk/row_edit.html", takes_context=True)
def row_edit(context: dict[str, Any], kind: str, row: Any, text: str) -> dict[str, Any]:
    """The pencil at the end of a row."""
    return _row(context, kind, row) | {"text": text}


@register.inclusion_tag("desk/row_add.html", takes_context=True)
def row_add(context: dict[str, Any], kind: str) -> dict[str, Any]:
    """The button that adds a row."""
    return _row(context, kind, None) | {"title": ROWS[kind].title}


def _row(context: dict[str, Any], kind: str, row: Any) -> dict[str, Any]:
    args = [context["customer"].id, kind] + ([row.id] if row else [])
    url = reverse("customer_row", args=args)
    return _editable(context) | {"key": f"{kind}-{row.id if row else 'new'}", "url": url}


def _editable(context: dict[str, Any]) -> dict[str, Any]:
    return {"can_change": context.get("can_change"), "focus": context.get("focus")}


@register.filter
def listed(words: Iterable[str]) -> str:
    """Words in a row."""
    return "、".join(words)


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
    if attribute.value is None:
        return ""
    if isinstance(attribute.value, bool):
        return _("Yes") if attribute.value else _("No")
    return str(attribute.value)


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
    """An input of the page of new customers, with what was typed and what is wrong with it."""
    asked = Blank(
        name=name,
        label=title,
        kind=kind,
        value=context["typed"].get(name, ""),
        error=context["errors"].get(name, ""),
        hint=hint,
        small=not wide,
    )
    return {"blank": asked, "prefix": "new", "first": first, "wide": wide}


@register.filter
def day_or_nothing(value: date | None) -> str:
    """A day, '' where there is none."""
    return figures.day(value) if value else ""
