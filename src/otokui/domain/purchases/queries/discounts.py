"""Who buys at a discount, and how much of it: from the summaries (docs/algorithms/finer-groups.md)."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from otokui.analytics.discounts import MOSTLY_FROM, SOMETIMES_FROM
from otokui.core.platform import prepared
from otokui.domain.purchases.models import PurchaseSummary
from otokui.domain.purchases.types import Discounts, ProductHabit

_BANDS: Final = {
    "rarely": Q(discount_tenths__lt=SOMETIMES_FROM),
    "sometimes": Q(discount_tenths__gte=SOMETIMES_FROM, discount_tenths__lt=MOSTLY_FROM),
    "mostly": Q(discount_tenths__gte=MOSTLY_FROM),
}


def get_discounts(customers: Sequence[int]) -> dict[int, Discounts]:
    """By customer; who never bought is left out. 1 SQL query."""
    rows = PurchaseSummary.objects.filter(pk__in=customers).values_list(
        "pk", "priced_days", "priced", "reduced", "discount_tenths"
    )
    return {
        customer: Discounts(days=days, priced=priced, reduced=reduced, tenths=tenths)
        for customer, days, priced, reduced, tenths in rows
    }


def habits_and_discounts(customer: int, *, since: date) -> tuple[list[ProductHabit], Discounts | None]:
    """`list_product_habits` and the discounts of one customer, None who never bought. 1 SQL query."""
    rows = prepared.rows(_HABITS, [since, customer])
    if not rows:
        return [], None
    days, priced, reduced, tenths = rows[0][:4]
    habits = [
        ProductHabit(**dict(zip(ProductHabit.__dataclass_fields__, row[4:], strict=True)))
        for row in rows
        if row[4] is not None
    ]
    return habits, Discounts(days=days, priced=priced, reduced=reduced, tenths=tenths)


_HABITS: Final = """
SELECT s.priced_days, s.priced, s.reduced, s.discount_tenths,
    h.product_id, p.code, p.name, p.unit, h.orders, h.first_on, h.last_on, h.net, h.usual_quantity,
    h.gap_median, h.habit_hits, h.habit_gaps, h.habit_lo, h.habit_hi
FROM purchases_purchasesummary s
LEFT JOIN (purchases_productsummary h JOIN purchases_product p ON p.id = h.product_id)
    ON h.customer_id = s.customer_id AND h.first_on IS NOT NULL AND h.last_on >= %s
WHERE s.customer_id = %s ORDER BY h.last_on DESC, h.orders DESC, h.product_id"""


def band_of(discounts: Discounts | None) -> str:
    """`rarely`, `sometimes`, `mostly`; "" as long as too few days tell."""
    tenths = discounts.tenths if discounts else None
    if tenths is None:
        return ""
    return "rarely" if tenths < SOMETIMES_FROM else "sometimes" if tenths < MOSTLY_FROM else "mostly"


def ids_by_discount(bands: Collection[str]) -> QuerySet[Any, Any]:
    """Sub-query of the customers in one of the bands; nothing is evaluated."""
    wanted = Q(pk__in=())
    for band in bands:
        wanted |= _BANDS[band]
    return PurchaseSummary.objects.filter(wanted).values("customer_id")


def ids_by_discount_share(least: int | None, most: int | None) -> QuerySet[Any, Any]:
    """The same by the percent of the money, both included; the tenths carry it by their index."""
    wanted = Q(discount_tenths__isnull=False)
    if least is not None:
        least = min(least, 101)
        wanted &= Q(discount_tenths__gte=least // 10, reduced__gte=_of_priced(least))
    if most is not None and most < 100:
        # "At most 25 %" is whatever is rounded down to it, as it is shown.
        wanted &= Q(discount_tenths__lte=most // 10, reduced__lt=_of_priced(most + 1))
    return PurchaseSummary.objects.filter(wanted).values("customer_id")


def _of_priced(percent: int) -> Any:
    # Rounded up, in whole numbers: so many percent of the money at least.
    return (F("priced") * percent + 99) / 100
