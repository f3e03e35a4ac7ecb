"""A run freezes parameters and judges everybody; a purchase touches its own customer."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection

from otokui.domain.insights.actions.rederive import rederive
from otokui.domain.insights.models import Reorder, Run, Standing, StandingChange
from otokui.domain.insights.public import find_current_run, get_standings, pass_days
from tests.insights.cast import NOW, TODAY, assert_equal_to_batch, bought, buy, noon, start_run

pytestmark = pytest.mark.django_db
STATEMENTS = 16
"""COPY is not counted: savepoint and release, lock, run, 2 × (temporary table, truncate, write), one more."""


def test_a_run_judges_everybody_as_the_batch_does(shop):
    start_run()
    standings = get_standings(shop)
    assert [(standings[who].customer_class, standings[who].state) for who in shop] == [
        ("best", "active"),
        ("first", "active"),
        ("steady", "dead"),
    ]
    assert_equal_to_batch(shop, TODAY)
    run = find_current_run()
    assert (run.customers, run.days_passed_to) == (3, TODAY)
    assert run.finished_at is not None
    assert StandingChange.objects.filter(cause="parameters").count() == 3


def test_a_purchase_touches_only_its_customer(shop):
    start_run()
    before = dict(Standing.objects.values_list("customer_id", "net"))
    buy(bought(shop.taro, "2026-04-01", 5000, order_id="T2", product_code="TEA"))
    assert rederive(customer_ids=[shop.taro], as_of=TODAY, now=NOW) == 1
    taros = get_standings([shop.taro])[shop.taro]
    assert (taros.customer_class, taros.orders, taros.net) == ("toddler", 2, 6200)
    assert taros.next_change_on == date(2026, 6, 18)
    assert {
        who: net for who, net in Standing.objects.values_list("customer_id", "net") if who != shop.taro
    } == {who: net for who, net in before.items() if who != shop.taro}
    line = StandingChange.objects.filter(customer_id=shop.taro).latest("id")
    assert (line.from_class, line.to_class, line.cause, line.on) == ("first", "toddler", "purchase", TODAY)
    assert_equal_to_batch(shop, TODAY)


def test_the_same_news_twice_changes_nothing(shop):
    start_run()
    buy(bought(shop.taro, "2026-04-01", 5000, order_id="T2", product_code="TEA"))
    rederive(customer_ids=[shop.taro], as_of=TODAY, now=NOW)
    lines = StandingChange.objects.count()
    assert rederive(customer_ids=[shop.taro, shop.taro], as_of=TODAY, now=NOW) == 0
    assert StandingChange.objects.count() == lines


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ({"day": "2026-03-20", "amount": -1200, "order_id": "R1", "returned_order_id": "T1"}, "return"),
        ({"day": "2026-02-20", "amount": 700, "order_id": "T0"}, "purchase"),
    ],
)
def test_the_numbers_tell_the_cause(shop, row, cause):
    start_run()
    buy(bought(shop.taro, row.pop("day"), row.pop("amount"), product_code="TEA", **row))
    rederive(customer_ids=[shop.taro], as_of=TODAY, now=NOW)
    assert StandingChange.objects.filter(customer_id=shop.taro).latest("id").cause == cause
    assert_equal_to_batch(shop, TODAY)


def test_nobody_is_judged_before_the_first_run_which_is_asked_for_once(shop):
    assert rederive(customer_ids=[shop[0]], as_of=TODAY, now=NOW) == 0
    assert rederive(customer_ids=[shop[1]], as_of=TODAY, now=NOW) == 0
    assert list(Run.objects.values_list("reason", "frozen_at")) == [("first", None)]
    assert find_current_run() is None


def test_a_day_moves_only_those_whose_day_it_is(shop, django_assert_num_queries):
    start_run()
    buy(bought(shop.taro, "2026-04-01", 5000, order_id="T2", product_code="TEA"))
    rederive(customer_ids=[shop.taro], as_of=TODAY, now=NOW)
    with django_assert_num_queries(1 + 5):  # nothing is due: a look at the index, then the note of the day
        assert pass_days(up_to=date(2026, 6, 17), now=noon(date(2026, 6, 17))) == 0
    assert pass_days(up_to=date(2026, 6, 18), now=noon(date(2026, 6, 18))) == 1
    line = StandingChange.objects.latest("id")
    assert (line.customer_id, line.to_class, line.cause, line.on) == (
        shop.taro,
        "steady",
        "time",
        date(2026, 6, 18),
    )
    assert_equal_to_batch(shop, date(2026, 6, 18))
    assert find_current_run().days_passed_to == date(2026, 6, 18)


@pytest.mark.parametrize("touched", [2, 3])  # the books of one alone are read in one statement
def test_the_number_of_statements_does_not_depend_on_the_number_of_customers(
    shop, touched, django_assert_num_queries
):
    start_run()
    buy(*(bought(who, "2026-03-31", 4000, order_id=f"N{who}", product_code="JAM") for who in shop[:touched]))
    with django_assert_num_queries(STATEMENTS):
        rederive(customer_ids=shop[:touched], as_of=TODAY, now=NOW)


def test_days_that_nobody_was_at_work_are_passed_one_by_one(shop):
    start_run()
    assert pass_days(up_to=date(2027, 6, 1), now=noon(date(2027, 6, 1))) == 4
    history = (
        StandingChange.objects.filter(customer_id=shop.hana).order_by("id").values_list("on", "to_state")
    )
    assert list(history) == [
        (TODAY, "active"),
        (date(2026, 10, 26), "dormant"),
        (date(2027, 2, 28), "dead"),
    ]
    assert_equal_to_batch(shop, date(2027, 6, 1))


def test_lines_dated_tomorrow_are_seen_tomorrow(shop):
    start_run()
    buy(bought(shop.taro, "2026-04-02", 5000, order_id="T2", product_code="TEA"))
    rederive(customer_ids=[shop.taro], as_of=TODAY, now=NOW)
    assert get_standings([shop.taro])[shop.taro].customer_class == "first"
    assert_equal_to_batch(shop, TODAY)
    pass_days(up_to=date(2026, 4, 2), now=noon(date(2026, 4, 2)))
    assert get_standings([shop.taro])[shop.taro].customer_class == "toddler"
    assert_equal_to_batch(shop, date(2026, 4, 2))


def test_a_new_run_keeps_the_history_and_moves_everybody(shop):
    start_run()
    lines = StandingChange.objects.count()
    run = start_run(today=date(2026, 4, 2))
    assert set(Standing.objects.values_list("run_id", flat=True)) == {run}
    assert StandingChange.objects.count() == lines
    assert_equal_to_batch(shop, date(2026, 4, 2))


def test_the_history_cannot_be_rewritten(shop):
    start_run()
    with pytest.raises(ProgrammingError, match="Cannot update rows from insights_standingchange"):
        StandingChange.objects.update(to_class="best")


def test_what_is_derived_leaves_with_the_customer(shop):
    start_run()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM purchases_order")
        cursor.execute("DELETE FROM purchases_purchasesummary WHERE customer_id = %s", [shop.taro])
        cursor.execute("DELETE FROM customers_customer WHERE id = %s", [shop.taro])
    for model in (Standing, StandingChange, Reorder):
        assert set(model.objects.values_list("customer_id", flat=True)) == {shop.hana, shop.jiro}
