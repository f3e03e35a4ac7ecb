"""Lines that come part by part give what they give together."""

from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otokui.analytics import parts
from otokui.analytics.engine import native, reduce
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.parts import reduce_parts
from otokui.analytics.run import states_of_both
from otokui.analytics.schema import PLACED
from otokui.analytics.settings import Settings
from tests.analytics import real_data
from tests.analytics.shop import day, sale, table
from tests.examples import examples

NOW, THEN = day(60), day(30)
WINDOW = Settings(rfm_window_days=40)


@st.composite
def shop_lines(draw: st.DrawFn) -> pl.DataFrame:
    """Sales, returns and guests in customer order, ids as text or numbers."""
    who = st.sampled_from([None, "1", "2", "30", "4"])
    rows = draw(
        st.lists(st.tuples(who, st.integers(0, 70), st.integers(-3, 6), st.sampled_from("xy")), max_size=40)
    )
    lines = [sale(customer, on, amount, product_id=product) for customer, on, amount, product in rows]
    frame = pl.DataFrame(table(lines, customer_id=TEXT))
    if draw(st.booleans()):
        frame = frame.with_columns(pl.col("customer_id").cast(pl.Int64))
    return frame.sort("customer_id", maintain_order=True)


TEXT: Any = table([sale("x", 0, 1)])["customer_id"].type


@settings(max_examples=examples(1), deadline=None)
@given(
    lines=shop_lines(),
    cuts=st.lists(st.integers(0, 40), max_size=5),
    rules=st.sampled_from([Settings(), WINDOW]),
)
def test_parts_give_what_the_whole_gives(lines: pl.DataFrame, cuts: list[int], rules: Settings) -> None:
    """However the lines are cut, in the middle of a customer too, and with empty parts."""
    borders = [0, *sorted(min(cut, lines.height) for cut in cuts), lines.height]
    found = reduce_parts([lines[a:b] for a, b in pairwise(borders)], rules, NOW, THEN)
    books = open_books(lines, rules)
    ledger = settle(books, rules, NOW)
    states, before = states_of_both(books, ledger, rules, NOW, THEN)
    assert found.states.equals(states, check_metadata=True)
    assert found.before.equals(before.select(PLACED.names), check_metadata=True)
    assert (found.ledger.guests, found.ledger.first_day) == (ledger.guests, ledger.first_day)


@pytest.mark.parametrize("engine", ["columnar", "compiled"])
def test_real_purchases_in_parts(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = pl.DataFrame(real_data.cdnow()).select("customer_id", "ordered_at", "amount").sort("customer_id")
    last = real_data.LAST_DAYS["cdnow"]
    books = open_books(lines, Settings())
    states, before = states_of_both(books, settle(books, Settings(), last), Settings(), last, THEN)
    monkeypatch.setattr(reduce, "_faster", lambda entries: engine)
    found = reduce_parts(lines.iter_slices(5_000), Settings(), last, THEN)
    assert found.states.equals(states, check_metadata=True)
    assert found.before.equals(before, check_metadata=True)


def test_parts_out_of_order_are_refused() -> None:
    lines = pl.DataFrame(table([sale(who, 0, 1) for who in "bca"]))
    with pytest.raises(ValueError, match="order"):
        reduce_parts(lines.iter_slices(1), Settings(), NOW, THEN)


def test_many_small_parts_compile_the_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The choice of the engine looks at all lines so far, not at one part's."""
    called: list[str] = []
    monkeypatch.setattr(native, "is_ready", lambda: False)
    monkeypatch.setattr(reduce, "FIRST", 3)
    monkeypatch.setattr(native, "call", _noting(called))
    lines = pl.DataFrame(table([sale("a", 0, 1), sale("b", 0, 1), sale("c", 0, 1), sale("d", 0, 1)]))
    reduce_parts([lines[:1], lines[1:2]], Settings(), NOW, THEN)
    assert not called
    reduce_parts(lines.iter_slices(1), Settings(), NOW, THEN)
    assert "reduce_rows" in called


def _noting(called: list[str]) -> Any:
    real = native.call

    def call(name: str, *args: Any) -> int:
        called.append(name)
        return real(name, *args)

    return call


def test_a_customer_across_parts_is_kept_whole() -> None:
    lines = pl.DataFrame(table([sale("a", 0, 1), sale("b", 0, 1), sale("b", 3, 2), sale("c", 0, 1)]))
    frames = list(parts._whole_customers([lines[:2], lines[2:3], lines[3:]]))
    assert [frame["customer_id"].to_list() for frame in frames] == [["a"], ["b", "b"], ["c"]]
