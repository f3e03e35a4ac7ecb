"""Lists of those whom upper rooms chose: the same page whichever way leads to it."""

import json
import random

import pytest

from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.chosen import Reach, gather, walk_chosen
from otokui.domain.customers.queries.listing import count_customers, walk_customers
from otokui.domain.customers.types import Crowd, CustomerFilter
from tests.customers.cast import NOW

pytestmark = pytest.mark.django_db
SHORT = Reach(few=3, many=12, looked_at=10)


@pytest.fixture
def people() -> list[tuple[str, int]]:
    """Sixty customers in their order; some share a place."""
    dice = random.Random(3)
    keys = [f"1{dice.choice('アイウエオ')}{dice.choice('カキ')}" for _number in range(60)]
    made = Customer.objects.bulk_create(
        [Customer(sort_key=key, search="", created_at=NOW, updated_at=NOW, created_by_run=1) for key in keys]
    )
    return sorted((customer.sort_key, customer.pk) for customer in made)


def some(ids):
    return Customer.objects.filter(pk__in=[0, *ids]).values("pk")


@pytest.mark.parametrize("count", [0, 1, 3, 4, 9, 12])
@pytest.mark.parametrize("backwards", [False, True])
def test_few_and_more_come_in_the_same_order_from_any_mark(people, count, backwards):
    dice = random.Random(count)
    records = Customer.objects.values("sort_key", "id")
    # Spread among all, and all at the end of the book: too far to walk to.
    for chosen in (dice.sample(people, count), people[len(people) - count :]):
        ids = [customer_id for _key, customer_id in chosen]
        for mark in [(), *dice.sample(people, 6)]:
            wanted = [
                one
                for one in people
                if one in chosen and (not mark or (one < mark if backwards else one > mark))
            ]
            assert (
                walk_chosen(records, [some(ids)], mark=mark, backwards=backwards, limit=4, reach=SHORT)
                == (wanted[::-1] if backwards else wanted)[:4]
            )


def test_more_than_it_is_good_for_are_left_to_others(people):
    records = Customer.objects.values("sort_key", "id")
    ids = [customer_id for _key, customer_id in people]
    assert walk_chosen(records, [some(ids[:13])], mark=(), backwards=False, limit=4, reach=SHORT) is None
    assert walk_chosen(records, [some(ids[:12])], mark=(), backwards=False, limit=4, reach=SHORT) is not None
    within = CustomerFilter(within=some(ids[:13]), row="ア")
    assert [place.customer_id for place in walk_customers(within, limit=20)] == ids[:13]


@pytest.mark.parametrize("backwards", [False, True])
def test_a_page_is_the_same_whether_they_were_read_or_are_a_crowd(people, backwards):
    ids = [customer_id for _key, customer_id in people[::3]]
    read = gather([some(ids), some(ids[:9])])
    assert (read.size, sorted(json.loads(f"[{read.ids[1:-1]}]"))) == (9, sorted(ids[:9]))
    assert count_customers(CustomerFilter(chosen=(read,))).value == 9
    pages = [
        walk_customers(CustomerFilter(chosen=chosen, row="ア"), backwards=backwards, limit=4)
        for chosen in [(some(ids[:9]),), (read,), (Crowd(some(ids[:9])),), (some(ids[:9]), Crowd(some(ids)))]
    ]
    assert pages[0]
    assert pages == [pages[0]] * 4
    assert gather([Customer.objects.none().values("pk")]).size == 0


def test_all_conditions_hold_and_nobody_is_no_mistake(people):
    ids = [customer_id for _key, customer_id in people]
    both = CustomerFilter(within=some(ids[:9]), also_within=some(ids[5:]))
    assert [place.customer_id for place in walk_customers(both, limit=20)] == ids[5:9]
    records = Customer.objects.filter(pk__gt=min(ids)).values("sort_key", "id")
    found = walk_chosen(records, [some(ids[:9]), some(ids[5:])], mark=people[6], backwards=False, limit=9)
    assert found == [one for one in people[7:9] if one[1] > min(ids)]
    nobody = CustomerFilter(within=Customer.objects.none().values("pk"))
    assert walk_customers(nobody, limit=20) == []
