"""Some of the demo shop's people were taken down twice: the review of the list has something to show."""

from datetime import date
from itertools import pairwise

from otokui.domain.exchange.adapters.demo.shop import demo_shop
from otokui.domain.exchange.adapters.demo.twins import EVERY, with_twins

PEOPLE = list(with_twins(demo_shop(date(2026, 11, 21), 500)))


def test_one_in_so_many_is_the_one_before_written_otherwise():
    plain = list(demo_shop(date(2026, 11, 21), 500))
    changed = [
        number for number, (one, other) in enumerate(zip(plain, PEOPLE, strict=True), 1) if one != other
    ]
    assert changed == [97, 194, 291, 388, 389, 485]
    for before, twin in pairwise(PEOPLE):
        if int(twin.code) % EVERY == 0:
            assert twin.family_name == before.family_name or twin.company_name
            assert twin.orders == plain[int(twin.code) - 1].orders
            assert twin.phone or twin.email or twin.street
