"""Settings in words: what one version says differently from another."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otokui.analytics.settings import Settings
from otokui.core.ui import figures
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.insights.web.fields import WORDS


def in_words(settings: Settings, business: BusinessSettings) -> dict[str, str]:
    """Each rule by its name in `WORDS`, as a sentence would say it."""
    bounds = settings.thresholds
    return {
        "preset": _("from the first to the last purchase")
        if bounds.preset == "book"
        else _("from the first purchase to today"),
        "toddler_days": _days(bounds.toddler_days),
        "best_days": _days(bounds.best_days),
        "trend": _on(bounds.trend),
        "factor": _("%(factor)d times") % {"factor": bounds.factor},
        "average": _average(settings, business),
        "silence": _silence(settings),
        "epsilon": _("%(percent)s %% late at most")
        % {"percent": f"{Decimal(settings.epsilon_permille) / 10:f}"},
        "rfm_window_days": _days(settings.rfm_window_days) if settings.rfm_window_days else _("all history"),
        "guard_days": _days(settings.guard_days) if settings.guard_days else _("off"),
        "one_purchase_per_day": _("one purchase") if settings.one_purchase_per_day else _("a purchase each"),
        "categories": "・".join(settings.categories) if settings.categories else _("all products"),
    }


def differences(old: Settings, new: Settings, business: BusinessSettings) -> list[tuple[str, str, str]]:
    """(rule, what `old` says, what `new` says) where they differ."""
    before, after = in_words(old, business), in_words(new, business)
    return [(str(WORDS[name]), before[name], after[name]) for name in WORDS if before[name] != after[name]]


def _days(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _on(value: bool) -> str:
    return _("on") if value else _("off")


def _average(settings: Settings, business: BusinessSettings) -> str:
    words: dict[str, Callable[[], str]] = {
        "per_purchase": lambda: _("all sales ÷ all purchases"),
        "per_customer": lambda: _("all sales ÷ all customers"),
        "fixed": lambda: figures.money(settings.fixed_average or 0, business.currency, business.minor_units),
    }
    return words[settings.average]()


def _silence(settings: Settings) -> str:
    bounds = settings.thresholds
    if bounds.dormant_gaps is None or bounds.dead_gaps is None:
        return _("%(dormant)d and %(dead)d days") % {
            "dormant": bounds.dormant_days,
            "dead": bounds.dead_days,
        }
    words = _("%(dormant)d and %(dead)d of the own gaps (else %(days)d and %(dead_days)d days)")
    return words % {
        "dormant": bounds.dormant_gaps,
        "dead": bounds.dead_gaps,
        "days": bounds.dormant_days,
        "dead_days": bounds.dead_days,
    }
