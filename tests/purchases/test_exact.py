"""Whatever happens to purchases, and in whatever order: the summaries are what a run over all lines makes."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from polars.testing import assert_frame_equal

from otokui.analytics.few import values_by_day
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.settings import Settings
from otokui.domain.purchases import public
from otokui.domain.purchases.actions.derive_summaries import NEVER_CUT
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.models import Order, OrderLine, Product, PurchaseSummary
from otokui.domain.purchases.types import LINES, OrderChange
from tests.examples import examples
from tests.purchases.cast import NOW, customer, lines
from tests.purchases.shops import START, Books, doings, taken_off


class Shop:
    """Does the same in the database and in the plain books."""

    def __init__(self, people: list[int]) -> None:
        self.people = people
        self.books = Books()

    def do(self, what: str, *details: Any) -> None:
        getattr(self, what)(*details)

    def whole(self, number: str, who: int | None, at: Any, goods: list[dict[str, Any]]) -> None:
        rows = [{**row, "customer": self._id(who), "ordered_at": at} for row in goods]
        self.books.replace(number, rows)
        self._record(rows, order_id=number)

    def numbered(self, number: str, who: int | None, at: Any, goods: list[Any], places: list[int]) -> None:
        known = self.books.orders["order", number]
        if any(row.get("line_no") is None for row in known):
            return  # a source that numbers lines numbers all of them
        rows = [
            {**row, "customer": self._id(who), "ordered_at": at, "line_no": place}
            for row, place in zip(goods, places, strict=False)
        ]
        self.books.add_lines(number, rows)
        self._record(rows, order_id=number)

    def loose(self, who: int | None, at: Any, goods: list[dict[str, Any]]) -> None:
        ref = "" if who is None else f"code {who}"
        rows = [{**row, "customer": self._id(who), "ordered_at": at, "customer_ref": ref} for row in goods]
        self.books.add_loose(rows)
        self._record(rows)

    def delete(self, number: str) -> None:
        if order := public.find_order("file", number):
            self.books.orders.pop(("order", number))
            public.delete_order(order, staff=None)

    def redate(self, number: str, at: Any) -> None:
        if order := public.find_order("file", number):
            for row in self.books.orders["order", number]:
                row["ordered_at"] = at
            public.correct_order(order, OrderChange(ordered_at=at), now=NOW, staff=None)

    def give(self, number: str, who: int) -> None:
        if order := public.find_order("file", number):
            for row in self.books.orders["order", number]:
                if not (row["customer"] is None and _is_reversal(row)):
                    row["customer"] = self._id(who)
            public.correct_order(order, OrderChange(customer_id=self._id(who)), now=NOW, staff=None)

    def merge(self, old: int, new: int) -> None:
        if old != new:
            self.books.move(self.people[old], self.people[new])
            public.reassign_purchases(self.people[old], self.people[new], staff=None)

    def check(self) -> None:
        states, products, discounts = self.books.states()
        told = PurchaseSummary.objects.filter(priced_days__gt=0)
        assert set(told.values_list("customer_id", "priced_days", "priced", "reduced")) == discounts
        stored = pl.DataFrame(public.states_to_arrow()).drop("latest_line_on")
        stored = stored.with_columns(pl.col("customer_id").cast(pl.String)).sort("customer_id")
        assert_frame_equal(stored, states)
        codes = pl.DataFrame(public.products_to_arrow()).select("product_id", "code")
        pairs = pl.DataFrame(public.product_states_to_arrow()).join(codes, on="product_id")
        pairs = pairs.with_columns(pl.col("customer_id").cast(pl.String), product_id="code").drop("code")
        assert_frame_equal(pairs.sort("customer_id", "product_id"), products)
        for person in self.people:
            assert_days_row_by_row(person)
        assert_nothing_points_nowhere()

    def _record(self, rows: list[dict[str, Any]], **common: Any) -> None:
        said = [
            {**row, "customer_id": row["customer"], "discount": taken_off(row["amount"]), **common}
            for row in rows
        ]
        batch = lines(*({key: value for key, value in row.items() if key in LINES.names} for row in said))
        public.record_purchases(batch, source="file", now=NOW)
        again = public.record_purchases(batch, source="file", now=NOW)
        assert (again.new, again.updated, again.removed, again.customer_ids) == (0, 0, 0, ())

    def _id(self, who: int | None) -> int | None:
        return None if who is None else self.people[who]


def _is_reversal(row: dict[str, Any]) -> bool:
    return row["amount"] < 0 or row["status"] in ("returned", "cancelled")


def assert_days_row_by_row(person: int) -> None:
    """What is left of each day, by the frames and row by row, at the end and in between."""
    rules = Settings(day_start_minutes=0)
    for as_of in (NEVER_CUT, (START + timedelta(days=20)).date()):
        entries = settle(open_books(public.lines_of([person]), rules), rules, as_of).entries
        days = pl.DataFrame(entries).group_by("day").agg(pl.col("value").sum())
        framed = {date(1970, 1, 1) + timedelta(days=day): value for day, value in days.iter_rows()}
        assert values_by_day(public.few_lines_of(person), rules, as_of) == framed


def assert_nothing_points_nowhere() -> None:
    """What foreign keys would say: orders and lines have none, for the sake of imports."""
    known = PurchaseSummary.objects.values("customer")
    assert not OrderLine.objects.exclude(order__in=Order.objects.all()).exists()
    assert not OrderLine.objects.exclude(product=None).exclude(product__in=Product.objects.all()).exists()
    for model in (Order, OrderLine):
        assert not model.objects.exclude(customer=None).exclude(customer__in=known).exists()


RICE, TEA, NAMELESS = (
    {"product_code": code, "quantity": None, "status": None, "returned_order_id": None}
    for code in ("RICE", "TEA", None)
)
BACK_TO_THE_FIRST_LINE = [
    ("whole", "A", None, START, [{**TEA, "amount": 0}]),
    ("whole", "A", 0, START, [{**TEA, "amount": 0}, {**RICE, "amount": 100}, {**NAMELESS, "amount": -100}]),
]
NUMBERS_THAT_GO = [
    ("numbered", "B", None, START, [{**NAMELESS, "amount": 0}], [1]),
    ("whole", "B", 3, START, [{**each, "amount": amount} for each, amount in (
        (TEA, 0), (NAMELESS, -100), (TEA, 0), ({**TEA, "product_code": "CUP"}, 1000),
    )]),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("few", [0, 100], ids=["as a file", "as a purchase"])
@example(doings=BACK_TO_THE_FIRST_LINE)
@example(doings=NUMBERS_THAT_GO)
@settings(
    max_examples=examples(0.2), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(doings=doings)
def test_summaries_equal_a_run_over_all_lines_to_the_last_bit(few, doings):
    with patch.object(copying, "FEW", few), transaction.atomic():
        shop = Shop([customer(str(number)) for number in range(4)])
        for doing in doings:
            shop.do(*doing)
        shop.check()
        transaction.set_rollback(True)
