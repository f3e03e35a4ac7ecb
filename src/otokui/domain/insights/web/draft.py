"""What is typed into the form of the rules, and the settings that it means."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from otokui.analytics.settings import AverageRule, Settings, Thresholds
from otokui.core.kernel.text import compatible
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.insights.web.fields import RANGES

Typed = dict[str, str]


@dataclass(frozen=True)
class Draft:
    """What was typed, the chosen product groups, and either the settings it means or what is wrong where."""

    typed: Typed
    categories: tuple[str, ...]
    settings: Settings | None
    errors: Mapping[str, str]


def typed_of(settings: Settings, business: BusinessSettings) -> Typed:
    """The form's values for these settings."""
    bounds = settings.thresholds
    return {
        "preset": bounds.preset,
        "toddler_days": str(bounds.toddler_days),
        "best_days": str(bounds.best_days),
        "trend": "1" if bounds.trend else "",
        "factor": str(bounds.factor),
        "average": settings.average,
        "fixed_average": _major(settings.fixed_average, business),
        "silence": "days" if bounds.dormant_gaps is None else "gaps",
        "dormant_days": str(bounds.dormant_days),
        "dead_days": str(bounds.dead_days),
        "dormant_gaps": str(bounds.dormant_gaps or 3),
        "dead_gaps": str(bounds.dead_gaps or 6),
        "epsilon": f"{Decimal(settings.epsilon_permille) / 10:f}",
        "rfm_window_days": str(settings.rfm_window_days or ""),
        "guard_days": str(settings.guard_days),
        "one_purchase_per_day": "1" if settings.one_purchase_per_day else "",
    }


def draft_of(settings: Settings, business: BusinessSettings) -> Draft:
    """A draft that means these settings."""
    return Draft(typed_of(settings, business), settings.categories or (), settings, {})


def read_draft(sent: QueryDict, base: Settings, business: BusinessSettings) -> Draft:
    """The draft that a form sends; what the form does not know stays as in `base`."""
    typed = {name: compatible(sent.get(name, "")).strip()[:40] for name in typed_of(base, business)}
    categories = tuple(name for name in sent.getlist("category") if name)[:100]
    errors: dict[str, str] = {}
    numbers = {name: _number(typed[name], name, errors) for name in RANGES if _asked(name, typed)}
    _in_order(numbers, errors)
    epsilon, fixed = _percent(typed["epsilon"], errors), _fixed(typed, business, errors)
    if errors:
        return Draft(typed, categories, None, errors)
    thresholds = _thresholds(typed, numbers, base)
    settings = replace(
        base,
        thresholds=thresholds,
        average=_AVERAGES.get(typed["average"], "per_purchase"),
        fixed_average=fixed,
        rfm_window_days=numbers["rfm_window_days"],
        guard_days=numbers["guard_days"] or 0,
        epsilon_permille=epsilon,
        one_purchase_per_day=bool(typed["one_purchase_per_day"]),
        categories=categories or None,
    )
    return Draft(typed, categories, settings, {})


def _thresholds(typed: Typed, numbers: Mapping[str, int | None], base: Settings) -> Thresholds:
    by_gaps = typed["silence"] == "gaps"
    changed = {name: numbers[name] for name in _DAYS if numbers.get(name) is not None}
    return replace(
        base.thresholds,
        preset="book" if typed["preset"] == "book" else "article",
        trend=bool(typed["trend"]),
        dormant_gaps=numbers["dormant_gaps"] if by_gaps else None,
        dead_gaps=numbers["dead_gaps"] if by_gaps else None,
        **changed,  # type: ignore[arg-type]
    )


_AVERAGES: Final[dict[str, AverageRule]] = {"per_customer": "per_customer", "fixed": "fixed"}
_DAYS = ("toddler_days", "best_days", "factor", "dormant_days", "dead_days")
_MAY_BE_EMPTY = {"rfm_window_days"}


def _asked(name: str, typed: Typed) -> bool:
    return typed["silence"] == "gaps" or not name.endswith("_gaps")


def _number(text: str, name: str, errors: dict[str, str]) -> int | None:
    lowest, highest = RANGES[name]
    if not text and name in _MAY_BE_EMPTY:
        return None
    plain = text.replace(",", "")
    if not plain.isdecimal() or not lowest <= int(plain[:9]) <= highest:
        bounds = {"lowest": f"{lowest:,}", "highest": f"{highest:,}"}
        errors[name] = _("Write a whole number from %(lowest)s to %(highest)s.") % bounds
        return None
    return int(plain)


def _in_order(numbers: Mapping[str, int | None], errors: dict[str, str]) -> None:
    """Later steps must not come before earlier ones."""
    for first, second in (
        ("toddler_days", "best_days"),
        ("dormant_days", "dead_days"),
        ("dormant_gaps", "dead_gaps"),
    ):
        low, high = numbers.get(first), numbers.get(second)
        if low is not None and high is not None and low > high:
            errors[second] = _("Must not be smaller than %(number)s above.") % {"number": f"{low:,}"}


def _percent(text: str, errors: dict[str, str]) -> int:
    try:
        permille = Decimal(text) * 10
    except InvalidOperation:
        permille = Decimal(0)
    if not (permille.is_finite() and 10 <= permille <= 500 and permille == int(permille)):
        errors["epsilon"] = _("Write a number from 1 to 50, with one decimal at most.")
        return 100
    return int(permille)


def _fixed(typed: Typed, business: BusinessSettings, errors: dict[str, str]) -> int | None:
    if typed["average"] != "fixed":
        return None
    try:
        amount = Decimal(typed["fixed_average"].replace(",", "").lstrip("¥$")).scaleb(business.minor_units)
    except InvalidOperation:
        amount = Decimal(0)
    if not (amount.is_finite() and 1 <= amount <= 10**10 and amount == int(amount)):
        errors["fixed_average"] = _("Write an amount of money above zero.")
        return None
    return int(amount)


def _major(amount: int | None, business: BusinessSettings) -> str:
    if amount is None:
        return ""
    return f"{Decimal(amount).scaleb(-business.minor_units):f}"
