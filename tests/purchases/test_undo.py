"""Undoing an import: what it made goes, what it changed comes back, what others touched since stays."""

from datetime import date

import pytest

from otokui.domain.purchases import public
from otokui.domain.purchases.actions import undo_run
from otokui.domain.purchases.models import (
    Order,
    OrderLine,
    Product,
    ProductCategory,
    ProductSummary,
    PurchaseSummary,
    Shop,
)
from otokui.domain.purchases.types import OrderChange, ProductRow
from tests.purchases.cast import NOW, bought, customer, lines, summary

pytestmark = pytest.mark.django_db
DISCOUNTS = ("customer_id", "priced_days", "priced", "reduced")


def record(*rows, run=None, source="file"):
    return public.record_purchases(lines(*rows), source=source, now=NOW, run=run)


def undo(run):
    return public.undo_run(run, now=NOW, staff=None)


def everything():
    return (
        list(Order.objects.order_by("id").values()),
        list(OrderLine.objects.order_by("id").values()),
        list(Product.objects.order_by("id").values()),
        list(ProductSummary.objects.order_by("customer_id", "product_id").values()),
        list(PurchaseSummary.objects.filter(priced_days__gt=0).order_by("customer_id").values(*DISCOUNTS)),
    )


def test_what_the_run_made_goes():
    hana = customer("1")
    record(bought(hana, "2026-01-01", 1000, order_id="A", product_code="RICE", discount=100))
    before = everything()
    rows = [
        bought(
            hana, "2026-02-01", 700, order_id="B", product_code="TEA", category="茶", shop="本店", discount=0
        ),
        bought(None, "2026-02-01", 100, order_id="C", product_code="RICE"),
    ]
    record(*rows, run=7)
    told = PurchaseSummary.objects.values_list(*DISCOUNTS)
    assert told.get() == (hana, 2, 1700, 1000), "the run has told more of the discounts"
    result = undo(7)
    assert (result.removed, result.restored, result.refused, result.customer_ids) == (3, 0, (), (hana,))
    assert told.get() == (hana, 1, 1000, 1000)
    assert everything() == before
    assert summary(hana) == (1, date(2026, 1, 1), date(2026, 1, 1), 1000)
    assert not Shop.objects.exists()
    assert not ProductCategory.objects.exists()
    assert undo(7).removed == 0
    assert record(*rows, run=8).new == 2


def test_what_the_run_changed_is_as_it_was():
    hana, taro = customer("1"), customer("2")
    whole = [
        bought(hana, "2026-01-01", 1000, order_id="A", product_code="RICE", quantity=2000),
        bought(hana, "2026-01-01", 400, order_id="A", product_code="TEA", quantity=1000),
    ]
    numbered = [
        bought(hana, "2026-01-10", 50 * n, order_id="N", line_no=n, product_code="RICE") for n in (1, 2)
    ]
    record(*whole)
    record(*numbered)
    before = everything()
    record(bought(taro, "2026-01-05", 900, order_id="A", product_code="RICE", quantity=1000), run=7)
    record(bought(taro, "2026-01-05", 950, order_id="A", product_code="RICE", quantity=1000), run=7)
    record(
        bought(hana, "2026-01-10", 77, order_id="N", line_no=2, product_code="RICE"),
        bought(hana, "2026-01-10", 88, order_id="N", line_no=3, product_code="RICE"),
        run=7,
    )
    assert (summary(hana)[3], summary(taro)[3]) == (215, 950)
    result = undo(7)
    assert (result.removed, result.restored, result.refused) == (0, 2, ())
    assert everything() == before
    assert (summary(hana)[3], summary(taro)[3]) == (1550, 0)


def test_orders_edited_since_stay_and_are_named():
    hana = customer("1")
    names = ["head", "line", "added", "returned", "later", "free"]
    record(
        *(bought(hana, "2026-01-01", 1000, order_id=name, line_no=1, quantity=1000) for name in names), run=7
    )
    ids = dict(Order.objects.values_list("external_id", "id"))
    public.correct_order(ids["head"], OrderChange(trigger="テレビ"), now=NOW, staff=None)
    OrderLine.objects.filter(order=ids["line"]).update(amount=900)
    record(bought(hana, "2026-01-01", 1, order_id="added", line_no=2, quantity=1000))
    public.return_lines(ids["returned"], {1: 1000}, now=NOW, staff=None)
    record(bought(hana, "2026-01-01", 1100, order_id="later", line_no=1, quantity=1000), run=8)
    result = undo(7)
    assert result.removed == 1
    assert {refusal.what for refusal in result.refused} == {
        f"file {name}" for name in names if name != "free"
    }
    assert set(Order.objects.filter(source="file").values_list("external_id", flat=True)) >= set(names) - {
        "free"
    }
    assert not Order.objects.filter(external_id="free").exists()


def test_a_changed_order_that_somebody_changed_again_stays():
    hana = customer("1")
    record(bought(hana, "2026-01-01", 1000, order_id="A", line_no=1))
    record(bought(hana, "2026-01-01", 1100, order_id="A", line_no=1), run=7)
    record(bought(hana, "2026-01-01", 1200, order_id="A", line_no=1))
    (refusal,) = undo(7).refused
    assert refusal.what == "file A"
    assert summary(hana)[3] == 1200


def test_a_return_that_found_its_sale_later_is_no_edit():
    hana = customer("1")
    record(bought(None, "2026-01-09", -300, order_id="R", returned_order_id="A"), run=7)
    record(bought(hana, "2026-01-01", 1000, order_id="A"), run=8)
    assert summary(hana)[3] == 700
    assert undo(7).refused == ()
    assert summary(hana)[3] == 1000


def test_products_come_back_too_unless_they_are_in_use():
    hana = customer("1")
    public.write_products([ProductRow(code="RICE", name="米", price=500)], now=NOW)
    products = [
        ProductRow(code="RICE", name="コシヒカリ", price=600),
        ProductRow(code="TEA", refill_of=("RICE",)),
        ProductRow(code="CUP"),
        ProductRow(code="POT"),
    ]
    assert public.write_products(products, now=NOW, run=7).new == 3
    record(bought(hana, "2026-01-01", 1000, order_id="A", product_code="CUP"))
    Product.objects.filter(code="POT").update(name="急須")
    result = undo(7)
    assert (result.removed, result.restored) == (1, 1)
    assert [refusal.what for refusal in result.refused] == ["POT", "CUP"]
    rice = Product.objects.get(code="RICE")
    assert (rice.name, rice.price) == ("米", 500)


def test_in_parts_it_is_the_same(monkeypatch):
    monkeypatch.setattr(undo_run, "ORDERS_AT_ONCE", 1)
    hana, taro = customer("1"), customer("2")
    record(bought(hana, "2026-01-01", 1000, order_id="A", line_no=1, product_code="RICE"))
    before = everything()
    rows = [
        bought(hana, "2026-01-01", 900, order_id="A", line_no=1, product_code="RICE"),
        bought(taro, "2026-02-01", 700, order_id="B", product_code="TEA"),
        bought(taro, "2026-02-02", 500, order_id="C", product_code="TEA"),
        bought(None, "2026-03-01", -700, order_id="R", status="返品", returned_order_id="B"),
    ]
    record(*rows, run=7)
    edited = Order.objects.get(external_id="C")
    public.correct_order(edited.pk, OrderChange(channel="電話"), now=NOW, staff=None)
    assert public.begin_undo(7) == 4
    assert [refusal.what for refusal in public.foresee_refusals(7)] == ["file C"]
    parts, after = [], 0
    while after is not None:
        public.begin_undo(7, after=after)  # as after a kill
        parts.append(public.undo_part(7, after=after, now=NOW, staff=None))
        after = parts[-1].after
    assert [(part.removed, part.restored, len(part.refused)) for part in parts] == [
        (0, 1, 0), (1, 0, 0), (1, 0, 0), (0, 0, 1), (0, 0, 1),
    ]  # fmt: skip
    assert [refusal.what for part in parts for refusal in part.refused] == ["file C", "TEA"]
    assert summary(taro) == (1, date(2026, 2, 2), date(2026, 2, 2), 500)
    assert summary(hana) == (1, date(2026, 1, 1), date(2026, 1, 1), 1000)
    assert list(Order.objects.exclude(external_id="C").order_by("id").values()) == before[0]
