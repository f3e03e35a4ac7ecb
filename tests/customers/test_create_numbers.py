"""Customers known by their number only are the same rows whichever way they are made."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from otokui.domain.customers.models import Customer
from otokui.domain.customers.public import ensure_customers_by_code, write_customers
from otokui.domain.customers.types import CustomerRow, KnownAs, MatchKey, Policy

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, tzinfo=UTC)


def test_a_number_makes_the_same_customer_as_a_row_with_nothing_else():
    write_customers(
        [CustomerRow(line=1, code="0012")], match=MatchKey.CODE, policy=Policy.NEW, now=NOW, run=7
    )
    ids = ensure_customers_by_code({"0012": KnownAs(code="0012"), "0013": KnownAs()}, now=NOW, run=7)
    one, other = Customer.objects.order_by("code").values()
    assert ids == {"0012": one["id"], "0013": other["id"]}
    differing = {name for name in one if one[name] != other[name]}
    assert differing == {"id", "code", "sort_key"}
    assert other["sort_key"] == one["sort_key"].replace("0012", "0013")


def test_what_cannot_be_a_number_is_left_out():
    assert ensure_customers_by_code({"x" * 101: KnownAs()}, now=NOW) == {}


@pytest.mark.django_db(transaction=True)
def test_two_files_make_the_same_numbers_at_once():
    barrier = Barrier(2)

    def make(numbers):
        barrier.wait(10)
        try:
            return ensure_customers_by_code(dict.fromkeys(numbers, KnownAs()), now=NOW, run=7)
        finally:
            connection.close()

    numbers = [f"{number:05}" for number in range(3000)]
    with ThreadPoolExecutor(2) as threads:
        found = [
            each.result(60) for each in [threads.submit(make, numbers), threads.submit(make, numbers[::-1])]
        ]
    assert found[0] == found[1] == dict(Customer.objects.values_list("code", "id"))
    assert len(found[0]) == 3000
