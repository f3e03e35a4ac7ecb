"""The database and a file say the same of the same purchases."""

from datetime import date

import polars as pl
import pyarrow as pa
import pytest

from otokui.analytics.run import analyse_lines
from otokui.analytics.settings import Settings, Thresholds
from otokui.domain.customers.models import Customer
from otokui.domain.insights.public import classify_books
from tests.insights.cast import TODAY, bought, buy, customer

pytestmark = pytest.mark.django_db
CODES = ("007", "12", "髙橋商店", "A 1", "9")


def messy(name):
    """Rows in which `name(code)` says who: credit notes, guests, free samples, orders sent again, odd ids."""
    ids = [name(code) for code in CODES]
    rows = []
    for n, who in enumerate(ids):
        for order in range(n + 2):
            day = date(2025, 1 + order, 3 + 5 * n)
            rows.append(
                bought(
                    who,
                    str(day),
                    1000 * (n + 1) + 7 * order,
                    order_id=f"{n}-{order}",
                    product_code=f"P{order % 2}",
                    quantity=1000,
                )
            )
    rows += [
        bought(None, "2025-05-05", 4000, order_id="guest", product_code="P0", quantity=1000),
        bought(ids[0], "2025-06-01", 0, order_id="sample", product_code="P1", quantity=1000),
        bought(ids[1], "2025-06-02", -2000, order_id="credit", product_code="P0", quantity=-1000),
        bought(
            ids[2], "2025-06-03", 3014, order_id="2-2", product_code="P0", quantity=1000, status="cancelled"
        ),
        bought(
            None,
            "2025-06-04",
            -4007,
            order_id="r",
            returned_order_id="3-1",
            product_code="P1",
            quantity=-1000,
        ),
        bought(ids[4], "2025-06-05", -99_999, order_id="unmatched", product_code="P9", quantity=-1000),
        bought(ids[3], "2027-01-01", 5000, order_id="later", product_code="P0", quantity=1000),
    ]
    return rows


def as_file(rows):
    """The same rows as a file gives them to `otokui analyse`: text everywhere."""
    columns = {
        "customer_id": pa.string(), "ordered_at": pa.timestamp("us", "UTC"), "amount": pa.int64(),
        "order_id": pa.string(), "product_id": pa.string(), "quantity": pa.int64(), "status": pa.string(),
        "returned_order_id": pa.string(),
    }  # fmt: skip
    named = [{**row, "product_id": row["product_code"]} for row in rows]
    return pa.table(
        {name: pa.array([row.get(name) for row in named], kind) for name, kind in columns.items()}
    )


@pytest.mark.parametrize("preset", ["article", "book"])
@pytest.mark.parametrize("as_of", [TODAY, date(2025, 4, 1), date(2027, 6, 1)])
def test_the_database_equals_the_file(preset, as_of):
    people = {code: customer(code) for code in CODES}
    buy(*messy(people.get))
    settings = Settings(thresholds=Thresholds(preset=preset))
    expected = analyse_lines(as_file(messy(lambda code: code)), settings, as_of).customers
    found = classify_books(as_of, preset=preset)
    assert found.schema.equals(expected.schema)
    assert pl.DataFrame(found).to_dicts() == pl.DataFrame(expected).to_dicts()


def test_customers_without_a_number_are_called_by_ours():
    nobody = customer("x")
    Customer.objects.update(code=None)
    buy(bought(nobody, "2026-03-01", 500, order_id="1"))
    assert classify_books(TODAY)["customer_id"].to_pylist() == [f"#{nobody}"]


def test_an_empty_shop_has_no_classes():
    assert classify_books(TODAY).num_rows == 0
