"""Several writers at once, on a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction

from otokui.domain.accounts.public import get_business
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.purchases import public
from otokui.domain.purchases.actions.derive_summaries import derive_summaries, reduce_lines
from otokui.domain.purchases.adapters.stored import lock_customers
from otokui.domain.purchases.models import Order, OrderLine, Product
from otokui.domain.purchases.types import OrderChange
from tests.purchases.cast import NOW, at, customer, lines

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run all of it at the same moment, each in a thread with its own connection; results in order."""
    barrier = Barrier(len(works))

    def run(work):
        barrier.wait(10)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return [future.result(60) for future in [threads.submit(run, work) for work in works]]


def rows(people, prefix, count):
    return [
        {
            "customer_id": people[place % len(people)],
            "ordered_at": at("2026-01-01") + timedelta(days=place),
            "amount": 100 + place,
            "order_id": f"{prefix}{place}",
            "product_code": f"P{place % 3}",
            "quantity": 1000,
        }
        for place in range(count)
    ]


def record(batch):
    return lambda: public.record_purchases(lines(*batch), source="file", now=NOW)


def assert_exact(people):
    states, products = reduce_lines(public.lines_of(people), BusinessSettings())
    stored = pl.DataFrame(public.states_to_arrow())
    assert stored.rows() == states.select(stored.columns).rows()
    assert pl.DataFrame(public.product_states_to_arrow()).rows() == products.rows()


def test_the_same_file_twice_at_the_same_moment_is_recorded_once():
    people = [customer(str(number)) for number in range(5)]
    batch = [*rows(people, "A", 40), *rows([None], "G", 10)]
    results = at_once(record(batch), record(batch[::-1]), record(batch))
    assert sorted(result.new for result in results) == [0, 0, 50]
    assert (Order.objects.count(), OrderLine.objects.count(), Product.objects.count()) == (50, 50, 3)
    assert_exact(people)


def test_writers_for_the_same_customers_wait_for_each_other_and_none_is_lost():
    people = [customer(str(number)) for number in range(5)]
    batches = [
        rows(people[::step], prefix, 30) for prefix, step in (("A", 1), ("B", -1), ("C", 2), ("D", -2))
    ]
    results = at_once(*map(record, batches))
    assert [result.new for result in results] == [30] * 4
    assert OrderLine.objects.count() == 120
    assert_exact(people)


def test_an_order_that_changes_hands_while_it_is_sent_again_leaves_nobody_with_a_wrong_summary():
    hana, taro, jiro = people = [customer(str(number)) for number in range(3)]
    record(rows([hana], "A", 1))()
    order = public.find_order("file", "A0")
    for step in range(4):
        at_once(
            lambda: public.correct_order(order, OrderChange(customer_id=taro), now=NOW, staff=None),
            record(rows([jiro], "A", 1)),
            lambda: public.reassign_purchases(taro, hana, staff=None),
            record(rows([hana, taro, jiro], f"X{step}", 3)),
        )
        assert_exact(people)
    assert Order.objects.filter(external_id="A0").count() == 1


def test_what_is_stored_already_waits_for_nobody():
    people = [customer(str(number)) for number in range(3)]
    known, fresh = rows(people, "A", 12), rows(people[:1], "B", 1)
    record(known)()
    with transaction.atomic():
        lock_customers(people[1:])
        (result,) = at_once(record([*known, *fresh]))
    assert (result.new, result.unchanged, result.customer_ids) == (1, 12, (people[0],))
    assert_exact(people)


def test_nobody_buys_who_has_been_removed():
    person = customer("1")
    with pytest.raises(IntegrityError):
        record(rows([person + 1], "A", 1))()
    with pytest.raises(IntegrityError), transaction.atomic():
        derive_summaries([person, person + 1], get_business())
    assert (Order.objects.count(), OrderLine.objects.count()) == (0, 0)


def test_new_orders_of_guests_and_customers_with_the_same_number_become_one():
    hana, taro = people = [customer(str(number)) for number in range(2)]
    results = at_once(*(record(rows([who], "A", 20)) for who in (hana, taro, None)))
    assert sum(result.new for result in results) == 20
    assert sum(result.updated for result in results) == 40
    assert OrderLine.objects.count() == 20
    assert_exact(people)
