from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otokui.core.kernel import cursors, money, names, period
from otokui.core.kernel.errors import Refused

TOKYO = ZoneInfo("Asia/Tokyo")


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_shares_add_up_and_stay_within_one_unit_of_proportion(amount, weights):
    if sum(weights) == 0:
        with pytest.raises(ValueError):
            money.split_in_proportion(amount, weights)
        return
    shares = money.split_in_proportion(amount, weights)
    assert sum(shares) == amount
    total = sum(weights)
    assert all(
        abs(share * total - amount * weight) < total for share, weight in zip(shares, weights, strict=True)
    )


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_quotients_are_rounded_half_away_from_zero(numerator, denominator):
    rounded = money.divide_half_up(numerator, denominator)
    assert abs(2 * (rounded * denominator - numerator)) <= denominator
    assert money.divide_half_up(-numerator, denominator) == -rounded


@pytest.mark.parametrize(
    ("amount", "settings", "shown"),
    [
        (12300, {}, "¥12,300"),
        (-350, {"currency": "USD", "minor_units": 2}, "-$3.50"),
        (5, {"currency": "CHF", "minor_units": 2}, "CHF 0.05"),
    ],
)
def test_money_is_shown_in_its_currency(amount, settings, shown):
    assert money.format_money(amount, **settings) == shown


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 12, 31), -1, date(2024, 11, 30)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2023, 11, 30), 2, date(2024, 1, 30)),
    ],
)
def test_months_later(day, months, expected):
    assert period.months_later(day, months) == expected


def test_a_period_does_not_contain_its_end():
    april = period.month_of(date(2026, 4, 17))
    assert (april.start, april.end, april.days) == (date(2026, 4, 1), date(2026, 5, 1), 30)
    assert date(2026, 4, 30) in april
    assert date(2026, 5, 1) not in april
    with pytest.raises(ValueError):
        period.Period(date(2026, 4, 2), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("instant", "start", "day"),
    [
        (datetime(2026, 3, 31, 14, 59, tzinfo=UTC), 0, date(2026, 3, 31)),
        (datetime(2026, 3, 31, 15, 0, tzinfo=UTC), 0, date(2026, 4, 1)),
        (datetime(2026, 3, 31, 19, 59, tzinfo=UTC), 300, date(2026, 3, 31)),
        (datetime(2026, 3, 31, 20, 0, tzinfo=UTC), 300, date(2026, 4, 1)),
    ],
)
def test_the_business_decides_when_its_day_begins(instant, start, day):
    assert period.business_day(instant, zone=TOKYO, day_start_minutes=start) == day
    begin, end = period.day_bounds(day, zone=TOKYO, day_start_minutes=start)
    assert begin <= instant < end
    assert end - begin == timedelta(days=1)


def test_an_instant_without_zone_has_no_day():
    with pytest.raises(ValueError):
        period.business_day(datetime(2026, 4, 1), zone=TOKYO)  # noqa: DTZ001


@given(st.text(), st.integers(0, 2**62))
def test_page_marks_come_back_as_they_were(text, number):
    mark = cursors.encode_cursor(text, number)
    assert cursors.decode_cursor(mark, str, int) == (text, number)
    assert mark.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("mark", ["", "x", "!!", "WzFd", cursors.encode_cursor(1, 2), "5pel"])
def test_foreign_page_marks_are_refused(mark):
    with pytest.raises(Refused) as refusal:
        cursors.decode_cursor(mark, str, int)
    assert refusal.value.code == "bad_cursor"


def test_names_are_put_together_and_taken_apart():
    assert names.split_name("田中　太郎") == ("田中", "太郎")
    assert names.split_name("田中太郎") == ("田中太郎", "")
    assert names.split_name("ジョン スミス 2世") == ("ジョン スミス 2世", "")
    assert names.full_name("田中", "") == "田中"


@pytest.mark.parametrize(
    ("is_company", "position", "proposed"),
    [
        (True, "", "御中"),
        (False, "", "様"),
        (False, "病院長・医師", "先生"),
        (False, "部長", "様"),
    ],
)
def test_honorifics_are_proposed(is_company, position, proposed):
    assert names.propose_honorific(is_company=is_company, position=position) == proposed


def test_letters_are_addressed_even_without_a_name():
    assert names.addressed("田中 太郎", "様") == "田中 太郎 様"
    assert names.addressed("", "様") == "お客様"


@pytest.mark.parametrize(
    ("name", "is_company"),
    [
        ("㈱山田商店", True),
        ("鈴木医院", True),
        ("医療法人社団鈴木会", True),
        ("田中 太郎", False),
        ("社本 一", False),
    ],
)
def test_companies_are_recognised_by_their_names(name, is_company):
    assert names.looks_like_company(name) is is_company
