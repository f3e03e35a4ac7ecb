"""Products written in bulk, by their code."""

import pytest

from otokui.domain.purchases import public
from otokui.domain.purchases.models import Product, ProductRelation
from otokui.domain.purchases.types import ProductRow, WriteResult
from tests.purchases.cast import NOW

pytestmark = pytest.mark.django_db


def test_products_are_created_changed_and_left_alone():
    first = [
        ProductRow(code="001", name="米", category="食品", price=500, stock=3000),
        ProductRow(code="002", name="茶"),
    ]
    assert public.write_products(first, now=NOW) == WriteResult(new=2, updated=0, unchanged=0)
    assert public.write_products(first, now=NOW) == WriteResult(new=0, updated=0, unchanged=2)
    again = [ProductRow(code="001", price=550), ProductRow(code="002", refill_of=("001", "無い"))]
    assert public.write_products(again, now=NOW) == WriteResult(new=0, updated=2, unchanged=0)
    rice = Product.objects.get(code="001")
    assert (rice.name, rice.category.name, rice.price, rice.stock, rice.active) == (
        "米",
        "食品",
        550,
        3000,
        True,
    )
    assert ProductRelation.objects.get().base == rice


def test_the_last_row_of_a_code_holds_and_an_unknown_name_is_the_code():
    rows = [ProductRow(code="A", name="x"), ProductRow(code="A", name="y"), ProductRow(code="B")]
    assert public.write_products(rows, now=NOW) == WriteResult(new=2, updated=0, unchanged=1)
    assert dict(Product.objects.values_list("code", "name")) == {"A": "y", "B": "B"}


def test_known_products():
    public.write_products([ProductRow(code="A")], now=NOW)
    assert public.known_products(["A", "B"]) == {"A"}
