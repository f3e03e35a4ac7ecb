"""One check suite for every engine of the reduce step: same tables, same bytes."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otokui.analytics.engine.reduce import EVER, reduce_customers, reduce_customers_at
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.settings import Settings
from tests.analytics import real_data

NAMES = ["い", "あ", "z", "10", "9"]


@st.composite
def entries(draw: st.DrawFn) -> pl.DataFrame:
    """Entries in any order or sorted, with text or number ids, with or without money of their own."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["い", "あ", "z", "10", "9"]),
                st.integers(0, 70),
                st.integers(-3, 6),
                st.booleans(),
            ),
            max_size=60,
        )
    )
    values = [0 if unmatched else money for _, _, money, unmatched in rows]
    frame = pl.DataFrame(
        {
            "customer_id": pl.Series([row[0] for row in rows], dtype=pl.String),
            "day": pl.Series([row[1] for row in rows], dtype=pl.Int32),
            "value": pl.Series(values, dtype=pl.Int64),
            "money": pl.Series([row[2] for row in rows], dtype=pl.Int64),
        }
    )
    if draw(st.booleans()):
        frame = frame.drop("money")
    if draw(st.booleans()):
        codes = pl.col("customer_id").replace_strict(NAMES, [5, -2, 9, 10, 0])
        return frame.with_columns(codes.cast(pl.Int64))
    names = frame["customer_id"].unique().sort()
    frame = frame.with_columns(pl.col("customer_id").cast(pl.Enum(names)))
    return frame.sort("customer_id", "day") if draw(st.booleans()) else frame


@settings(max_examples=150, deadline=None)
@given(entries=entries(), until=st.sampled_from([None, -1, 0, 30, 100]))
def test_engines_agree_on_anything(entries: pl.DataFrame, until: int | None) -> None:
    reference = reduce_customers(entries, until=until, engine="columnar")
    assert reduce_customers(entries, until=until, engine="compiled").equals(reference, check_metadata=True)


@pytest.mark.parametrize("name", ["cdnow", "ta_feng"])
def test_engines_agree_on_real_purchases(name: str) -> None:
    lines: Any = getattr(real_data, name)().select(["customer_id", "ordered_at", "amount"])
    settled = settle(open_books(lines, Settings()), Settings(), real_data.LAST_DAYS[name])
    reference = reduce_customers(settled.entries, engine="columnar")
    assert reduce_customers(settled.entries, engine="compiled").equals(reference, check_metadata=True)
    then = settled.entries["day"].min() + 60  # type: ignore[operator]
    references = reduce_customers_at(settled.entries, [EVER, then], engine="columnar")
    found = reduce_customers_at(settled.entries, [EVER, then], engine="compiled")
    assert all(one.equals(other) for one, other in zip(found, references, strict=True))
