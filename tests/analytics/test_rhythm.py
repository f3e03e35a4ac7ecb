"""Gaps, habits, the predictive law against numerical integration, the fit on simulated buyers, the limits."""

import math
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from otokui.analytics import limits, priors
from otokui.analytics.derive import derive_customers
from otokui.analytics.engine.days import order_days
from otokui.analytics.engine.fixed import LONGEST, UNIT, ln_table
from otokui.analytics.forecast import Past, forecast
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.parameters import GapPrior, Rhythm
from otokui.analytics.rhythm import LONGEST_WAIT, Gaps
from otokui.analytics.run import analyse_lines, states_of
from otokui.analytics.settings import Settings
from tests.analytics import real_data
from tests.analytics.shop import analyse, by_customer, day, product_states, sale, states, table

PRIOR = GapPrior(2.5, 60.0, 1.8)


def law(gaps: int, days: int, prior: GapPrior = PRIOR) -> Gaps:
    one = np.array([1.0])
    return Gaps.of(
        np.array([gaps]), np.array([days]), one * prior.weight, one * prior.scale, one * prior.regularity
    )


def buyers(*on: int) -> list[dict[str, object]]:
    return [sale("c", at, 100, product_id="米", quantity=1000) for at in on]


# Numbers of the past


def test_gap_numbers_are_exact() -> None:
    found = states(buyers(0, 28, 60, 90))["c"]
    assert (found["gaps"], found["gap_squares"]) == (3, 28**2 + 32**2 + 30**2)
    assert found["gap_log"] == sum(round(math.log(gap) * UNIT) for gap in (28, 32, 30))
    assert found["previous_on"] == day(60)


def test_mean_and_deviation_have_three_decimals() -> None:
    found = by_customer(analyse(buyers(0, 10, 21, 31)))["c"]
    assert (found["gap_mean"], found["gap_sd"]) == (10.333, 0.577)
    assert by_customer(analyse(buyers(0, 10)))["c"]["gap_sd"] is None
    assert by_customer(analyse(buyers(0)))["c"]["gap_mean"] is None


@settings(deadline=None)
@given(st.lists(st.integers(1, 900), min_size=2, max_size=30))
def test_mean_and_deviation_equal_the_textbook(gaps: list[int]) -> None:
    on = np.concatenate(([0], np.cumsum(gaps))).tolist()
    found = by_customer(analyse(buyers(*on), on[-1]))["c"]
    assert found["gap_mean"] == pytest.approx(np.mean(gaps), abs=0.000501)
    assert found["gap_sd"] == pytest.approx(np.std(gaps, ddof=1), abs=0.000501)


def test_the_logarithm_table_is_the_logarithm() -> None:
    table = ln_table()
    assert table[1] == 0
    for gap in (2, 3, 10, 365, LONGEST):
        assert table[gap] / UNIT == pytest.approx(math.log(gap), abs=1e-12)


@pytest.mark.parametrize(
    ("gaps", "words"),
    [
        ([28, 30, 32], (3, 3, 28, 32)),  # 「3回中3回、28〜32日」
        ([28, 30, 32, 90], (3, 4, 28, 32)),
        ([30], (1, 1, 30, 30)),
        ([7, 21], (2, 2, 7, 21)),
        ([5, 6, 20, 21], (3, 4, 5, 20)),  # 5-20 and 6-21 are equally narrow: the shorter days
        ([400] * 5 + [14] * 10, (10, 10, 14, 14)),  # only the last ten are looked at
    ],
)
def test_habits_in_words(gaps: list[int], words: tuple[int, int, int, int]) -> None:
    on = np.concatenate(([0], np.cumsum(gaps))).tolist()
    found = product_states(buyers(*on), on[-1])["c", "米"]
    assert (found["habit_hits"], found["habit_gaps"], found["habit_lo"], found["habit_hi"]) == words
    assert found["gap_median"] == float(np.median(gaps))


def test_no_habit_from_one_order() -> None:
    found = product_states(buyers(0))["c", "米"]
    assert (found["habit_hits"], found["habit_gaps"], found["habit_lo"], found["gap_median"]) == (
        0,
        0,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("bought", "usual"),
    [([1, 2, 2], 2), ([3, 1], 1), ([1, 1, 2, 2, 5], 1), ([2], 2), ([None], None), ([None, 4], 4)],
)
def test_usual_quantity_is_the_most_frequent_ties_smaller(
    bought: list[int | None], usual: int | None
) -> None:
    rows = [
        sale("c", at, 100, product_id="米", quantity=None if pieces is None else pieces * 1000)
        for at, pieces in enumerate(bought)
    ]
    expected = None if usual is None else usual * 1000
    assert product_states(rows)["c", "米"]["usual_quantity"] == expected


def test_quantities_of_one_day_are_added_and_returned_pieces_taken_off() -> None:
    rows = [sale("c", 0, 100, product_id="米", quantity=1000, order_id=name) for name in "abc"]
    rows += [sale("c", 5, -100, product_id="米", quantity=-1000, returned_order_id="a")]
    assert product_states(rows)["c", "米"]["usual_quantity"] == 2000


# The law


@pytest.mark.parametrize(("gaps", "days"), [(0, 0), (1, 30), (3, 90), (12, 140)])
@pytest.mark.parametrize("silence", [0, 20, 100])
def test_survival_equals_the_integral_over_rates(gaps: int, days: int, silence: int) -> None:
    shape, rate = PRIOR.weight + PRIOR.regularity * gaps, PRIOR.scale + days
    expected, _ = integrate.quad(
        lambda p: stats.gamma.sf(
            silence, PRIOR.regularity, scale=1 / stats.gamma.ppf(p, shape, scale=1 / rate)
        ),
        0,
        1,
        limit=200,
    )
    assert law(gaps, days).survival(np.array([silence]))[0] == pytest.approx(expected, abs=2e-5)


@settings(deadline=None)
@given(
    gaps=st.integers(0, 60),
    days=st.integers(0, 3000),
    silence=st.integers(0, 5000),
    share=st.sampled_from([0.1, 0.5, 0.9]),
)
def test_the_wait_is_the_first_day_by_which_the_share_is_back(
    gaps: int, days: int, silence: int, share: float
) -> None:
    one = law(gaps, days if gaps else 0)
    quiet = np.array([silence])
    at_silence = one.survival(quiet)
    wait = int(one.wait(quiet, at_silence, share)[0])
    assert wait > silence
    level = (1 - share) * at_silence[0]
    if level > 1e-200 and wait < silence + LONGEST_WAIT:
        assert one.survival(np.array([wait]))[0] <= level * (1 + 1e-9)
        if wait > silence + 1:
            assert one.survival(np.array([wait - 1]))[0] >= level * (1 - 1e-9)


def test_silence_keeps_moving_the_estimate() -> None:
    rows = buyers(0, 30, 60, 90) + [sale("d", at, 50, product_id="茶") for at in (0, 40, 77)]
    parameters = analyse(rows, 90).parameters
    estimates = []
    for on in (90, 110, 130, 200, 400):
        one = Past(*(np.array([value]) for value in (3, 90, 2700, on - 90, 0)))
        estimates.append(forecast(one, [parameters.visits.prior], parameters.visits).wait("next_on")[0])
    assert all(later >= earlier for earlier, later in pairwise(estimates))
    assert estimates[0] < estimates[-1]
    assert all(wait > silence for wait, silence in zip(estimates, (0, 20, 40, 110, 310), strict=True))


def test_an_endless_silence_stays_finite() -> None:
    extreme = Past(*(np.array([value]) for value in (500, 500, 500, 30_000, 0)))
    found = forecast(extreme, [GapPrior(3.0, 10.0, 8.0)], Rhythm(PRIOR, limits.plain_levels(100)))
    waits = [int(found.wait(name)[0]) for name in ("next_lo", "next_on", "next_hi")]
    assert 30_000 < waits[0] <= waits[1] <= waits[2] <= 30_000 + LONGEST_WAIT
    assert found.survival[0] >= 0


def test_next_order_lies_after_today_and_overdue_is_a_day_reached() -> None:
    result = analyse([*buyers(0, 30, 61, 90), sale("d", 5, 10)], 130)
    for row in result.customers.to_pylist() + result.reorders.to_pylist():
        assert day(130) < row["next_lo"] <= row["next_on"] <= row["next_hi"]
        assert row["due_lo"] <= row["due_on"] <= row["due_hi"]
        assert row["overdue"] == (day(130) >= row["overdue_from"])


def test_overdue_stands_as_it_stood_at_the_last_purchase() -> None:
    rows = buyers(0, 30, 61, 90)
    parameters = analyse(rows, 95).parameters
    found = set()
    for on in (95, 150, 400):
        settled = settle(open_books(table(rows), Settings()), Settings(), day(on))
        customers = derive_customers(states_of(settled, Settings(), day(on)), parameters, day(on))
        found.add((customers["overdue_from"][0].as_py(), customers["due_on"][0].as_py()))
    assert len(found) == 1


def test_one_order_customers_get_the_products_own_gap() -> None:
    rows = [
        sale(f"{goods}{person}", gap * turn, 10, product_id=goods)
        for goods, gap in (("weekly", 7), ("yearly", 180))
        for person in range(30)
        for turn in range(5)
    ]
    rows += [sale("new", 720, 10, product_id=goods) for goods in ("weekly", "yearly")]
    reorders = analyse(rows, 720).reorders.to_pylist()
    found = {row["product_id"]: row for row in reorders if row["customer_id"] == "new"}
    assert 6 <= (found["weekly"]["due_on"] - day(720)).days <= 8
    assert 160 <= (found["yearly"]["due_on"] - day(720)).days <= 200
    assert found["weekly"]["orders"] == 1


# The fit


@pytest.mark.parametrize("truth", [GapPrior(1.8, 50.0, 2.4), GapPrior(4.0, 90.0, 1.0)])
def test_the_fit_finds_the_truth_of_simulated_buyers(truth: GapPrior) -> None:
    random = np.random.default_rng(5)
    owners = 6_000
    count = random.integers(1, 12, owners)
    rate = random.gamma(truth.weight, 1 / truth.scale, owners)
    gaps = np.maximum(np.rint(random.gamma(truth.regularity, 1 / np.repeat(rate, count))), 1).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(count)))[:-1]
    streams = priors.Streams.of(
        np.zeros(owners, np.int64),
        count,
        np.add.reduceat(gaps, starts),
        np.add.reduceat(ln_table()[np.minimum(gaps, LONGEST)], starts),
        1,
    )
    found = priors.fit(streams, 1, priors.WORLD, priors.LOOSE)[0]
    assert found.weight == pytest.approx(truth.weight, rel=0.12)
    assert found.scale / found.weight == pytest.approx(truth.scale / truth.weight, rel=0.12)
    assert found.regularity == pytest.approx(truth.regularity, rel=0.08)


def test_a_product_without_gaps_stays_with_the_pool() -> None:
    nothing = np.zeros(0, np.int64)
    streams = priors.Streams.of(nothing, nothing, nothing, nothing, 2)
    assert priors.fit(streams, 2, PRIOR, priors.TIGHT) == [PRIOR, PRIOR]


# Overdue


def test_cells_sort_by_past_gaps_and_variability() -> None:
    gaps = np.array([0, 1, 2, 2, 2, 4, 9, 30])
    days = np.array([0, 30, 60, 60, 60, 40, 90, 300])
    squares = np.array([0, 900, 1800, 2600, 3500, 400, 900, 20_000])
    assert limits.cell_of(gaps, days, squares).tolist() == [0, 1, 2, 3, 4, 5, 8, 10]


@pytest.mark.parametrize("name", ["cdnow", "dunnhumby", "ta_feng"])
def test_in_every_cell_the_share_of_false_alarms_is_the_budget(name: str) -> None:
    """Real visits: of the silences that did end in an order, ε = 10 % would have been called overdue."""
    on = real_data.LAST_DAYS[name]
    lines = getattr(real_data, name)().select(["customer_id", "ordered_at", "amount"])
    settled = settle(open_books(lines, Settings()), Settings(), on)
    parameters = analyse_lines(lines, Settings(), on).parameters
    days = order_days(settled.entries, ["customer_id"])
    _, gaps, past, past_days, past_squares, began = limits.silences(days)
    prior = np.zeros(len(gaps), np.int64)
    limit = forecast(
        Past(past, past_days, past_squares, prior, prior), [parameters.visits.prior], parameters.visits
    ).limit
    last = (on - date(1970, 1, 1)).days
    watched = parameters.horizon_days
    complete = (began <= last - watched) & (gaps <= watched)
    alarm = gaps > limit
    assert abs(alarm[complete].mean() - 0.10) < 0.015
    cells = limits.cell_of(past, past_days, past_squares)
    for cell in range(limits.CELLS):
        inside = complete & (cells == cell)
        if inside.sum() >= 1_000:
            assert 0.06 <= alarm[inside].mean() <= 0.14


@pytest.mark.parametrize("regularity", [0.3, 0.9, 1.8, 12.0, 300.0])
def test_tables_change_no_day(regularity: float) -> None:
    """Many customers of few laws, silent up to years: the tabulated waits are those of the exact function."""
    random = np.random.default_rng(7)
    gaps = np.repeat(np.array([0, 1, 4, 30, 60]), [5_000, 5_000, 5_000, 3_000, 100])
    silence = (random.exponential(90, len(gaps)) * random.choice([0.0, 1.0, 9.0], len(gaps))).astype(np.int64)
    prior = (np.full(len(gaps), value) for value in (1.5 + regularity, 40.0, regularity))
    exact = Gaps.of(gaps, gaps * random.integers(1, 60, len(gaps)), *prior)
    quick = exact.tabulated(gaps)
    survival = exact.survival(silence)
    for share in (0.1, 0.5, 0.9):
        assert (quick.wait(silence, survival, share) == exact.wait(silence, survival, share)).all()
    levels = np.full(len(gaps), 0.1)
    assert (np.floor(quick.near_quantile(levels)) == np.floor(exact.quantile(levels))).all()
    used = quick.tables is not None and (quick.tables.table_of >= 0)
    assert np.any(used) == (regularity > 0.3)
