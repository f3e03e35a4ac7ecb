"""One order: recorded, corrected, returned, cancelled, deleted, given to another customer."""

import io
import json
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from otokui.core.kernel.errors import Refused
from otokui.domain.purchases import public
from otokui.domain.purchases.models import Order, OrderLine, Product
from otokui.domain.purchases.types import DeliveryPlan, OrderChange, PurchaseLine
from tests.purchases.cast import NOW, at, bought, customer, lines, product_summary, summary

pytestmark = pytest.mark.django_db


def order(who, day, *goods, **more):
    """`goods`: (product, pieces, money)."""
    return public.record_purchase(
        [
            PurchaseLine(
                customer_id=who,
                ordered_at=at(day),
                product_code=code,
                quantity=pieces * 1000,
                amount=money,
                **more,
            )
            for code, pieces, money in goods
        ],
        source="desk",
        now=NOW,
    )


def test_an_order_typed_at_the_desk_gets_a_number_and_takes_from_the_stock():
    hana = customer("1")
    Product.objects.create(code="RICE", name="米", stock=10_000)
    Product.objects.create(code="TEA", name="茶")
    one = order(hana, "2026-03-01", ("RICE", 2, 4000), ("TEA", 1, 0))
    view = public.get_order(one)
    assert (view.customer_id, view.amount, view.order_day) == (hana, 4000, date(2026, 3, 1))
    assert [(line.line_no, line.product_code, line.is_free) for line in view.lines] == [
        (1, "RICE", False),
        (2, "TEA", True),
    ]
    assert view.external_id.startswith("20260401-")
    assert dict(Product.objects.values_list("code", "stock")) == {"RICE": 8_000, "TEA": None}


def test_a_return_brings_money_goods_and_stock_back_on_the_day_of_the_sale():
    hana = customer("1")
    Product.objects.create(code="RICE", name="米", stock=10_000)
    one = order(hana, "2026-03-01", ("RICE", 3, 1000))
    back = public.return_lines(one, {1: 1000}, now=NOW, staff=None)
    assert public.get_order(back).amount == -333
    assert summary(hana) == (1, date(2026, 3, 1), date(2026, 3, 1), 667)
    public.return_lines(one, {1: 2000}, now=NOW, staff=None)
    assert summary(hana) == (0, None, None, 0)
    assert Product.objects.get().stock == 10_000
    with pytest.raises(public.NothingToReturn):
        public.return_lines(one, {1: 1}, now=NOW, staff=None)


def test_cancelling_takes_back_what_is_left():
    hana = customer("1")
    one = order(hana, "2026-03-01", ("RICE", 2, 1000), ("TEA", 1, 300))
    public.return_lines(one, {1: 1000}, now=NOW, staff=None)
    cancelled = public.get_order(public.cancel_order(one, now=NOW, staff=None))
    assert [(line.quantity, line.amount) for line in cancelled.lines] == [(-1000, -500), (-1000, -300)]
    assert summary(hana) == (0, None, None, 0)
    with pytest.raises(public.NothingToReturn):
        public.cancel_order(one, now=NOW, staff=None)


def test_a_corrected_date_moves_the_purchase():
    hana = customer("1")
    order(hana, "2026-01-01", ("RICE", 1, 1000))
    late = order(hana, "2026-03-01", ("RICE", 1, 1000))
    change = OrderChange(ordered_at=datetime(2026, 1, 30, 15, 30, tzinfo=UTC))
    public.correct_order(late, change, now=NOW, staff=None)
    assert summary(hana) == (2, date(2026, 1, 1), date(2026, 1, 31), 2000)
    assert product_summary(hana, "RICE").gap_median == 30.0


def test_corrected_lines_replace_the_old_ones_and_the_stock_follows():
    hana = customer("1")
    Product.objects.create(code="RICE", name="米", stock=10_000)
    one = order(hana, "2026-03-01", ("RICE", 2, 2000), ("TEA", 1, 300))
    change = OrderChange(
        lines=(
            PurchaseLine(customer_id=None, ordered_at=NOW, amount=1000, product_code="RICE", quantity=1000),
        )
    )
    public.correct_order(one, change, now=NOW, staff=None)
    assert [line.amount for line in public.get_order(one).lines] == [1000]
    assert summary(hana)[3] == 1000
    assert Product.objects.get(code="RICE").stock == 9_000


def test_an_order_given_to_another_customer_takes_its_returns_along():
    hana, taro = customer("1"), customer("2")
    one = order(hana, "2026-03-01", ("RICE", 2, 2000))
    public.record_purchases(
        lines(bought(None, "2026-03-05", -500, order_id="R", returned_order_id=_number(one))),
        source="desk",
        now=NOW,
    )
    assert summary(hana)[3] == 1500
    public.correct_order(one, OrderChange(customer_id=taro), now=NOW, staff=None)
    assert (summary(hana)[3], summary(taro)[3]) == (0, 1500)
    public.correct_order(one, OrderChange(to_guest=True), now=NOW, staff=None)
    assert (summary(taro)[0], summary(taro)[3]) == (0, 0)
    assert OrderLine.objects.filter(customer=None).count() == 2


def test_a_deleted_order_has_never_been():
    hana = customer("1")
    Product.objects.create(code="RICE", name="米", stock=10_000)
    order(hana, "2026-01-01", ("RICE", 1, 1000))
    late = order(hana, "2026-03-01", ("RICE", 1, 1000))
    public.delete_order(late, staff=None)
    assert summary(hana) == (1, date(2026, 1, 1), date(2026, 1, 1), 1000)
    assert OrderLine.objects.count() == 1
    assert Product.objects.get().stock == 9_000
    with pytest.raises(public.UnknownOrder):
        public.get_order(late)


def test_merged_customers_have_one_history():
    hana, twin = customer("1"), customer("2")
    order(hana, "2026-01-01", ("RICE", 1, 1000))
    order(twin, "2026-01-31", ("RICE", 1, 1500))
    assert public.reassign_purchases(twin, hana, staff=None) == 1
    assert summary(hana) == (2, date(2026, 1, 1), date(2026, 1, 31), 2500)
    assert summary(twin) == (0, None, None, 0)
    assert [view.amount for view in public.list_orders(hana)] == [1500, 1000]
    assert public.list_orders(twin) == []


def test_habits_say_how_often_and_how_much():
    hana = customer("1")
    for day in ("2026-01-01", "2026-01-29", "2026-02-28"):
        order(hana, day, ("RICE", 2, 1000))
    order(hana, "2025-01-01", ("TEA", 1, 100))
    (rice,) = public.list_product_habits(hana, since=date(2025, 4, 1))
    assert (rice.product_code, rice.orders, rice.usual_quantity, rice.gap_median) == ("RICE", 3, 2000, 29.0)
    assert [habit.product_code for habit in public.list_product_habits(hana)] == ["RICE", "TEA"]


def _number(one):
    return Order.objects.get(pk=one).external_id


def stands(*without: str) -> dict[str, list[dict[str, object]]]:
    """Every row of orders and of what is derived from them, but these columns."""
    found = {}
    with connection.cursor() as cursor:
        for table in (
            "order",
            "orderline",
            "orderattachment",
            "purchasesummary",
            "productsummary",
            "product",
        ):
            cursor.execute(f"SELECT to_jsonb(t) FROM purchases_{table} t ORDER BY t::text")
            rows = (json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall())
            found[table] = [{name: row[name] for name in row.keys() - {*without}} for row in rows]
    return found


@pytest.mark.parametrize("kind", ["plain", "guest", "came back", "holds a return", "imported"])
def test_an_order_brought_back_is_the_same_order(kind):
    """Same id, number, delivery, lines, files and returns; stock and summaries as if it had never gone."""
    hana = customer("1")
    Product.objects.create(code="RICE", name="米", stock=10_000)
    order(hana, "2026-02-01", ("RICE", 1, 500))
    who = None if kind == "guest" else hana
    if kind == "imported":
        rows = [bought(hana, "2026-03-01", 4000, order_id="F1", product_code="RICE")]
        public.record_purchases(lines(*rows), source="file", now=NOW, run=7)
        one = Order.objects.get(external_id="F1").pk
    else:
        goods = (("RICE", 2, 4000), ("TEA", 1, 300))
        one = order(who, "2026-03-01", *goods)
    if kind == "came back":
        public.return_lines(one, {1: 1000}, now=NOW, staff=None)
    if kind == "holds a return":
        OrderLine.objects.filter(order=one, line_no=2).update(kind="return", amount=-300)
        public.correct_order(one, OrderChange(channel="phone"), now=NOW, staff=None)
    public.plan_delivery(one, DeliveryPlan(date(2026, 4, 3), "午前", "裏口"), staff=None)
    public.attach_to_order(one, io.BytesIO(b"1"), name="納品書.txt", now=NOW, staff_id=None)
    gone = public.attach_to_order(one, io.BytesIO(b"2"), name="古い.txt", now=NOW, staff_id=None)
    public.hide_order_file(gone.id, order=one, now=NOW, staff_id=None)
    before = stands("lines_written")
    public.delete_order(one, staff=None)
    assert stands("lines_written") != before
    public.bring_order_back(one, staff=None)
    assert stands("lines_written") == before
    with pytest.raises(Refused):
        public.bring_order_back(one, staff=None)
