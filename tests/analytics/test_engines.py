"""One check suite for every engine of the reduce step: same tables, same bytes."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otokui.analytics.engine import compiled, native
from otokui.analytics.engine.reduce import reduce_customers, reduce_now_and_then
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.settings import Settings
from tests.analytics import real_data
from tests.examples import examples

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


@settings(max_examples=examples(1), deadline=None)
@given(entries=entries(), then=st.sampled_from([-1, 0, 30, 100]))
def test_engines_agree_on_anything(entries: pl.DataFrame, then: int) -> None:
    assert _same(entries, then)


@pytest.mark.parametrize("piece", [1, 3, 50])
@settings(max_examples=examples(0.5), deadline=None)
@given(entries=entries(), then=st.sampled_from([0, 30]))
def test_pieces_are_put_together(piece: int, entries: pl.DataFrame, then: int) -> None:
    """However the entries are cut, also where they lie in several chunks of memory."""
    halves = entries[: entries.height // 3], entries[entries.height // 3 :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "PIECE", piece)
        patch.setattr(compiled, "BLOCK", piece + 1)
        assert _same(pl.concat(halves, rechunk=False), then)


@pytest.mark.parametrize("name", ["cdnow", "ta_feng"])
def test_engines_agree_on_real_purchases(name: str) -> None:
    lines: Any = getattr(real_data, name)().select(["customer_id", "ordered_at", "amount"])
    settled = settle(open_books(lines, Settings()), Settings(), real_data.LAST_DAYS[name])
    assert _same(settled.entries, settled.entries["day"].min() + 60)  # type: ignore[operator]


def test_the_compiled_pass_is_kept_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "_folders", lambda: [tmp_path / "read" / "only", tmp_path])
    (tmp_path / "read").write_text("a file, no folder")
    assert native.call("count_owners", np.array([1, 1, 2], np.int16)) == 2
    (kept,) = tmp_path.glob("count_owners-*.o")
    assert kept.stat().st_size > 0


def test_a_recompute_loads_no_pandas_scipy_or_numba() -> None:
    """Loading any of them costs more than a hundred thousand customers; pyarrow loads pandas by itself."""
    done = subprocess.run([sys.executable, "-c", RECOMPUTE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["loaded:"]


RECOMPUTE = """
import sys
from datetime import date
import polars as pl
from otokui.analytics import concentration, derive, fitting, ledger, limits, parameters, priors, run, settings
from otokui.analytics import transitions
from otokui.analytics.engine import reduce

on, rules = date(2026, 9, 30), settings.Settings()
days = [date(2026, 3, 1), on, on]
lines = pl.DataFrame({"customer_id": [1, 1, 2], "ordered_at": days, "amount": [5, 6, 7]})
books = ledger.settle(ledger.open_books(lines, rules), rules, on)
now, then = reduce.reduce_now_and_then(books.entries, 20_000)
rhythm = parameters.Rhythm(priors.WORLD, limits.plain_levels(100))
frozen = fitting.fit_parameters(now, books, rules, on, rhythms=(rhythm, rhythm))
run.class_counts(derive.derive_standing(now, frozen, on))
transitions.transitions(then, now, frozen, (on, on))
concentration.concentration(now)
print("loaded:", *({"pandas", "scipy", "numba"} & sys.modules.keys()))
"""


def _same(entries: pl.DataFrame, then: int) -> bool:
    """Whether both engines give the same bytes, now and then."""
    now, before = reduce_now_and_then(entries, then, engine="columnar")
    found = reduce_now_and_then(entries, then, engine="compiled")
    alone = reduce_customers(entries, engine="compiled")
    pairs = zip((*found, alone), (now, before, now), strict=True)
    return all(one.equals(other, check_metadata=True) for one, other in pairs)
