"""The numbers of the form: how far they may go, and what they are called in sentences."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# lowest and highest value that makes sense in any trade
RANGES: Final[dict[str, tuple[int, int]]] = {
    "toddler_days": (1, 1000),
    "best_days": (1, 3650),
    "factor": (1, 100),
    "dormant_days": (1, 3650),
    "dead_days": (1, 3650),
    "dormant_gaps": (1, 50),
    "dead_gaps": (1, 100),
    "rfm_window_days": (30, 3650),
    "guard_days": (0, 1825),
}

WORDS: Final[dict[str, str | Promise]] = {
    "preset": _("Counting of days"),
    "toddler_days": _("Days as Toddler"),
    "best_days": _("Days until Best"),
    "trend": _("Class Trend"),
    "factor": _("Times the average order"),
    "average": _("Average order value A"),
    "silence": _("Dormant and Dead"),
    "epsilon": _("Overdue orders"),
    "rfm_window_days": _("Period of RFM"),
    "guard_days": _("Short history"),
    "one_purchase_per_day": _("Several orders on one day"),
    "categories": _("Product groups"),
}

ERRORS_AT: Final = (*RANGES, "epsilon", "fixed_average")
