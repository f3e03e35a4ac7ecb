"""Days, duplicates, guests and returns: the sentences of the definitions, one by one."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from otokui.analytics.engine.reduce import reduce_customers
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.settings import Settings
from tests.analytics.shop import FIRST_DAY, analyse, by_customer, day, ledger, product_states, sale, states


def order_days(at: list[datetime], settings: Settings, kind: pa.DataType) -> list[date]:
    """First and last order day of somebody who bought at these times."""
    lines = pa.table(
        {"customer_id": ["c"] * len(at), "ordered_at": pa.array(at, kind), "amount": [100] * len(at)}
    )
    found = reduce_customers(settle(open_books(lines, settings), settings, date(2030, 1, 1)).entries)
    assert found.num_rows == 1
    return [found["first_on"][0].as_py(), found["last_on"][0].as_py()]


def test_an_instant_belongs_to_the_day_of_the_shops_zone() -> None:
    around_midnight = [
        datetime(2024, 3, 31, 14, 59, 59, tzinfo=UTC),
        datetime(2024, 3, 31, 15, 0, tzinfo=UTC),
    ]
    zoned = pa.timestamp("us", "UTC")
    assert order_days(around_midnight, Settings(), zoned) == [date(2024, 3, 31), date(2024, 4, 1)]
    utc = Settings(time_zone="UTC")
    assert order_days(around_midnight, utc, zoned) == [date(2024, 3, 31), date(2024, 3, 31)]


def test_a_time_without_zone_is_local() -> None:
    times = [datetime(2024, 3, 31, 23, 59, 59), datetime(2024, 4, 1, 0, 0)]  # noqa: DTZ001
    assert order_days(times, Settings(), pa.timestamp("us")) == [date(2024, 3, 31), date(2024, 4, 1)]


def test_the_day_begins_where_the_shop_says() -> None:
    times = [datetime(2024, 4, 1, 4, 59), datetime(2024, 4, 1, 5, 0)]  # noqa: DTZ001
    settings = Settings(day_start_minutes=300)
    assert order_days(times, settings, pa.timestamp("us")) == [date(2024, 3, 31), date(2024, 4, 1)]


def test_several_orders_on_one_day_are_one_purchase() -> None:
    found = states([sale("c", 0, 100, order_id="a"), sale("c", 0, 50, order_id="b"), sale("c", 3, 70)])["c"]
    assert (found["orders"], found["net"], found["gaps"], found["gap_squares"]) == (2, 220, 1, 9)
    assert found["recent_values"] == [150, 70]


def test_zero_price_lines_are_kept_but_not_counted() -> None:
    found = by_customer(analyse([sale("sample", 0, 0), sale("c", 0, 0), sale("c", 4, 10)]))
    assert (found["sample"]["orders"], found["sample"]["class"]) == (0, "prospect")
    assert (found["c"]["orders"], found["c"]["first_on"]) == (1, day(4))


def test_guests_are_in_the_totals_and_in_no_class() -> None:
    result = analyse([sale("c", 0, 100), sale(None, 0, 30), sale("", 1, 20)])
    assert result.summary["guests"] == {"lines": 2, "net": 50}
    assert result.summary["customers"] == 1
    assert result.summary["average_order_value"] == 100


def test_only_guests_and_nobody_at_all() -> None:
    for rows in ([sale(None, 0, 30)], []):
        result = analyse(rows)
        assert result.customers.num_rows == result.reorders.num_rows == result.transitions.num_rows == 0
        assert result.summary["average_order_value"] == 0.0


def test_before_the_first_order_nobody_is_there() -> None:
    assert analyse([sale("c", 10, 100)], 9).customers.num_rows == 0
    assert analyse([sale("c", 10, 100)], 10).customers.num_rows == 1


# Duplicates


def test_the_later_row_updates_the_earlier_line() -> None:
    rows = [sale("c", 0, 100, order_id="a", line_no=1), sale("c", 0, 80, order_id="a", line_no=2)]
    rows += [sale("c", 0, 70, order_id="a", line_no=1)]
    assert states(rows)["c"]["net"] == 150


def test_a_line_of_another_source_is_another_line() -> None:
    rows = [sale("c", 0, 100, order_id="a", line_no=1, source="web")]
    rows += [sale("c", 0, 70, order_id="a", line_no=1, source="shop")]
    assert states(rows)["c"]["net"] == 170


def test_without_line_numbers_equal_lines_of_an_order_are_two_lines() -> None:
    assert states([sale("c", 0, 100, order_id="a"), sale("c", 0, 100, order_id="a")])["c"]["net"] == 200


def test_an_order_sent_again_replaces_itself() -> None:
    first = [sale("c", 0, 100, order_id="a", file_no=0), sale("c", 0, 100, order_id="a", file_no=0)]
    again = [sale("c", 0, 90, order_id="a", file_no=1), sale("c", 5, 10, order_id="b", file_no=1)]
    assert states(first + again)["c"]["net"] == 100


def test_without_order_ids_the_nth_occurrence_is_the_key() -> None:
    first = [sale("c", 0, 100, product_id="p", file_no=0), sale("c", 0, 110, product_id="p", file_no=0)]
    again = [sale("c", 0, 50, product_id="p", file_no=1), sale("c", 0, 7, product_id="q", file_no=1)]
    assert states(first + again)["c"]["net"] == 50 + 110 + 7
    renamed = [{**row, "product_name": f"name {row['file_no']}"} for row in (first[0], again[0])]
    assert states(renamed)["c"]["net"] == 50


# Returns


def test_a_return_lowers_the_order_it_names() -> None:
    rows = [sale("c", 0, 100, order_id="a"), sale("c", 5, 100, order_id="b")]
    rows += [sale("c", 9, -100, returned_order_id="a")]
    found = states(rows)["c"]
    assert (found["orders"], found["first_on"], found["net"]) == (1, day(5), 100)


def test_a_return_exists_from_its_own_day() -> None:
    rows = [sale("c", 0, 100, order_id="a"), sale("c", 9, -100, returned_order_id="a")]
    assert (states(rows, 8)["c"]["orders"], states(rows, 8)["c"]["net"]) == (1, 100)
    assert (states(rows, 9)["c"]["orders"], states(rows, 9)["c"]["net"]) == (0, 0)


def test_a_partial_return_keeps_the_purchase() -> None:
    rows = [sale("c", 0, 100, order_id="a"), sale("c", 9, -99, returned_order_id="a")]
    found = states(rows)["c"]
    assert (found["orders"], found["net"], found["recent_values"]) == (1, 1, [1])


@pytest.mark.parametrize("status", ["returned", "cancelled"])
def test_status_marks_a_reversal_whatever_the_sign(status: str) -> None:
    for amount in (100, -100):
        rows = [sale("c", 0, 100, order_id="a"), sale("c", 5, 40, order_id="b")]
        rows += [sale("c", 9, amount, returned_order_id="a", status=status)]
        assert states(rows)["c"]["net"] == 40


def test_a_return_inside_its_own_order_is_booked_there() -> None:
    rows = [sale("c", 0, 100, order_id="a"), sale("c", 5, 100, order_id="b"), sale("c", 9, -30, order_id="a")]
    assert states(rows)["c"]["recent_values"] == [70, 100]


def test_a_named_return_goes_to_the_line_of_its_product() -> None:
    rows = [
        sale("c", 0, 100, order_id="a", product_id="p", quantity=1000),
        sale("c", 1, 60, order_id="a", product_id="q", quantity=1000),
        sale("c", 9, -60, returned_order_id="a", product_id="q", quantity=-1000),
    ]
    assert states(rows)["c"]["recent_values"] == [100]
    assert set(product_states(rows)) == {("c", "p")}


def test_a_named_return_without_a_line_of_its_product_goes_to_the_first_line() -> None:
    rows = [
        sale("c", 0, 100, order_id="a", product_id="p"),
        sale("c", 1, 60, order_id="a", product_id="q"),
        sale("c", 9, -20, returned_order_id="a", product_id="voucher"),
    ]
    assert states(rows)["c"]["recent_values"] == [80, 60]


def test_an_unnamed_return_goes_to_the_latest_earlier_lines_in_turn() -> None:
    rows = [
        sale("c", 0, 300, order_id="a", product_id="p", quantity=3000),
        sale("c", 5, 200, order_id="b", product_id="p", quantity=2000),
        sale("c", 6, 900, order_id="x", product_id="other", quantity=1000),
        sale("c", 9, -301, order_id="r", product_id="p", quantity=-3000),
        sale("c", 12, 100, order_id="d", product_id="p", quantity=1000),
    ]
    found = states(rows)["c"]
    # two pieces of day 5 (200 of 301 yen, rounded down), the third of day 0 (the rest, 101)
    assert found["recent_values"] == [300 - 101, 900, 100]
    assert (found["orders"], found["net"]) == (3, 1_199)


def test_pieces_come_back_once() -> None:
    rows = [
        sale("c", 0, 100, order_id="a", product_id="p", quantity=1000),
        sale("c", 5, 100, order_id="b", product_id="p", quantity=1000),
        sale("c", 9, -100, order_id="r", product_id="p", quantity=-1000),
        sale("c", 10, -100, order_id="s", product_id="p", quantity=-1000),
        sale("c", 11, -100, order_id="t", product_id="p", quantity=-1000),
    ]
    assert states(rows, 9)["c"]["last_on"] == day(0)
    assert states(rows, 10)["c"]["orders"] == 0
    assert states(rows, 11)["c"]["net"] == -100  # the third finds nothing left


def test_without_quantity_money_is_the_measure() -> None:
    rows = [sale("c", 0, 300), sale("c", 5, 200), sale("c", 9, -250)]
    assert states(rows)["c"]["recent_values"] == [250]


def test_an_unmatched_return_lowers_net_from_its_own_day_and_unmakes_nothing() -> None:
    rows = [
        sale("c", 0, 100, order_id="a", product_id="p"),
        sale("c", 9, -400, order_id="r", product_id="bought before the file begins"),
        sale("c", 9, 50, order_id="b", product_id="p"),
    ]
    assert states(rows, 8)["c"]["net"] == 100
    found = states(rows)["c"]
    assert (found["orders"], found["last_on"], found["net"]) == (2, day(9), -250)
    assert found["recent_values"] == [100, 50]


def test_somebody_with_nothing_but_an_unmatched_return_is_a_prospect() -> None:
    found = by_customer(analyse([sale("c", 0, -100)]))["c"]
    assert (found["orders"], found["class"], found["state"], found["net"]) == (0, "prospect", None, -100)
    assert found["r"] is None
    assert found["next_on"] is None


def test_other_customers_lines_are_not_touched() -> None:
    rows = [sale("c", 0, 100, product_id="p"), sale("d", 3, -100, product_id="p")]
    assert states(rows)["c"]["orders"] == 1


def test_a_missing_product_matches_nothing_where_others_have_one() -> None:
    rows = [sale("c", 0, 100, product_id="p"), sale("c", 3, -100, product_id=None)]
    assert states(rows)["c"]["orders"] == 1


def test_the_product_name_stands_in_for_the_id() -> None:
    rows = [sale("c", 0, 100, product_name="米"), sale("c", 3, -100, product_name="米")]
    assert states(rows)["c"]["orders"] == 0


def test_a_cancelled_order_contributes_nothing() -> None:
    rows = [
        sale("c", 0, 100, order_id="a", status="cancelled"),
        sale("c", 5, 70, order_id="b", status="done"),
    ]
    found = states(rows)["c"]
    assert (found["orders"], found["net"], found["first_on"]) == (1, 70, day(5))


def test_a_return_without_customer_belongs_to_the_customer_of_the_order_it_names() -> None:
    rows = [sale("c", 0, 100, order_id="a"), sale(None, 3, -100, returned_order_id="a")]
    result = analyse(rows)
    assert by_customer(result)["c"]["orders"] == 0
    assert result.summary["guests"] == {"lines": 0, "net": 0}


def test_a_guests_return_lowers_the_guests_total() -> None:
    result = analyse([sale(None, 0, 100), sale(None, 3, -40), sale("c", 1, 5)])
    assert result.summary["guests"]["net"] == 60


def test_numbers_as_ids_come_out_as_numbers_in_their_order() -> None:
    numbers = pa.table(
        {
            "customer_id": pa.array([10, 9, 10, None], pa.int64()),
            "ordered_at": pa.array([FIRST_DAY, FIRST_DAY, day(4), day(5)], pa.date32()),
            "amount": pa.array([5, 6, -5, 9], pa.int64()),
        }
    )
    settled = settle(open_books(numbers, Settings()), Settings(), day(9))
    found = reduce_customers(settled.entries)
    assert found["customer_id"].to_pylist() == [9, 10]
    assert found["orders"].to_pylist() == [1, 0]
    assert settled.guests.net == 9


def test_the_data_begins_with_its_first_line() -> None:
    rows = [sale(None, 0, 10), sale("c", 3, 10), sale("d", 8, 10)]
    assert ledger(rows).first_day == (FIRST_DAY - date(1970, 1, 1)).days
    flagged = {name: row["short_history"] for name, row in by_customer(analyse(rows, 9)).items()}
    assert flagged == {"c": False, "d": False}
    guarded = by_customer(analyse(rows, 9, Settings(guard_days=3)))
    assert {name: row["short_history"] for name, row in guarded.items()} == {"c": True, "d": False}
