"""How many SQL statements the doors take, whatever the number of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otokui.domain.purchases import public
from tests.purchases.cast import NOW, bought, customer, lines

pytestmark = pytest.mark.django_db


def statements(work):
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


@pytest.fixture(params=[1, 40])
def hana(request):
    who = customer("1")
    rows = [
        bought(who, f"2026-01-{day % 28 + 1:02d}", 100, order_id=f"{day}", product_code=f"P{day % 5}")
        for day in range(request.param)
    ]
    public.record_purchases(lines(*rows), source="file", now=NOW)
    return who


@pytest.mark.parametrize(
    ("ask", "count"),
    [
        (lambda who: public.list_orders(who), 1),
        (lambda who: public.list_product_habits(who), 1),
        (lambda who: public.get_customer_purchases(who), 1),
        (lambda who: public.get_order(public.find_order("file", "0")), 2),
        (lambda who: public.has_orders(), 1),
    ],
)
def test_statements_of_queries(hana, ask, count):
    assert statements(lambda: ask(hana)) == count


def test_somebody_who_never_bought_has_zeros():
    empty = public.get_customer_purchases(customer("2"))
    assert (empty.orders, empty.first_on, empty.net) == (0, None, 0)
