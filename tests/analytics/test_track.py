"""Places of many days in one pass are those of the books cut at each of the days."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otokui.analytics.engine.reduce import reduce_customers
from otokui.analytics.fitting import fit_parameters
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.lifecycle import Facts
from otokui.analytics.run import states_of
from otokui.analytics.settings import Settings, Thresholds
from otokui.analytics.track import ABSENT, EPOCH, track
from otokui.analytics.transitions import PLACES, places_of
from tests.analytics.shop import day, sale, table
from tests.examples import examples

LAST = 600
QUICK = Thresholds(toddler_days=20, best_days=60, factor=2, dormant_days=80, dead_days=150)
RULES = [
    Settings(thresholds=QUICK),
    Settings(thresholds=Thresholds(preset="book", toddler_days=20, best_days=60, factor=2)),
    Settings(thresholds=Thresholds(dormant_gaps=2, dead_gaps=4), one_purchase_per_day=False),
    Settings(thresholds=QUICK, categories=("A",)),
]
PEOPLE = ["a", "b", "c", "d", None]


@st.composite
def a_line(draw: st.DrawFn, number: int = 0) -> dict[str, Any]:
    return sale(
        draw(st.sampled_from(PEOPLE)),
        draw(st.integers(0, LAST + 30)),
        draw(st.sampled_from([0, 500, 1_200, 9_999, -500, -1_200])),
        order_id=f"o{draw(st.integers(0, 12))}",
        line_no=draw(st.integers(0, 10_000)),
        product_id=draw(st.sampled_from(["米", "茶", None])),
        category=draw(st.sampled_from(["A", "A", "B"])),
        quantity=draw(st.sampled_from([None, 1000, 2000])),
        status=draw(st.sampled_from([None, None, None, "returned", "cancelled"])),
        returned_order_id=draw(st.sampled_from([None, None, "o1", "o2"])),
    )


def cut_at(lines: Any, parameters: Any, on: Any) -> dict[str, int]:
    """Place by customer from the books cut at one day."""
    rules = parameters.settings
    states = reduce_customers(settle(open_books(lines, rules), rules, on).entries)
    places = places_of(Facts.of(states), parameters, (on - EPOCH).days)
    return dict(zip(states["customer_id"].to_pylist(), places.tolist(), strict=True))


@settings(max_examples=examples(1), deadline=None)
@given(
    rows=st.lists(a_line(), min_size=1, max_size=30),
    ends=st.sets(st.integers(0, LAST), max_size=6),
    rules=st.sampled_from(RULES),
)
def test_all_days_at_once_are_the_books_cut_day_by_day(
    rows: list[dict[str, Any]], ends: set[int], rules: Settings
) -> None:
    lines, last = table(rows), day(LAST)
    books = open_books(lines, rules)
    ledger = settle(books, rules, last, detailed=True)
    plain = settle(books, rules, last)
    parameters = fit_parameters(states_of(plain, rules, last), plain, rules, last)
    days = [day(one) for one in sorted(ends | {LAST})]
    found = track(books, ledger, parameters, days)
    for places, on in zip(found.places, days, strict=True):
        names = found.ids.cast(pl.String).to_list()
        known = {name: int(place) for name, place in zip(names, places, strict=True) if place != ABSENT}
        assert known == cut_at(lines, parameters, on)


@pytest.mark.parametrize(("on", "place"), [(9, None), (10, "first/active"), (40, "first/active"),
                                           (50, "toddler/active"), (60, "first/active")])  # fmt: skip
def test_a_return_is_unseen_until_its_own_day(on: int, place: str | None) -> None:
    """はな buys on days 10 and 45 and sends the second back on day 55: until then she has bought twice."""
    rows = [sale("はな", 10, 800, product_id="茶", quantity=1000),
            sale("はな", 45, 500, product_id="茶", quantity=1000),
            sale("はな", 55, -500, product_id="茶", quantity=1000)]  # fmt: skip
    rules = Settings()
    books = open_books(table(rows), rules)
    plain = settle(books, rules, day(90))
    parameters = fit_parameters(states_of(plain, rules, day(90)), plain, rules, day(90))
    found = track(books, settle(books, rules, day(90), detailed=True), parameters, [day(on), day(90)])
    assert [*PLACES, None][found.places[0, 0]] == place
