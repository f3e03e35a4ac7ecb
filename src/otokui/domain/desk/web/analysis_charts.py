"""The charts of the pages of analysis; each part leads to its people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otokui.analytics.figures import months_of
from otokui.core.ui import figures
from otokui.core.ui.charts.columns import Column, Stack, columns
from otokui.core.ui.charts.concentration import concentration_curve
from otokui.core.ui.charts.sizes import NARROW
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.desk.queries.analysis_months import ClassMonth, ShopMonth
from otokui.domain.desk.queries.analysis_takings import MonthTakings
from otokui.domain.insights.public import CLASS_LABELS
from otokui.domain.insights.types.survey import SurveyView

HALF, WHOLE, HEIGHT = 560, 1180, 150
SHOWN = ("stay", "new", "up", "left")
"""The parts of a column from below; who was away before stands in the table only."""


@dataclass(frozen=True, slots=True)
class ClassChart:
    """The months of one class: the picture and the numbers of the newest whole one."""

    key: str
    picture: SafeString
    now: ClassMonth


def people_url(mark: str) -> str:
    """The list of the customers behind a number."""
    return f"{_address()}?of={quote(mark, safe=':/*')}"


@cache
def _address() -> str:
    return reverse("analysis_people")


def part_words(part: str) -> str:
    """What a part of a column is called."""
    return {
        "here": pgettext("part of a class", "All"),
        "active": pgettext("part of a class", "Active"),
        "stay": pgettext("part of a class", "Stayed active"),
        "up": pgettext("part of a class", "Moved up"),
        "new": pgettext("part of a class", "New"),
        "left": pgettext("part of a class", "Left"),
        "away": pgettext("part of a class", "Away before"),
    }[part]


def month_words(day: date) -> str:
    """2026年3月 · Mar 2026."""
    return figures.month_of_year(day)


def month_choices(survey: SurveyView) -> list[tuple[str, date]]:
    """Months to choose from, newest first."""
    return list(reversed(list(zip(months_of(survey.window), survey.window.ends[1:], strict=True))))


def class_charts(found: dict[str, tuple[ClassMonth, ...]]) -> list[ClassChart]:
    """A picture a class: active, new, moved up, and those who left in the month."""
    words = {part: part_words(part) for part in SHOWN}
    return [
        ClassChart(
            key,
            columns(
                [_class_column(key, month, words) for month in months],
                tone=f"is-{key}",
                width=NARROW,
                height=HEIGHT,
            ),
            months[-1],
        )
        for key, months in found.items()
    ]


def _class_column(key: str, month: ClassMonth, words: dict[str, str]) -> Column:
    place = f"{month_words(month.end)} {CLASS_LABELS[key]}"
    parts = tuple(
        Stack(
            part,
            month.parts[part],
            f"{place} {words[part]}: {month.parts[part]:,}",
            people_url(f"class:{month.month}:{key}:{part}"),
        )
        for part in SHOWN
        if month.parts[part]
    )
    return Column(_label(month.end), parts, month.unfinished)


def existing_chart(months: Sequence[ShopMonth], width: int) -> SafeString:
    """The number of existing customers."""
    return _heads([(month, month.existing, f"existing:{month.month}") for month in months], width)


def new_chart(months: Sequence[ShopMonth], width: int) -> SafeString:
    """The number of new customers."""
    return _heads([(month, month.new, f"first:{month.month}:30:all") for month in months], width)


def _heads(found: Sequence[tuple[ShopMonth, int, str]], width: int) -> SafeString:
    """A number of customers for each month, and the mark of who they are."""
    shown = [
        Column(
            _label(month.end),
            (Stack("", customers, f"{month_words(month.end)}: {customers:,}", people_url(mark)),),
            month.unfinished,
        )
        for month, customers, mark in found
    ]
    return columns(shown, tone="", width=width, height=HEIGHT)


def per_customer_chart(months: Sequence[ShopMonth], business: BusinessSettings, width: int) -> SafeString:
    """What each existing customer paid."""
    found = [
        Column(
            _label(month.end),
            (
                Stack(
                    "",
                    month.per_customer or 0,
                    f"{month_words(month.end)}: {_money(month.per_customer or 0, business)}",
                    people_url(f"existing:{month.month}"),
                ),
            ),
            month.unfinished,
        )
        for month in months
    ]
    return columns(found, tone="", width=width, height=HEIGHT, written=_axis(business))


def _axis(business: BusinessSettings) -> Callable[[int], str]:
    return partial(figures.round_money, currency=business.currency, minor_units=business.minor_units)


def takings_chart(found: Sequence[MonthTakings], business: BusinessSettings, width: int) -> SafeString:
    """Sales by class at each month's end."""
    rows = [
        Column(
            _label(one.month.end),
            tuple(
                Stack(
                    f"is-{key}",
                    one.classes[key].money,
                    f"{month_words(one.month.end)} {label}: {_money(one.classes[key].money, business)}",
                    people_url(f"came:{one.month.month}:{key}"),
                )
                for key, label in reversed(CLASS_LABELS.items())
                if key in one.classes
            ),
            one.month.unfinished,
        )
        for one in found
    ]
    return columns(rows, tone="", width=width, height=220, written=_axis(business))


def concentration(survey: SurveyView) -> dict[str, Any]:
    """The curve of concentration and its two sentences."""
    fifth = next((net for percent, _customers, net in survey.concentration if percent == 20), None)
    return {
        "curve": _curve(survey, HALF),
        "curve_narrow": _curve(survey, NARROW),
        "fifth": None if fifth is None or survey.net <= 0 else _percent(fifth, survey.net),
        "eighty": _percent(survey.eighty or 0, survey.buyers),
    }


def _curve(survey: SurveyView, width: int) -> str:
    if survey.net <= 0:
        return ""
    points = [
        (
            percent,
            100 * net / survey.net,
            _("Top %(percent)d %% (%(customers)s customers): %(share)s %% of the money")
            % {
                "percent": percent,
                "customers": f"{customers:,}",
                "share": _percent(net, survey.net),
            },
        )
        for percent, customers, net in survey.concentration
    ]
    marked = next(((percent, share) for percent, share, _words in points if percent == 20), None)
    return concentration_curve(
        points, marked=marked, label=_("Share of the money by share of customers, best first"), width=width
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole > 0 else "0"


def _label(day: date) -> str:
    """The month under a column, with the year in January."""
    return f"{day:%y}/{day.month}" if day.month == 1 else f"{day.month}"


def _money(amount: int, business: BusinessSettings) -> str:
    return figures.money(amount, business.currency, business.minor_units)
