"""Tags of the pages of analysis, `{% load analysis %}`."""

from datetime import date
from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from otokui.analytics.transitions import NEW
from otokui.core.ui import badges, figures
from otokui.domain.desk.queries.analysis_months import ClassMonth
from otokui.domain.desk.queries.analysis_takings import MonthTakings, Taking
from otokui.domain.desk.web import analysis_charts
from otokui.domain.insights.public import CLASS_LABELS, STATE_LABELS

register = template.Library()


@register.simple_tag
def people_url(mark: str) -> str:
    """The list of the customers behind a number."""
    return analysis_charts.people_url(mark)


@register.simple_tag
def mark_url(*parts: object) -> str:
    """The same for a mark in parts."""
    return analysis_charts.people_url(":".join(map(str, parts)))


@register.simple_tag
def month_url(what: str, month: date, *rest: object) -> str:
    """The people of a month: `existing`, `gone` (existing a year before, no longer), `first` 30 "all"."""
    return analysis_charts.people_url(":".join(map(str, (what, f"{month:%Y-%m}", *rest))))


@register.simple_tag
def part_of(month: ClassMonth, part: str) -> int:
    """The people of one part of a class."""
    return month.parts[part]


@register.simple_tag
def taking_of(month: MonthTakings, key: str) -> Taking | None:
    """What a class paid in a month."""
    return month.classes.get(key)


@register.simple_tag
def place_of(key: str) -> SafeString | str:
    """A place in a table of moves: a class, a state, both, or those who have newly come."""
    if key == NEW:
        return _("Newly come")
    name, _slash, state = key.partition("/")
    if name in STATE_LABELS:
        return badges.state_mark(name, str(STATE_LABELS[name]))
    badge = badges.class_badge(name, str(CLASS_LABELS[name]))
    if state not in STATE_LABELS:
        return badge
    mark = badges.state_mark(state, str(STATE_LABELS[state]))
    return format_html('<span class="both">{} {}</span>', badge, mark)


@register.simple_tag
def share_of(part: int, whole: int) -> str:
    """A part of a whole in percent."""
    return percent(round(1000 * part / whole)) if whole > 0 else "–"


@register.simple_tag
def grouped_number(value: Fraction) -> str:
    """A number of customers."""
    return f"{int(value):,}"


@register.filter
def whole(value: Fraction) -> int:
    """Minor units, rounded down."""
    return int(value)


@register.filter
def percent(permille: int | None) -> str:
    """63.2 %, or a dash where nothing can be said."""
    return "–" if permille is None else f"{permille / 10:.1f}%"


@register.filter
def percent_change(permille: int | None) -> str:
    """+3.1 % or −5.0 %, with a true minus sign."""
    return "–" if permille is None else f"{permille / 10:+.1f}%".replace("-", "−")


@register.filter
def month_word(day: date) -> str:
    """2026年3月."""
    return figures.month_of_year(day)
