"""RFM scores are functions of the value, against a slow and plain count."""

import math
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from otokui.analytics.engine.reduce import reduce_customers
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.rfm import NO_CUTS, find_cuts, score
from otokui.analytics.settings import Settings
from tests.analytics import real_data
from tests.analytics.shop import analyse, by_customer, sale


def plain_score(value: int, everybody: list[int]) -> int:
    below = sum(other < value for other in everybody)
    equal = sum(other == value for other in everybody)
    midrank = Fraction(2 * below + equal, 2 * len(everybody))
    return min(5, max(1, math.ceil(5 * midrank)))


@settings(deadline=None)
@given(st.lists(st.integers(-30, 30), min_size=1, max_size=60))
def test_scores_equal_the_plain_count(values: list[int]) -> None:
    scored = score(np.array(values), find_cuts([np.array(values)]))
    assert scored.tolist() == [plain_score(value, values) for value in values]


def test_one_customer_stands_in_the_middle() -> None:
    assert score(np.array([7]), find_cuts([np.array([7])])).tolist() == [3]


def test_nobody_has_no_cuts() -> None:
    assert find_cuts([np.array([], dtype=np.int64)]) == NO_CUTS


def test_the_cuts_of_a_run_score_people_it_has_not_seen() -> None:
    cuts = find_cuts([np.array([10, 20, 30, 40, 50])])
    assert score(np.array([5, 10, 19, 20, 45, 50, 999]), cuts).tolist() == [1, 1, 1, 2, 4, 5, 5]


def test_cdnow_has_empty_scores_because_half_bought_once() -> None:
    lines = real_data.cdnow()
    settled = settle(open_books(lines, Settings()), Settings(), real_data.LAST_DAYS["cdnow"])
    orders = reduce_customers(settled.entries)["orders"].to_numpy()
    orders = orders[orders > 0]
    scores, counts = np.unique(score(orders, find_cuts([orders])), return_counts=True)
    assert scores.tolist() == [2, 3, 4, 5]
    assert counts.sum() == 23_502


def test_rfm_top_needs_four_in_all_three() -> None:
    rows = [sale(f"c{number}", at, 100 * number) for number in range(1, 11) for at in range(number)]
    found = by_customer(analyse(rows, 20))
    for row in found.values():
        assert row["rfm_top"] == (min(row["r"], row["f"], row["m"]) >= 4)
    assert found["c10"]["rfm_top"]
    assert not found["c1"]["rfm_top"]


def test_the_window_forgets_what_lies_before_it() -> None:
    rows = [sale("long ago", at, 1_000) for at in range(10)] + [sale("now", 100, 10), sale("now", 105, 10)]
    everything = by_customer(analyse(rows, 110))
    assert everything["long ago"]["f"] > everything["now"]["f"]
    recent = by_customer(analyse(rows, 110, Settings(rfm_window_days=30)))
    assert recent["long ago"]["f"] < recent["now"]["f"]
    assert recent["long ago"]["m"] < recent["now"]["m"]
    assert recent["long ago"]["orders"] == 10
