"""Recording a batch: what is new, what is updated, what stays."""

from datetime import date

import pytest

from otokui.domain.purchases.models import Order, OrderLine, Product
from otokui.domain.purchases.public import record_purchases
from otokui.domain.purchases.types import RecordResult
from tests.purchases.cast import NOW, bought, customer, lines, product_summary, summary

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
