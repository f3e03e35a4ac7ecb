"""The shop of these tests."""

from datetime import date, timedelta
from typing import NamedTuple

import pytest

from tests.insights.cast import bought, buy, customer


class Shop(NamedTuple):
    """はな buys rice every 30 days, 太郎 came once, 次郎 was lost a year ago."""

    hana: int
    taro: int
    jiro: int


@pytest.fixture
def shop(db):
    people = Shop(customer("001"), customer("002"), customer("003"))
    days = [date(2025, 9, 1) + timedelta(days=30 * n) for n in range(7)]
    buy(
        *(
            bought(people.hana, str(day), 3000, order_id=f"H{n}", product_code="RICE", quantity=2000)
            for n, day in enumerate(days)
        ),
        bought(people.taro, "2026-03-20", 1200, order_id="T1", product_code="TEA"),
        bought(people.jiro, "2025-01-05", 900, order_id="J1", product_code="TEA"),
        bought(people.jiro, "2025-01-20", 800, order_id="J2", product_code="TEA"),
    )
    return people
