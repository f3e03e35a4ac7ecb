"""Recording a batch: what is new, what is updated, what stays."""

from datetime import date

import pytest

from otokui.core.platform.models import JobRecord
from otokui.domain.accounts.public import update_business
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.purchases import public
from otokui.domain.purchases.actions.recount_days import recount_days
from otokui.domain.purchases.events import PurchasesRecorded
from otokui.domain.purchases.models import Order, OrderLine, Product, PurchaseSummary, Shop
from otokui.domain.purchases.public import record_purchases
from otokui.domain.purchases.types import RecordResult
from tests.purchases.cast import NOW, at, bought, customer, lines, product_summary, summary

pytestmark = pytest.mark.django_db


def record(*rows, source="file", run=None):
    return record_purchases(lines(*rows), source=source, now=NOW, run=run)


def test_a_batch_becomes_orders_lines_and_summaries():
    hana = customer("001")
    result = record(
        bought(hana, "2026-01-10", 3000, order_id="A1", product_code="RICE", quantity=2000),
        bought(hana, "2026-01-10", 500, order_id="A1", product_code="TEA", quantity=1000),
        bought(hana, "2026-02-09", 3000, order_id="A2", product_code="RICE", quantity=2000),
        bought(None, "2026-02-09", 800, order_id="A3", product_code="TEA"),
    )
    assert result == RecordResult(new=4, updated=0, unchanged=0, removed=0, customer_ids=(hana,))
    assert summary(hana) == (2, date(2026, 1, 10), date(2026, 2, 9), 6500)
    rice = product_summary(hana, "RICE")
    assert (rice.orders, rice.usual_quantity, rice.gap_median, rice.net) == (2, 2000, 30.0, 6000)
    assert Order.objects.get(external_id="A3").customer_id is None
    assert Order.objects.count() == 3


def test_the_same_batch_twice_changes_nothing():
    hana = customer("001")
    rows = (
        bought(hana, "2026-01-10", 3000, order_id="A1", product_code="RICE", quantity=2000, status="完了"),
        bought(hana, "2026-01-10", 3000, order_id="A1", product_code="RICE", quantity=2000, status="完了"),
        bought(None, "2026-01-11", 300, order_id="A2"),
        bought(hana, "2026-01-12", 300),
        bought(hana, "2026-01-12", 300),
    )
    assert record(*rows).new == 5
    before = list(OrderLine.objects.order_by("id").values())
    assert record(*rows) == RecordResult(0, 0, 5, 0, ())
    assert record(*reversed(rows)) == RecordResult(0, 0, 5, 0, ())
    assert list(OrderLine.objects.order_by("id").values()) == before
    assert summary(hana) == (2, date(2026, 1, 10), date(2026, 1, 12), 6600)
    assert Product.objects.count() == 1


def test_a_line_sent_again_updates_it_and_the_later_row_of_one_file_holds():
    hana = customer("001")
    first = bought(hana, "2026-01-10", 100, order_id="A", line_no=1)
    second = bought(hana, "2026-01-10", 200, order_id="A", line_no=2)
    assert record(first, second).new == 2
    later = {**first, "amount": 150}
    assert record(first, later) == RecordResult(0, 2, 0, 0, (hana,))
    assert list(OrderLine.objects.order_by("line_no").values_list("amount", flat=True)) == [150, 200]
    assert record(later, {**second, "line_no": 3}) == RecordResult(1, 0, 1, 0, (hana,))
    assert summary(hana)[3] == 550
    fourth = bought(hana, "2026-01-10", 40, order_id="B", line_no=1)
    record(fourth, bought(hana, "2026-01-10", 5, order_id="B"), {**fourth, "amount": 60})
    assert summary(hana)[3] == 550 + 65


def test_an_order_without_line_numbers_replaces_itself_and_equal_lines_are_two():
    hana = customer("001")
    tea = bought(hana, "2026-01-10", 300, order_id="A", product_code="TEA")
    rice = bought(hana, "2026-01-10", 700, order_id="A", product_code="RICE")
    assert record(tea, tea, rice).new == 3
    assert summary(hana)[3] == 1300
    assert record(tea, rice) == RecordResult(0, 0, 2, 1, (hana,))
    assert record(rice, {**tea, "amount": 250}) == RecordResult(0, 1, 1, 0, (hana,))
    assert summary(hana)[3] == 950
    back = {**rice, "order_id": "B", "amount": -100}
    alike = (back, {**back, "status": "返品"}, {**back, "product_name": "米"})
    assert record(*alike).new == 3
    for places in ((0, 2, 1), (2, 1, 0), (1, 0, 2)):
        assert record(*(alike[place] for place in places)).unchanged == 3


def test_without_order_numbers_customer_time_product_and_place_are_the_key():
    hana, taro = customer("001"), customer("002")
    tea = bought(hana, "2026-01-10", 300, product_code="TEA", customer_ref="001")
    assert record(tea, tea).new == 2
    assert record(tea, tea, tea) == RecordResult(1, 0, 2, 0, (hana,))
    assert record({**tea, "product_code": "RICE"}).new == 1
    assert record({**tea, "customer_id": taro, "customer_ref": "002"}).new == 1
    assert (summary(hana)[3], summary(taro)[3]) == (1200, 300)
    public.reassign_purchases(taro, hana, staff=None)
    assert record({**tea, "customer_id": hana, "customer_ref": "002"}).unchanged == 1
    dear, cheap = ({**tea, "product_code": "CAKE", "amount": amount} for amount in (880, 550))
    assert record(dear, cheap).new == 2
    assert record(dear) == RecordResult(0, 0, 1, 0, ())  # the first is sent again, the second stays
    assert record(cheap, dear).unchanged == 2  # the same lines in another order of rows
    assert record({**dear, "amount": 900}).updated == 1
    assert summary(hana)[3] == 1500 + 900 + 550


def test_two_sources_may_use_the_same_number():
    hana = customer("001")
    row = bought(hana, "2026-01-10", 100, order_id="1")
    assert record(row, source="web").new == 1
    assert record(row, source="shop").new == 1
    assert summary(hana) == (1, date(2026, 1, 10), date(2026, 1, 10), 200)


def test_several_orders_on_one_day_are_one_purchase_and_the_day_begins_where_the_shop_says():
    hana = customer("001")
    early = {**bought(hana, "2026-01-10", 100, order_id="1"), "ordered_at": at("2026-01-10", 14, 59)}
    late = {**bought(hana, "2026-01-10", 100, order_id="2"), "ordered_at": at("2026-01-10", 15)}
    record(early, late)
    assert summary(hana)[:3] == (2, date(2026, 1, 10), date(2026, 1, 11))
    update_business(BusinessSettings(day_start_minutes=60))
    recount_days(lambda done, total=None, note="": None)
    assert summary(hana) == (1, date(2026, 1, 10), date(2026, 1, 10), 200)
    assert set(OrderLine.objects.values_list("order_day", "order__order_day")) == {(date(2026, 1, 10),) * 2}
    assert JobRecord.objects.filter(arguments__reaction__endswith="count_by_the_new_day").count() == 1


def test_zero_price_lines_are_kept_and_not_counted():
    hana = customer("001")
    record(
        bought(hana, "2026-01-10", 0, order_id="1", product_code="SAMPLE"),
        bought(hana, "2026-02-10", 500, order_id="2"),
        bought(hana, "2026-02-10", 0, order_id="2", product_code="SAMPLE"),
    )
    assert summary(hana) == (1, date(2026, 2, 10), date(2026, 2, 10), 500)
    assert OrderLine.objects.count() == 3


def test_a_return_may_come_before_its_sale():
    hana = customer("001")
    back = bought(hana, "2026-02-01", -400, order_id="R", returned_order_id="A", product_code="TEA")
    record(back)
    assert summary(hana) == (0, None, None, -400)
    record(bought(hana, "2026-01-10", 1000, order_id="A", product_code="TEA"))
    assert summary(hana) == (1, date(2026, 1, 10), date(2026, 1, 10), 600)


def test_a_return_that_names_another_customers_order_stays_with_its_own_customer():
    hana, taro = customer("001"), customer("002")
    record(
        bought(hana, "2026-01-10", 1000, order_id="A", product_code="TEA"),
        bought(taro, "2026-01-20", -400, order_id="R", returned_order_id="A", product_code="TEA"),
    )
    assert summary(hana)[3] == 1000
    assert summary(taro) == (0, None, None, -400)


def test_guests_are_in_nobodys_summary_until_they_are_known():
    hana = customer("001")
    record(bought(None, "2026-01-10", 1000, order_id="A"))
    assert not PurchaseSummary.objects.exists()
    assert record(bought(hana, "2026-01-10", 1000, order_id="A")) == RecordResult(0, 1, 0, 0, (hana,))
    assert summary(hana)[3] == 1000


def test_a_corrected_date_and_another_customer_move_the_purchase():
    hana, taro = customer("001"), customer("002")
    record(bought(hana, "2026-01-10", 1000, order_id="A", line_no=1))
    result = record(bought(taro, "2026-03-10", 1000, order_id="A", line_no=1))
    assert result == RecordResult(0, 1, 0, 0, (hana, taro))
    assert summary(hana) == (0, None, None, 0)
    assert summary(taro) == (1, date(2026, 3, 10), date(2026, 3, 10), 1000)


def test_what_a_file_does_not_speak_of_stays():
    hana = customer("001")
    record(
        bought(
            hana, "2026-01-10", 1000, order_id="A", line_no=1, quantity=2000, shop="本店", trigger="テレビ"
        )
    )
    record(bought(hana, "2026-01-10", 900, order_id="A", line_no=1))
    line, order = OrderLine.objects.get(), Order.objects.select_related("shop").get()
    assert (line.amount, line.quantity, order.shop.name, order.trigger) == (900, 2000, "本店", "テレビ")


def test_a_renamed_product_is_still_itself():
    hana = customer("001")
    row = bought(hana, "2026-01-10", 1000, order_id="A", product_name="ほうじ茶")
    record(row)
    Product.objects.update(name="有機ほうじ茶")
    assert record(row).unchanged == 1
    assert record({**row, "order_id": "B", "ordered_at": at("2026-02-10")}).new == 1
    assert product_summary(hana, "ほうじ茶").orders == 2
    assert [line.product_name for line in public.list_orders(hana)[0].lines] == ["ほうじ茶"]


def test_a_dry_run_counts_and_leaves_nothing():
    hana = customer("001")
    row = bought(hana, "2026-01-10", 1000, order_id="A", product_code="TEA", shop="本店")
    dry = public.record_purchases(lines(row), source="file", now=NOW, dry_run=True)
    assert dry == RecordResult(1, 0, 0, 0, ())
    assert [model.objects.count() for model in (Order, Product, Shop)] == [0, 0, 0]
    record(row)
    again = public.record_purchases(
        lines(row, {**row, "order_id": "B"}), source="file", now=NOW, dry_run=True
    )
    assert again == RecordResult(1, 0, 1, 0, ())
    assert public.knows_orders(lines(row, {**row, "order_id": "B"}), source="file").to_pylist() == [
        True,
        False,
    ]


def test_texts_come_back_as_they_went_in():
    hana = customer("001")
    odd = 'ab,"c"\n\\N\\. 髙﨑①㈱'
    record(bought(hana, "2026-01-10", 1, order_id=odd, product_name=odd, status=odd, trigger=odd))
    order = Order.objects.get()
    assert (order.external_id, order.trigger, Product.objects.get().name) == (odd, odd, odd)
    assert record(bought(hana, "2026-01-10", 1, order_id=odd, product_name=odd, status=odd)).unchanged == 1


def test_an_import_publishes_one_event_for_its_batch_and_an_unchanged_one_none(monkeypatch):
    heard = []
    monkeypatch.setattr("otokui.domain.purchases.actions.record_purchases.publish", heard.append)
    hana, taro = customer("001"), customer("002")
    rows = [bought(who, "2026-01-10", 1, order_id=str(who)) for who in (taro, hana, None)]
    record(*rows, run=3)
    assert heard == [PurchasesRecorded((hana, taro), 3)]
    record(*rows, run=4)
    assert len(heard) == 1
