"""Pure questions of insights, as tables."""

from datetime import date

import pytest

from otokui.analytics.schema import CLASSES
from otokui.analytics.settings import Settings, Thresholds
from otokui.domain.accounts.types import Trade
from otokui.domain.customers.types import Purpose, PurposeKind
from otokui.domain.insights.rules import (
    can_stand,
    needs_lines,
    settings_of_trade,
    why_new_parameters,
    why_not_for_class,
)
from otokui.domain.insights.types import RunReason

MARCH = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("today", "customers", "reason"),
    [
        (MARCH, 100, None),
        (date(2026, 3, 31), 200, None),
        (date(2026, 3, 31), 201, RunReason.GROWN),
        (date(2026, 4, 1), 100, RunReason.MONTHLY),
        (date(2027, 3, 10), 100, RunReason.MONTHLY),
    ],
)
def test_when_parameters_no_longer_serve(today, customers, reason):
    assert why_new_parameters(MARCH, 100, today, customers) is reason


@pytest.mark.parametrize(
    ("customer_class", "kind", "code"),
    [
        ("first", PurposeKind.CROSS_SELL, "first_buyer_no_cross_sell"),
        ("first", PurposeKind.OFFER, None),
        ("first", PurposeKind.THANKS, None),
        ("toddler", PurposeKind.CROSS_SELL, None),
        ("steady", PurposeKind.CROSS_SELL, None),
        ("trend", PurposeKind.OFFER, "trend_buyer_no_discount"),
        ("trend", PurposeKind.ADVERT, "trend_buyer_not_chased"),
        ("trend", PurposeKind.CROSS_SELL, "trend_buyer_not_chased"),
        ("trend", PurposeKind.TRANSACTION, None),
        ("trend", PurposeKind.SERVICE, None),
        ("best", PurposeKind.OFFER, None),
        ("prospect", PurposeKind.CROSS_SELL, None),
    ],
)
def test_what_a_class_forbids(customer_class, kind, code):
    reason = why_not_for_class(customer_class, Purpose(kind))
    assert (reason.code if reason else None) == code


@pytest.mark.parametrize(
    ("thresholds", "nobody"),
    [
        (
            Thresholds(),
            {("toddler", "dormant"), ("toddler", "dead"), ("trend", "dormant"), ("trend", "dead")},
        ),
        (Thresholds(preset="book"), set()),
        (Thresholds(dormant_gaps=3, dead_gaps=6), set()),
        (Thresholds(dormant_days=200), {("toddler", "dormant"), ("toddler", "dead"), ("trend", "dead")}),
        (
            Thresholds(preset="book", trend=False),
            {("trend", state) for state in ("active", "dormant", "dead")},
        ),
    ],
)
def test_where_nobody_can_stand(thresholds, nobody):
    places = [(key, state) for key in CLASSES[1:] for state in ("active", "dormant", "dead")]
    assert {place for place in places if not can_stand(thresholds, *place)} == nobody


@pytest.mark.parametrize("trade", list(Trade))
def test_every_trade_has_rules_that_summaries_answer(trade):
    assert not needs_lines(settings_of_trade(trade))


def test_trades_differ_where_their_customers_do():
    assert settings_of_trade(Trade.MAIL_ORDER) == settings_of_trade(Trade.RETAIL) == Settings()
    assert settings_of_trade(Trade.RESTAURANT).thresholds.dormant_days == 90
    assert settings_of_trade(Trade.SUPPLIES).thresholds == Thresholds(dormant_gaps=3, dead_gaps=6)


@pytest.mark.parametrize(
    "settings",
    [Settings(categories=("米",)), Settings(rfm_window_days=365), Settings(one_purchase_per_day=False)],
)
def test_settings_that_only_lines_answer(settings):
    assert needs_lines(settings)
