"""Money, quantities, dates: each spelling found in shops' files, and each way to be wrong."""
# ruff: noqa: DTZ001  (local times are what is tested)

import datetime as dt
from datetime import date, datetime

import polars as pl
import pytest

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.dates import DateStyle, decide_style, parse_moments
from otokui.core.tabular.moments import Moment, read_moment
from otokui.core.tabular.money import in_minor_units, parse_money
from otokui.core.tabular.numbers import parse_integer, parse_quantity
from otokui.core.tabular.types import Reason


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("1980", 198000),
        ("1,980", 198000),
        ("¥1,980", 198000),
        ("￥1,980-", -198000),
        ("1,980円", 198000),
        ("１，９８０円", 198000),
        ("\\1,980", 198000),
        (" 1980 ", 198000),
        ("+500", 50000),
        ("-500", -50000),
        ("△500", -50000),
        ("▲1,500", -150000),
        ("−500", -50000),
        ("－５００", -50000),
        ("(1,500)", -150000),
        ("（500）", -50000),
        ("12.5", 1250),
        ("12.50", 1250),
        ("-0.01", -1),
        ("1980.0", 198000),
        ("$3.99", 399),
        ("0", 0),
        ("", None),
        ("  ", None),
        ("1980.0000000001", 198000),
        ("0.30000000000000004", 30),
        ("1980.9999999999", 198100),
        ("-19.989999999999998", -1999),
    ],
)
def test_money_is_read_in_every_spelling(text: str, hundredths: int | None):
    parsed = parse_money(pl.Series([text]))
    assert parsed.values.to_list() == [hundredths]
    assert parsed.errors.height == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("千円", Reason.NOT_MONEY),
        ("1,00", Reason.NOT_MONEY),
        ("1.2.3", Reason.NOT_MONEY),
        ("1e5", Reason.NOT_MONEY),
        ("--5", Reason.NOT_MONEY),
        ("12.345", Reason.FRACTION),
        ("1.123456789", Reason.FRACTION),
        ("4912345678904", Reason.TOO_LARGE),  # a JAN code
        ("9" * 5000, Reason.TOO_LARGE),
    ],
)
def test_what_is_no_money_is_an_error_with_its_row(text: str, reason: Reason):
    parsed = parse_money(pl.Series(["100", text, None]))
    assert parsed.values.to_list() == [10000, None, None]
    assert parsed.errors.rows() == [(1, text, str(reason))]


@pytest.mark.parametrize(
    ("texts", "decimals"),
    [
        (["100", "200"], False),
        (["100.0", "200.0"], False),  # as spreadsheets and pandas write whole numbers
        (["100.00", "200.00"], True),
        (["100", "200.5"], True),
        (["100", "0.05"], True),
    ],
)
def test_decimals_decide_the_unit_of_the_column(texts: list[str], decimals: bool):
    assert parse_money(pl.Series(texts)).decimals is decimals


def test_fractions_of_yen_are_errors_where_yen_are_demanded():
    hundredths = parse_money(pl.Series(["100", "100.5", None])).values
    whole = in_minor_units(hundredths, 0, text=pl.Series(["100", "100.5", None]))
    assert whole.values.to_list() == [100, None, None]
    assert whole.errors.rows() == [(1, "100.5", str(Reason.FRACTION))]
    assert in_minor_units(hundredths, 2).values.to_list() == [10000, 10050, None]


def test_numeric_columns_are_money_too():
    assert parse_money(pl.Series([1, None, -3])).values.to_list() == [100, None, -300]
    least = parse_money(pl.Series([5, -(2**63)]))
    assert least.values.to_list() == [500, None]
    assert least.errors["reason"].to_list() == [str(Reason.TOO_LARGE)]
    floats = parse_money(pl.Series([1.5, None, float("nan"), 0.1 + 0.2]))
    assert floats.values.to_list() == [150, None, None, 30]
    assert floats.errors["row"].to_list() == [2]
    assert floats.decimals


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [("1", 1000), ("1.5", 1500), ("-2", -2000), ("３個", 3000), ("1.5kg", 1500), ("1,000", 1000000),
     ("0.001", 1), ("-0.5", -500), ("2.0", 2000), ("", None)],
)  # fmt: skip
def test_quantities_are_thousandths(text: str, thousandths: int | None):
    assert parse_quantity(pl.Series([text])).values.to_list() == [thousandths]


def test_no_quantity_is_an_error():
    assert parse_quantity(pl.Series(["many"])).errors.rows() == [(0, "many", str(Reason.NOT_A_NUMBER))]
    assert parse_quantity(pl.Series([1.5, None])).values.to_list() == [1500, None]
    assert parse_integer(pl.Series(["7", "０８", "x"])).values.to_list() == [7, 8, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-05", datetime(2024, 1, 5)),
        ("2024/1/5", datetime(2024, 1, 5)),
        ("2024.1.5", datetime(2024, 1, 5)),
        ("2024年1月5日", datetime(2024, 1, 5)),
        ("２０２４年１月５日", datetime(2024, 1, 5)),
        ("20240105", datetime(2024, 1, 5)),
        ("R6.1.5", datetime(2024, 1, 5)),
        ("令和6年1月5日", datetime(2024, 1, 5)),
        ("令和元年5月1日", datetime(2019, 5, 1)),
        ("S45.1.2", datetime(1970, 1, 2)),
        ("H31/4/30", datetime(2019, 4, 30)),
        ("2024/1/5(金)", datetime(2024, 1, 5)),
        ("2024年1月5日 金曜日", datetime(2024, 1, 5)),
        ("2024/1/5 13:04", datetime(2024, 1, 5, 13, 4)),
        ("2024-01-05T13:04:09", datetime(2024, 1, 5, 13, 4, 9)),
        ("2024-01-05 13:04:09.250", datetime(2024, 1, 5, 13, 4, 9, 250000)),
        ("2024/1/5 午後1時4分", datetime(2024, 1, 5, 13, 4)),
        ("2024/1/5 1:04 PM", datetime(2024, 1, 5, 13, 4)),
        ("2024/1/5 25:30", datetime(2024, 1, 6, 1, 30)),
        ("20240105130409", datetime(2024, 1, 5, 13, 4, 9)),
        ("45296", datetime(2024, 1, 5)),
        ("45296.5", datetime(2024, 1, 5, 12)),
        ("5 Jan 2024", datetime(2024, 1, 5)),
        ("January 5, 2024", datetime(2024, 1, 5)),
        ("2024-01-05T13:04:09+09:00", datetime(2024, 1, 5, 13, 4, 9)),
        ("2024-01-05T13:04:09Z", datetime(2024, 1, 5, 22, 4, 9)),
        ("2024-01-05T23:30:00-05:00", datetime(2024, 1, 6, 13, 30)),
    ],
)
def test_dates_and_times_are_read_in_every_spelling(text: str, expected: datetime):
    parsed = parse_moments(pl.Series([text, ""]), DateStyle(), zone="Asia/Tokyo")
    assert parsed.errors.height == 0
    assert parsed.values.to_list() == [expected, None]


@pytest.mark.parametrize(
    "text",
    [
        "2024/13/1",
        "2024/2/30",
        "昨日",
        "1/5/2024",
        "24/1/5",
        "9999-01-01",
        "2024/1/5 25",
        "R6年",
        "0000-00-00",
        "2024",
    ],
)
def test_what_is_no_date_is_an_error(text: str):
    parsed = parse_moments(pl.Series(["2024/1/5", text]), DateStyle(), zone="Asia/Tokyo")
    assert parsed.values.to_list() == [datetime(2024, 1, 5), None]
    assert parsed.errors.rows() == [(1, text, str(Reason.NOT_A_DATE))]


def test_a_column_may_mix_spellings():
    texts = ["2024/1/5", "2024-01-06", "R6.1.7", "2024/01/08 10:00"]
    parsed = parse_moments(pl.Series(texts), DateStyle(), zone="Asia/Tokyo")
    assert [moment.day for moment in parsed.values] == [5, 6, 7, 8]
    assert parsed.timed


def test_midnights_only_are_dates_not_times():
    assert not parse_moments(pl.Series(["2024-01-05 00:00:00"]), DateStyle(), zone="Asia/Tokyo").timed


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["1/2/2024", "13/2/2024"], "dmy"),
        (["1/2/2024", "2/13/2024"], "mdy"),
        (["01.02.2024", "31.12.2024"], "dmy"),
        (["2024/1/5", "2024/1/6"], ""),
        (["x", ""], ""),
    ],
)
def test_the_order_of_day_and_month_comes_from_the_whole_column(texts: list[str], order: str):
    pieces = [pl.Series([text]) for text in texts]
    assert decide_style(pieces, name="日付").order == order


@pytest.mark.parametrize(
    "texts",
    [
        ["1/2/2024", "11/12/2024"],
        ["13/1/2024", "1/13/2024"],
        ["13/1/2024", "14/1/2024", "1/13/2024", "1/14/2024"],
    ],
)
def test_an_order_that_cannot_be_decided_is_asked_for(texts: list[str]):
    with pytest.raises(Refused, match="--date-format") as refusal:
        decide_style((pl.Series(texts[at : at + 2]) for at in range(0, len(texts), 2)), name="日付")
    assert refusal.value.code == "date-format"


def test_a_given_format_is_believed():
    style = decide_style([], name="日付", date_format="%m/%d/%y")
    parsed = parse_moments(pl.Series(["01/05/24", "2024-01-05"]), style, zone="Asia/Tokyo")
    assert parsed.values.to_list() == [datetime(2024, 1, 5), None]
    assert parsed.errors["row"].to_list() == [1]


def test_times_of_another_zone_become_the_businesss_local_time():
    texts = pl.Series(["2024-03-10 02:30:00", "2024-03-10 12:00:00"])
    parsed = parse_moments(texts, DateStyle(), zone="Asia/Tokyo", source_zone="America/New_York")
    assert parsed.values.to_list() == [None, datetime(2024, 3, 11, 1)]
    assert parsed.errors.rows() == [(0, "2024-03-10 02:30:00", str(Reason.NO_SUCH_TIME))]


def test_dates_without_time_do_not_move_between_zones():
    parsed = parse_moments(pl.Series(["2024-03-10"]), DateStyle(), zone="Asia/Tokyo", source_zone="UTC")
    assert parsed.values.to_list() == [datetime(2024, 3, 10)]


def test_typed_columns_are_taken_as_they_are():
    days = parse_moments(pl.Series([date(2024, 1, 5), None]), DateStyle(), zone="Asia/Tokyo")
    assert days.values.to_list() == [datetime(2024, 1, 5), None]
    assert not days.timed
    instants = pl.Series([datetime(2024, 1, 5, 20, tzinfo=dt.UTC)])
    assert parse_moments(instants, DateStyle(), zone="Asia/Tokyo").values.to_list() == [
        datetime(2024, 1, 6, 5)
    ]
    numbers = parse_moments(pl.Series([20240105]), DateStyle(), zone="Asia/Tokyo")
    assert numbers.values.to_list() == [datetime(2024, 1, 5)]


def test_one_moment_by_itself():
    assert read_moment("2024-01-05T10:00:00+09:00") == Moment(datetime(2024, 1, 5, 1), zoned=True)
    assert read_moment("13/1/2024", "dmy") == Moment(datetime(2024, 1, 13))
    assert read_moment("13/1/2024") is Reason.NOT_A_DATE
