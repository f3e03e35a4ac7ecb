"""A shop of five, counted by hand."""

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from otokui.analytics.figures import figures_of, figures_of_people, needed_columns
from otokui.analytics.fitting import fit_parameters
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.run import states_of
from otokui.analytics.settings import Settings
from otokui.analytics.survey import BOUGHT, BOUGHT_BEFORE, SUMMED, Digest, survey_lines
from otokui.analytics.track import EPOCH
from otokui.analytics.transitions import PLACES
from otokui.analytics.trend import Verdict, judge
from otokui.analytics.window import Window

TODAY = date(2026, 4, 10)
HANA, TARO, JIRO, YUKI, KEN = range(1, 6)
RICE, TEA = 1, 2
Row = dict[str, Any]


def bought(customer: int | None, on: str, amount: int, **more: Any) -> Row:
    row = {"customer_id": customer, "ordered_at": date.fromisoformat(on), "amount": amount, "line_no": 1}
    return row | {"product_id": RICE, "quantity": 1000, "discount": None, "unit_cost": None} | more


LINES = [
    bought(None, "2026-03-02", 700, order_id=90),
    # はな: rice each month from December 2024 on; the last with 200 off and a known cost of 600
    *(bought(HANA, f"{year}-{month:02}-05", 1000, order_id=year * 100 + month)
      for year, months in ((2024, (12,)), (2025, range(1, 13)), (2026, (1, 2)))
      for month in months),
    bought(HANA, "2026-03-05", 800, order_id=202603, discount=200, unit_cost=600),
    # 太郎: tea and a little rice in January, again after 20 days and after 60; the third comes back
    bought(TARO, "2026-01-10", 500, order_id=1, product_id=TEA),
    bought(TARO, "2026-01-10", 300, order_id=1, line_no=2),
    bought(TARO, "2026-01-30", 500, order_id=2, product_id=TEA, discount=0),
    bought(TARO, "2026-03-11", 400, order_id=3, product_id=TEA, quantity=2000, unit_cost=100),
    bought(TARO, "2026-03-20", -200, order_id=4, product_id=TEA, returned_order_id=3, quantity=1000),
    # 次郎: twice in 2024, and no more: 240 days of silence are over on 10 July 2025
    bought(JIRO, "2024-06-01", 2000, order_id=5),
    bought(JIRO, "2024-11-12", 2000, order_id=6),
    # ゆき: new on 2 April; 健: nothing but a free sample
    bought(YUKI, "2026-04-02", 1500, order_id=7, unit_cost=900),
    bought(KEN, "2026-02-02", 0, order_id=8),
]  # fmt: skip


def survey(rows: list[Row], cuts: tuple[int, ...] = ()) -> Digest:
    kinds = dict.fromkeys(("returned_order_id", "discount", "unit_cost", "customer_id"), pl.Int64)
    full = [{"order_id": None, "returned_order_id": None} | row for row in rows]
    frame = pl.DataFrame(full, schema_overrides=kinds, infer_schema_length=None)
    frame = frame.sort("customer_id", maintain_order=True)
    rules = Settings()
    plain = settle(open_books(frame, rules), rules, TODAY)
    parameters = fit_parameters(states_of(plain, rules, TODAY), plain, rules, TODAY)
    borders = [0, *cuts, frame.height]
    parts = [frame[begin:end] for begin, end in pairwise(borders)]
    return survey_lines(parts, parameters, Window.of(TODAY))


@pytest.fixture(scope="module")
def found() -> Digest:
    return survey(LINES)


def person(found: Digest, customer: int) -> Row:
    return found.people.row(by_predicate=pl.col("customer_id") == customer, named=True)


def at(found: Digest, customer: int, month: str) -> str:
    window = Window.of(TODAY)
    (number,) = (n for n, end in enumerate(window.ends) if end.isoformat().startswith(month))
    return [*PLACES, "absent"][person(found, customer)[f"m{number}"]]


def sums(found: Digest, month: int, customer_class: int) -> Row:
    rows = found.months.filter((pl.col("month") == month) & (pl.col("class") == customer_class))
    return rows.row(0, named=True)


def test_the_window_is_two_years_of_whole_months_and_this_one() -> None:
    window = Window.of(TODAY)
    assert (window.ends[0], window.ends[-2], window.ends[-1]) == (
        date(2024, 3, 31), date(2026, 3, 31), TODAY)  # fmt: skip
    assert len(window.ends) == 26
    assert Window.of(date(2026, 3, 31)).ends == window.ends[:-1]
    assert (window.then, window.year_ago) == (date(2026, 3, 10), date(2025, 4, 10))


def test_places_by_month(found: Digest) -> None:
    """A = 22,800 / 22 and the bar 7,255: はな reaches it with her 8th order on 5 July 2025, day 212."""
    assert [at(found, HANA, f"2025-0{month}") for month in (1, 2, 3, 6, 8)] == [
        "toddler/active", "toddler/active", "steady/active", "steady/active", "best/active"]  # fmt: skip
    assert at(found, HANA, "2024-11") == "absent"
    assert [at(found, JIRO, month) for month in ("2024-06", "2025-06", "2025-07", "2025-11")] == [
        "first/active", "steady/active", "steady/dormant", "steady/dead"]  # fmt: skip
    assert at(found, KEN, "2026-02") == "prospect/none"


def test_first_purchases(found: Digest) -> None:
    taro = person(found, TARO)
    days = [(date(2026, month, day) - EPOCH).days for month, day in ((1, 10), (1, 30), (3, 11))]
    assert [taro["first"], taro["second"], taro["third"]] == days
    assert (taro["first_product"], taro["first_order"]) == (TEA, 1)
    assert person(found, YUKI)["second"] == person(found, KEN)["first"] == -1
    assert [person(found, who)["years"] for who in (HANA, JIRO, YUKI)] == [BOUGHT | BOUGHT_BEFORE,
                                                                          BOUGHT_BEFORE, BOUGHT]  # fmt: skip


def test_money_of_march_by_class(found: Digest) -> None:
    """はな 800 (cost 600, 200 off); 太郎 400 less 200 that came back, cost 2 × 100 less one of them."""
    best, toddler = sums(found, 24, 5), sums(found, 24, 2)
    assert best == {"month": 24, "class": 5, "money": 800, "costed": 800, "cost": 600_000, "sold": 800,
                    "stated": 800, "discount": 200, "reduced": 800, "buyers": 1}  # fmt: skip
    assert toddler == {"month": 24, "class": 2, "money": 200, "costed": 200, "cost": 100_000, "sold": 400,
                       "stated": 0, "discount": 0, "reduced": 0, "buyers": 1}  # fmt: skip
    assert found.guests.tolist() == [1, 700]


def test_all_months_are_all_the_money(found: Digest) -> None:
    assert found.months["money"].sum() == found.people["net"].sum()
    figures = figures_of(found, Window.of(TODAY))
    year = pl.DataFrame(figures["year"], schema=figures["year_columns"], orient="row")
    assert year.select("money", "buyers").sum().row(0) == (
        12 * 1000 - 1000 - 200 + 500 + 300 + 500 + 200 + 1500, 3)  # fmt: skip
    assert year.filter(pl.col("class") == 5)["discount"].item() == 200


def test_existing_and_new_customers(found: Digest) -> None:
    """March 2026: はな, and 太郎 who came in January. April so far: ゆき is new."""
    figures = figures_of(found, Window.of(TODAY))
    existing, existing_net, new, new_net = (
        figures[name] for name in ("existing", "existing_net", "new", "new_net")
    )
    assert (existing[23], existing_net[23]) == (2, 1000)
    assert (new[24], new_net[24], existing_net[24]) == (1, 1500, 0)
    assert (new[2], new_net[2], sum(new)) == (1, 2000, 4)


def test_columns_tell_of_everybody_what_the_lines_told(found: Digest) -> None:
    """What a reader of a part is shown is counted from columns: of all it is what the lines say."""
    window = Window.of(TODAY)
    people = figures_of_people(found.people.select(needed_columns(window)), window)
    money = found.months.select("month", "class", "buyers", "money")
    assert [row for row in people["months"] if any(row[2:])] == [
        list(row) for row in money.rows() if any(row[2:])
    ]
    assert people["years"] == [2, 1, 11_000 - 200]


def test_figures_of_two_halves_are_those_of_the_whole(found: Digest) -> None:
    window = Window.of(TODAY)
    whole = figures_of(found, window)
    halves = [
        figures_of_people(found.people.filter(pl.col("customer_id").is_in(who)), window)
        for who in ([HANA, YUKI, KEN], [TARO, JIRO])
    ]
    for name in ("existing", "existing_net", "new", "new_net", "years"):
        assert [sum(pair) for pair in zip(*(half[name] for half in halves), strict=True)] == whole[name]
    for number, row in enumerate(whole["year"]):
        assert [sum(pair) for pair in zip(*(half["year"][number][1:] for half in halves), strict=True)] == (
            row[1:]
        )
    for month, moves in whole["moves"].items():
        parts = [move for half in halves for move in half["moves"][month]]
        assert sum(customers for *_, customers in parts) == sum(customers for *_, customers in moves)


def test_worth_by_steps_of_thirty_days(found: Digest) -> None:
    """Old enough for 360 days: はな and 次郎 (2,000 at once, 2,000 on day 164); for 720 days: nobody."""
    assert found.of_age.tolist() == [2, 0]
    assert found.worth[0, 0] == 1000 + 2000
    assert found.worth[0, 5] == 1000 + 2000
    assert found.worth[1].sum() == 0


def test_parts_give_what_the_whole_gives(found: Digest) -> None:
    other = survey(LINES, cuts=(3, 9, 18))
    assert other.people.equals(found.people)
    assert other.months.equals(found.months)
    for name in SUMMED:
        assert (getattr(other, name) == getattr(found, name)).all()


def test_a_shop_without_sales() -> None:
    empty = survey([bought(None, "2026-03-02", 700)])
    figures = figures_of(empty, Window.of(TODAY))
    assert (empty.people.height, empty.months["money"].sum(), sum(figures["existing"])) == (0, 0, 0)


GENTLE = [100, 102, 100, 102, 100, 102, 100, 102, 100, 102, 100, 102, 100]


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([*GENTLE[:12], 90], Verdict.FALLEN),  # 10 % below; 3 × 2 % would ring
        ([*GENTLE[:12], 95], Verdict.STEADY),
        ([*[100] * 12, 97], Verdict.STEADY),  # exactly 3 %
        ([*[100] * 12, 96], Verdict.FALLEN),
        ([*[100, 150] * 6, 60], Verdict.STEADY),  # it jumps by half each month anyway, says one year
        ([*[100, 150] * 11, 60, 60], Verdict.FALLEN),  # but not more than in the year before
        ([100] * 12, Verdict.SHORT),
        ([None, *[100] * 11, 50], Verdict.SHORT),
        ([0, *[100] * 11, 50], Verdict.SHORT),
        ([100, *[None] * 11, 50], Verdict.SHORT),
        ([], Verdict.SHORT),
    ],
)
def test_when_the_alarm_rings(values: list[int | None], verdict: Verdict) -> None:
    assert judge(values).verdict == verdict


def test_the_alarm_says_by_how_much() -> None:
    found = judge([*GENTLE[:12], Fraction(90)])
    assert (found.before, found.change_permille, found.limit_permille) == (100, -100, -60)
