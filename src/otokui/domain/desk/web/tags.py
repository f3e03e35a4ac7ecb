"""Tags of the desk's pages, `{% load desk %}`: the words of the rooms below."""

from enum import StrEnum

from django import template

from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.public import label
from otokui.domain.customers.types import TimelineEntry
from otokui.domain.desk.web.labels import (
    CAUSE_LABELS,
    DUE_LABELS,
    DUE_TONES,
    LEAVING_LABELS,
    LETTER_LABELS,
    WAY_ICONS,
)
from otokui.domain.desk.web.order_form import CHANNELS
from otokui.domain.desk.web.order_form import typed_money as as_typed

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
def leaving_word(key: str) -> str:
    """How far the silence has gone."""
    return str(LEAVING_LABELS[key])


@register.filter
def touch_icon(touch: TimelineEntry) -> str:
    """The icon of a contact, task or consent."""
    if touch.kind != "contact":
        return {"follow_up": "list-checks", "consent": "shield-check"}.get(touch.kind, "clock")
    return WAY_ICONS.get(touch.way or "", "clock")


@register.filter
def channel_word(key: str) -> str:
    """The way an order came; a word of the shop's own stays."""
    return str(CHANNELS.get(key, key))


@register.filter
def typed_money(amount: int, business: BusinessSettings) -> str:
    """Money as a form field takes it."""
    return as_typed(amount, business)
