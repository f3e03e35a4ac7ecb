"""Tags for what a page shows many times: icons, badges, figures. `{% load otokui %}`."""

from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from otokui.core.kernel.text import initial
from otokui.core.ui import badges, figures
from otokui.core.ui.templatetags import kept

register = template.Library()
register.tags |= kept.register.tags


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite; decoration only, the words beside it carry the meaning. size: "", "sm", "lg"."""
    extra = f" icon-{size}" if size else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        extra,
        static("otokui/built/icons.svg"),
        name,
    )


@register.simple_tag
def hint(text: str) -> SafeString:
    """A sign that says on pointing and on focus what a word means."""
    return _hint(str(text))


@lru_cache(maxsize=256)
def _hint(text: str) -> SafeString:
    return format_html(
        '<button type="button" class="hint" aria-label="{0}">{1}<span class="hint-text" aria-hidden="true">'
        "{0}</span></button>",
        text,
        icon("info", "sm"),
    )


@register.filter
def listed(words: Any) -> str:
    """Words one behind the other, with the mark of the reader's language between them."""
    return figures.listed(words)


@register.simple_tag
def class_badge(key: str, label: str) -> SafeString:
    """The badge of a class in its colour."""
    return badges.class_badge(key, str(label))


@register.simple_tag
def class_dot(key: str) -> SafeString:
    """The dot of a class in its colour; the words beside it carry the meaning."""
    return format_html('<span class="class-dot is-{}"></span>', key)


@register.simple_tag
def state_mark(key: str, label: str) -> SafeString:
    """The mark of a state: full, half or empty circle, and its word."""
    return badges.state_mark(key, str(label))


@register.simple_tag
def skeleton() -> SafeString:
    """What stands where something is being loaded."""
    return badges.skeleton(_("Loading"))


@register.simple_tag(takes_context=True)
def money(context: dict[str, Any], amount: int | None) -> str:
    """Minor units in the business's currency."""
    if amount is None:
        return "–"
    business = context["business"]
    return figures.money(amount, business.currency, business.minor_units)


@register.simple_tag(takes_context=True)
def about_money(context: dict[str, Any], amount: int) -> str:
    """A sum that is not exact, rounded and said so."""
    business = context["business"]
    return figures.about_money(amount, business.currency, business.minor_units)


@register.filter
def money_sign(currency: str) -> str:
    """What stands before an amount of this currency."""
    return figures.money_sign(currency)


@register.filter
def money_unit(currency: str) -> str:
    """What stands behind an amount of this currency that is typed."""
    return figures.money_unit(currency)


@register.filter
def quantity(thousandths: int) -> str:
    """Thousandths of a piece as pieces."""
    return figures.quantity(thousandths)


@register.filter
def day(value: date | None) -> str:
    """A day in full."""
    return figures.day(value)


@register.filter
def year(value: date) -> str:
    """A year as a heading: 2026年."""
    return figures.year(value)


@register.filter
def day_of_year(value: date) -> str:
    """Month and day, where the year stands above."""
    return figures.day_of_year(value)


@register.simple_tag(takes_context=True)
def day_and_time(context: dict[str, Any], value: datetime) -> str:
    """Month, day and time in the business's time zone, where the year stands above."""
    local = value.astimezone(context["business"].zone)
    return f"{figures.day_of_year(local.date())} {figures.clock(local)}"


@register.simple_tag
def short_day(value: date | None, today: date) -> str:
    """A day without the year if it is this year's."""
    return figures.short_day(value, today=today)


@register.simple_tag
def ago(value: date | None, today: date) -> str:
    """A day in words from today."""
    return figures.ago(value, today=today)


@register.filter(name="initial")
def initial_of(name: str) -> str:
    """The letter of a name in its mark; of a company not its legal form."""
    return initial(name)


@register.filter
def grouped(value: int | None) -> str:
    """1,234."""
    return "–" if value is None else figures.count(value)


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], value: datetime | None, *, with_day: bool = False) -> str:
    """Day and time in the business's time zone; of today the time alone, unless asked `with_day`."""
    if value is None:
        return "–"
    return figures.moment(value, zone=context["business"].zone, now=timezone.now(), with_day=with_day)


@register.simple_tag
def duration(start: datetime | None, end: datetime | None) -> str:
    """How long it took from start to end, or takes until now."""
    return "" if start is None else figures.duration((end or timezone.now()) - start)
