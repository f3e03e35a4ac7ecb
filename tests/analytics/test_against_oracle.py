"""Random shops, judged by the product and by the plain restatement of the definitions: no difference."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from otokui.analytics.run import analyse_lines
from otokui.analytics.settings import preset
from tests.analytics.oracle import Line, judge
from tests.examples import examples

DAY = 1440
AS_OF = 900
DAYS = (0, 1, 89, 90, 91, 210, 300, 535, 536, 537, 659, 660, 661, 690, 810, 811, 899, 900, 901)


@st.composite
def shops(draw):
    """Three customers, two products, few days: so that days, orders and returns meet often."""
    lines = []
    for place in range(draw(st.integers(1, 14))):
        day = draw(
            st.sampled_from(
                (0, 1, 89, 90, 91, 210, 300, 535, 536, 537, 659, 660, 661, 690, 810, 811, 899, 900, 901)
            )
        )
        lines.append(
            Line(
                customer=draw(st.sampled_from(("A", "A", "B", "C", ""))),
                at=day * DAY + draw(st.sampled_from((0, 0, 600, 1439))),
                amount=draw(st.sampled_from((0, 1, 100, 100, 700, 701, 5000))),
                order=f"o{place}",
                product=draw(st.sampled_from(("p", "p", "q", ""))),
                quantity=draw(st.integers(1, 3)),
            )
        )
    for place in range(draw(st.integers(0, 5))):
        sale = draw(st.sampled_from(lines))
        back = replace(
            sale,
            at=sale.at + draw(st.sampled_from((0, DAY, 10 * DAY, 300 * DAY))),
            amount=-draw(st.sampled_from((1, 100, sale.amount or 1, 2 * sale.amount or 1))),
            order=draw(st.sampled_from((f"r{place}", sale.order, ""))),
            quantity=draw(st.integers(1, 4)),
            names=draw(st.sampled_from(("", sale.order, "unknown"))),
        )
        if draw(st.booleans()):
            back = replace(back, amount=-back.amount, status=draw(st.sampled_from(("returned", "cancelled"))))
        lines.append(back)
    return draw(st.permutations(lines))


def as_table(lines: list[Line]) -> pa.Table:
    begin = datetime(1970, 1, 1)  # noqa: DTZ001 - local time, as most files have it
    return pa.table(
        {
            "customer_id": [line.customer or None for line in lines],
            "ordered_at": pa.array(
                [begin + timedelta(minutes=line.at) for line in lines], pa.timestamp("us")
            ),
            "amount": pa.array([line.amount for line in lines], pa.int64()),
            "order_id": pa.array([line.order or None for line in lines], pa.string()),
            "product_id": pa.array([line.product or None for line in lines], pa.string()),
            "quantity": pa.array([line.quantity and line.quantity * 1000 for line in lines], pa.int64()),
            "status": pa.array([line.status or None for line in lines], pa.string()),
            "returned_order_id": pa.array([line.names or None for line in lines], pa.string()),
        }
    )


@settings(max_examples=examples(2), deadline=None)
@given(shops(), st.sampled_from(("article", "book")))
def test_the_product_agrees_with_the_definitions(lines, name):
    begin = date(1970, 1, 1)
    result = analyse_lines(as_table(lines), preset(name), begin + timedelta(days=AS_OF))
    found = {row["customer_id"]: row for row in result.customers.to_pylist()}
    expected = judge([line for line in lines if line.customer], AS_OF, name)
    assert set(found) == set(expected)
    for customer, verdict in expected.items():
        row = found[customer]
        number = {
            key: row[key] and (row[key] - begin).days for key in ("first_on", "last_on", "next_change_on")
        }
        change = row["next_change_on"] and (number["next_change_on"], row["next_class"], row["next_state"])
        assert (row["orders"], number["first_on"], number["last_on"], row["net"]) == (
            verdict.orders,
            verdict.first,
            verdict.last,
            verdict.net,
        )
        assert (row["class"], row["state"] or "") == (verdict.klass, verdict.state)
        assert change == verdict.change
        assert (row["r"], row["f"], row["m"]) == (verdict.r, verdict.f, verdict.m)
