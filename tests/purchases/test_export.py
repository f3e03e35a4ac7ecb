"""Lines, states and products as Arrow tables: the same inside a transaction and from the committed books."""

from datetime import date

import polars as pl
import pytest
from django.db import transaction
from polars.testing import assert_frame_equal

from otokui.analytics.schema import PRODUCT_STATES, STATES
from otokui.domain.purchases import public
from otokui.domain.purchases.queries import export
from tests.purchases.cast import NOW, bought, customer, lines


def books():
    hana, taro = customer("1"), customer("2")
    batch = lines(
        bought(hana, "2026-01-01", 1000, order_id="A", product_code="RICE", category="食品", quantity=2000),
        bought(hana, "2026-01-20", 700, order_id="B", product_code="TEA"),
        bought(None, "2026-01-20", 50, order_id="G"),
        bought(None, "2026-01-25", -300, order_id="R", product_code="RICE", returned_order_id="A"),
        bought(taro, "2026-01-05", 0, order_id="S"),
        bought(taro, "2026-01-05", 400, status="キャンセル"),
    )
    public.record_purchases(batch, source="file", now=NOW)
    return hana, taro


def everything(as_of=None):
    tables = [pl.DataFrame(table) for table in public.lines_to_arrow(as_of)]
    return pl.concat(tables).sort("customer_id", "ordered_at", "amount", nulls_last=False)


@pytest.mark.django_db(transaction=True)
def test_committed_lines_are_those_a_transaction_sees(monkeypatch):
    hana, taro = books()
    with transaction.atomic():
        seen = everything()
        products = public.products_to_arrow()
    assert_frame_equal(everything(), seen)
    assert public.products_to_arrow() == products
    assert products.select(["code", "category"]).to_pylist() == [
        {"code": "RICE", "category": "食品"},
        {"code": "TEA", "category": None},
    ]
    assert seen["customer_id"].to_list() == [None, hana, hana, hana, taro, taro]
    assert seen["status"].to_list() == [None, None, None, "returned", None, "cancelled"]
    assert seen["returned_order_id"].drop_nulls().to_list() == [public.find_order("file", "A")]
    assert everything(date(2026, 1, 19)).height == 3
    monkeypatch.setattr(export, "LINES_PER_TABLE", 1)
    assert_frame_equal(everything(), seen)


@pytest.mark.django_db
def test_states_have_the_columns_of_analytics():
    hana, taro = books()
    states = public.states_to_arrow()
    assert states.column_names == [
        *(name for name in STATES.names if not name.startswith("window")),
        "latest_line_on",
    ]
    assert states.select(["customer_id", "orders", "net", "recent_values"]).to_pylist() == [
        {"customer_id": hana, "orders": 2, "net": 1400, "recent_values": [700, 700]},
        {"customer_id": taro, "orders": 0, "net": -400, "recent_values": []},
    ]
    assert states["latest_line_on"].to_pylist() == [date(2026, 1, 25), date(2026, 1, 5)]
    assert public.states_to_arrow([taro])["customer_id"].to_pylist() == [taro]
    pairs = public.product_states_to_arrow([hana])
    assert pairs.column_names == PRODUCT_STATES.names
    assert pairs["net"].to_pylist() == [700, 700]


@pytest.mark.django_db
def test_a_page_of_customers_reads_what_a_run_reads():
    few = list(books())
    nobody = range(10**9, 10**9 + 200)
    for read in (public.states_to_arrow, public.product_states_to_arrow, public.lines_of):
        assert read(few).equals(read([*few, *nobody]))
        assert read([nobody[0]]).equals(read(list(nobody)))
    assert public.states_to_arrow(few).equals(public.states_to_arrow())
    only = ("customer_id", "net", "latest_line_on")
    assert public.states_to_arrow(few, only=only).equals(public.states_to_arrow(only=only))
