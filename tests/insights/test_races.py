"""Several writers at once: an older derivation never overwrites a newer one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from otokui.domain.insights.actions.move_to_run import move_to_run
from otokui.domain.insights.actions.rederive import rederive
from otokui.domain.insights.adapters.standings import lock_standings
from otokui.domain.insights.models import StandingChange
from otokui.domain.insights.public import get_standings, pass_days, request_run
from otokui.domain.insights.types import RunReason
from tests.insights.cast import NOW, TODAY, assert_equal_to_batch, bought, buy, customer, noon, start_run

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(work, *arguments):
    """Run in a thread, with a connection of its own that is closed afterwards."""
    try:
        return work(*arguments)
    finally:
        connection.close()


def test_counters_a_night_and_a_new_run_at_the_same_time():
    people = [customer(f"{n}") for n in range(4)]
    buy(*(bought(who, "2026-01-02", 1000, order_id=f"first {who}") for who in people))
    start_run()

    def counter(number):
        for n in range(5):
            who = people[(number + n) % len(people)]
            buy(bought(who, str(TODAY - timedelta(days=n)), 700, order_id=f"{number}-{n}"))
            rederive(customer_ids=[who], as_of=TODAY, now=NOW)

    def office():
        run = request_run(reason=RunReason.ON_DEMAND, as_of=TODAY, now=NOW)
        move_to_run(run=run, today=TODAY, now=NOW)
        pass_days(up_to=TODAY, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(in_thread, counter, number) for number in range(3)]
        work.append(pool.submit(in_thread, office))
        for one in work:
            one.result()
    assert_equal_to_batch(people, TODAY)
    for who in people:
        last = StandingChange.objects.filter(customer_id=who).latest("id")
        standing = get_standings([who])[who]
        assert (last.to_class, last.to_state) == (standing.customer_class, standing.state)


def test_whoever_waits_sees_what_was_bought_meanwhile():
    (who,) = (customer("1"),)
    buy(bought(who, "2026-03-01", 1000, order_id="a"))
    start_run()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_standings()
            late = pool.submit(in_thread, lambda: rederive(customer_ids=[who], as_of=TODAY, now=NOW))
            wait_until_somebody_waits()
            buy(bought(who, "2026-03-02", 1000, order_id="b"))
        assert late.result() == 1
    assert get_standings([who])[who].orders == 2
    assert pass_days(up_to=TODAY, now=noon(TODAY)) == 0


@pytest.mark.parametrize("judged", [False, True])
def test_whoever_is_removed_while_others_are_judged_is_left_out(judged):
    stays, goes = customer("1"), customer("2")
    start_run()
    buy(bought(stays, "2026-03-01", 1000, order_id="a"))
    if judged:
        rederive(customer_ids=[stays, goes], as_of=TODAY, now=NOW)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            remove(goes)
            late = pool.submit(in_thread, lambda: rederive(customer_ids=[goes, stays], as_of=TODAY, now=NOW))
            wait_until_somebody_waits("transactionid")
        assert late.result() == (0 if judged else 1)
    assert set(get_standings([stays, goes])) == {stays}


def remove(customer_id):
    """As the undo of an import does."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_customer WHERE id = %s", [customer_id])


def wait_until_somebody_waits(lock="advisory"):
    """For a lock of this kind; read from PostgreSQL, so that no time has to be guessed."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = %s AND NOT granted", [lock])
            if cursor.fetchone()[0]:
                return
