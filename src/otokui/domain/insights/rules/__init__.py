"""Pure questions about the rules by which customers are judged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from otokui.analytics.settings import Settings, Thresholds
from otokui.analytics.trend import judge
from otokui.analytics.window import Window
from otokui.domain.customers.types import Purpose, PurposeKind, Reason
from otokui.domain.insights.types import RunReason
from otokui.domain.insights.types.survey import Falls

_OF_TRADE: Final[dict[str, Settings]] = {
    "mail_order": Settings(),
    "retail": Settings(),
    "restaurant": Settings(
        thresholds=Thresholds(toddler_days=60, best_days=150, dormant_days=90, dead_days=180)
    ),
    "supplies": Settings(thresholds=Thresholds(dormant_gaps=3, dead_gaps=6)),
}


def settings_of_trade(trade: str) -> Settings:
    """What a trade starts with (通販・小売・飲食・B2B消耗品).

    Mail order and retail keep the articles' numbers. Guests of a restaurant come and go faster: 60 and 150
    days, dormant after 90, dead after 180. Companies order consumables in rhythms of their own: three of
    their own gaps without an order make them dormant, six dead; with one purchase the days hold.
    """
    return _OF_TRADE.get(trade, _OF_TRADE["retail"])


def with_business(settings: Settings, *, time_zone: str, day_start_minutes: int) -> Settings:
    """The settings under which a run judges: the business decides where its day begins."""
    return replace(settings, time_zone=time_zone, day_start_minutes=day_start_minutes)


def why_new_parameters(
    last_as_of: date, customers_then: int, today: date, customers_now: int
) -> RunReason | None:
    """Why parameters frozen on `last_as_of` no longer serve; None while they do.

    A calendar month has begun, or the books have doubled: what was frozen over the first thousand lines of
    an import says little about the shop.
    """
    if (today.year, today.month) > (last_as_of.year, last_as_of.month):
        return RunReason.MONTHLY
    return RunReason.GROWN if customers_now > 2 * customers_then else None


def needs_lines(settings: Settings) -> bool:
    """Whether only the lines answer: the stored summaries count order days over all products."""
    return (
        settings.categories is not None
        or settings.rfm_window_days is not None
        or not settings.one_purchase_per_day
    )


def can_stand(thresholds: Thresholds, customer_class: str, state: str) -> bool:
    """Whether these rules let anybody be of this class in this state.

    Who is counted to today and has been silent for 240 days is no longer in the first 90 or 210.
    """
    if customer_class == "trend" and not thresholds.trend:
        return False
    if thresholds.preset != "article" or thresholds.dormant_gaps is not None or state == "active":
        return True
    ends = {"toddler": thresholds.toddler_days, "trend": thresholds.best_days}.get(customer_class)
    begins = thresholds.dormant_days if state == "dormant" else thresholds.dead_days
    return ends is None or begins < ends


def why_not_for_class(customer_class: str, purpose: Purpose) -> Reason | None:
    """What a class forbids.

    A first buyer is not shown goods of another kind: it feeds the regret after the purchase; a bargain for
    the second purchase is welcome. A trend buyer is not chased, and not given further discounts.
    """
    if customer_class == "first" and purpose.kind is PurposeKind.CROSS_SELL:
        return Reason("first_buyer_no_cross_sell")
    if customer_class == "trend" and purpose.kind is PurposeKind.OFFER:
        return Reason("trend_buyer_no_discount")
    if customer_class == "trend" and purpose.kind in _CHASING:
        return Reason("trend_buyer_not_chased")
    return None


def in_stock_until(on: date, gap_days: float | None) -> date:
    """Until when "まだ在庫あり" is believed unless a day is given: half the usual gap, at least three days.

    Half up; without a known gap a week.
    """
    half = 7 if gap_days is None else int(gap_days / 2 + 0.5)
    return on + timedelta(days=max(3, half))


def falls_of(
    run: int, window: Window, existing: Sequence[int], existing_net: Sequence[int], first_day: str | None
) -> Falls:
    """The alarm over the whole months of a survey: existing customers, and what each of them paid.

    A month that began before the books, or with few existing customers, is no month to compare with.
    """
    whole = len(existing) - window.is_partial
    numbers: list[int | None] = []
    sales: list[Fraction | None] = []
    for place in range(whole):
        in_books = first_day is not None and window.ends[place].isoformat() >= first_day
        known = in_books and existing[place] >= FEWEST_EXISTING
        numbers.append(existing[place] if known else None)
        sales.append(Fraction(existing_net[place], existing[place]) if known else None)
    return Falls(
        run=run,
        as_of=window.as_of,
        month=window.ends[whole],
        existing=judge(numbers),
        per_customer=judge(sales),
    )


FEWEST_EXISTING: Final = 30
"""Below so many customers chance alone moves the figures."""
_CHASING: Final = frozenset({PurposeKind.ADVERT, PurposeKind.CROSS_SELL})
