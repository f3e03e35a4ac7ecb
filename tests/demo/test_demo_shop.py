"""The demo shop is the same everywhere and has something true to show on every screen."""

from datetime import date, timedelta
from itertools import pairwise

from otokui.domain.exchange.adapters.demo.goods import GOODS
from otokui.domain.exchange.adapters.demo.habits import BOOM_TRIGGER, DAYS
from otokui.domain.exchange.adapters.demo.names import FAMILY_NAMES, GIVEN_NAMES, TOWNS
from otokui.domain.exchange.adapters.demo.shop import HOUSES, demo_shop

LAST_DAY = date(2026, 11, 21)


def test_a_customer_is_the_same_in_a_small_and_in_a_large_shop():
    small = list(demo_shop(LAST_DAY, 60))
    large = list(demo_shop(LAST_DAY, 200))
    assert large[:60] == small
    assert len({customer.code for customer in large}) == 200


def test_everything_happened_within_the_three_years_and_costs_add_up():
    for customer in demo_shop(LAST_DAY, 300):
        for order in customer.orders:
            assert 0 <= (LAST_DAY - order.ordered_at.date()).days < DAYS
            for line in order.lines:
                if line.unit_price:
                    assert line.amount == line.unit_price * line.pieces - line.discount
                assert (line.amount < 0) == (line.pieces < 0) or line.amount == 0


def test_a_return_names_an_order_of_the_same_customer():
    returns = 0
    for customer in demo_shop(LAST_DAY, 1500):
        numbers = {order.number for order in customer.orders}
        for order in customer.orders:
            if order.returns:
                returns += 1
                assert order.returns in numbers
    assert returns > 20


def test_the_shop_has_every_kind_of_customer():
    customers = list(demo_shop(LAST_DAY, 1000))
    assert sum(not customer.orders for customer in customers) >= 5
    assert sum(bool(customer.company_name) for customer in customers) == 60
    assert any(BOOM_TRIGGER in {order.trigger for order in customer.orders} for customer in customers)
    assert any(customer.phone == before.phone for before, customer in pairwise(customers))
    assert any("髙" in customer.family_name for customer in customers)
    assert any(customer.household for customer in customers)


def test_a_round_of_today_is_on_its_way_and_doors_have_been_seen():
    customers = list(demo_shop(LAST_DAY, 1000))
    brought = [customer for customer in customers if customer.delivery]
    days = [customer.delivery[1] - LAST_DAY for customer in brought]
    assert 10 <= days.count(timedelta(days=1)) <= 60
    assert set(days) == {timedelta(days=1), timedelta(days=2)}
    assert all(customer.delivery[0] == customer.orders[-1].number for customer in brought)
    kinds = {kind for customer in customers for kind in customer.seen}
    assert kinds - {"dog", "small_children"} == set(HOUSES)
    assert all(customer.household_seen_on for customer in customers if customer.seen)


def test_names_towns_and_goods_are_complete():
    assert all(name and reading for name, reading in (*FAMILY_NAMES, *GIVEN_NAMES))
    assert all(len(code) == 7 and prefecture and city and town for code, prefecture, city, town in TOWNS)
    codes = {good.code for good in GOODS}
    assert len(codes) == len(GOODS)
    assert all(good.cost < good.price for good in GOODS)
    assert {g.refill_of for g in GOODS} | {g.accessory_of for g in GOODS} <= codes | {None}
