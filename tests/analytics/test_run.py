"""The run as a whole: frozen parameters, transitions that reconcile, the true concentration, the summary."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from typing import Any

import polars as pl
import pytest

from otokui.analytics.derive import derive_standing
from otokui.analytics.engine.reduce import reduce_customers, reduce_products
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.parameters import RunParameters
from otokui.analytics.run import Result, analyse_lines, class_counts
from otokui.analytics.schema import CUSTOMERS, PRODUCT_STATES, REORDERS, STATES, TRANSITIONS
from otokui.analytics.settings import Settings, Thresholds
from otokui.analytics.transitions import month_before
from tests.analytics import real_data
from tests.analytics.shop import analyse, by_customer, day, sale


@pytest.fixture(scope="module")
def ta_feng() -> Result:
    lines = pl.DataFrame(real_data.ta_feng()).filter(pl.col("customer_id").str.ends_with("3")).to_arrow()
    return analyse_lines(lines, Settings(guard_days=7), real_data.LAST_DAYS["ta_feng"], rejected=2)


def test_tables_have_the_promised_columns(ta_feng: Result) -> None:
    assert ta_feng.customers.schema.equals(CUSTOMERS)
    assert ta_feng.reorders.schema.equals(REORDERS)
    assert ta_feng.transitions.schema.equals(TRANSITIONS)
    promised = [field for field in STATES if not field.name.startswith("window_")]
    assert list(ta_feng.states.schema) == promised
    assert ta_feng.product_states.schema.equals(PRODUCT_STATES)


def test_the_standing_alone_is_the_same_standing(ta_feng: Result) -> None:
    alone = derive_standing(ta_feng.states, ta_feng.parameters, real_data.LAST_DAYS["ta_feng"])
    assert alone.equals(ta_feng.customers.select(alone.column_names))
    assert {"class", "state", "next_change_on", "r", "gap_sd", "rule"} <= set(alone.column_names)


def test_empty_books_have_the_same_columns() -> None:
    result = analyse([])
    assert result.customers.schema.equals(CUSTOMERS)
    assert result.reorders.schema.equals(REORDERS)
    assert result.summary["concentration"]["top"] == []


def test_rows_are_ordered_by_the_bytes_of_the_ids() -> None:
    names = ["b", "a10", "a9", "あ", "Z", "ｱ", "10", "9"]
    result = analyse([sale(name, 0, 10, product_id=goods) for name in names for goods in ("y", "x")])
    ordered = sorted(names, key=lambda name: name.encode())
    assert result.customers["customer_id"].to_pylist() == ordered
    pairs = zip(
        result.reorders["customer_id"].to_pylist(), result.reorders["product_id"].to_pylist(), strict=True
    )
    assert list(pairs) == [(name, goods) for name in ordered for goods in ("x", "y")]


def test_parameters_survive_json_to_the_last_bit(ta_feng: Result) -> None:
    parameters = ta_feng.parameters
    again = RunParameters.from_json(parameters.to_json())
    assert again == parameters
    assert again.to_json() == parameters.to_json()
    assert again.run_id == parameters.run_id == json.loads(parameters.to_json())["run_id"]
    assert len(parameters.products.own) > 10


def test_settings_survive_json() -> None:
    settings = Settings(
        thresholds=Thresholds(preset="book", dormant_gaps=3, dead_gaps=5, trend=False),
        categories=("茶", "米"),
        rfm_window_days=365,
        average="fixed",
        fixed_average=1,
    )
    assert Settings.from_plain(json.loads(json.dumps(settings.to_plain()))) == settings
    with pytest.raises(ValueError, match="unknown"):
        Settings.from_plain({"colour": 1})


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Thresholds(toddler_days=0),
        lambda: Thresholds(toddler_days=211),
        lambda: Thresholds(dormant_days=366),
        lambda: Thresholds(factor=0),
        lambda: Thresholds(dormant_gaps=2),
        lambda: Thresholds(dormant_gaps=3, dead_gaps=2),
        lambda: Thresholds(preset="novel"),  # type: ignore[arg-type]
        lambda: Settings(average="fixed"),
        lambda: Settings(fixed_average=100),
        lambda: Settings(epsilon_permille=0),
        lambda: Settings(guard_days=-1),
        lambda: Settings(rfm_window_days=0),
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: Any) -> None:
    with pytest.raises(ValueError):
        wrong()


def test_transitions_reconcile_with_both_head_counts(ta_feng: Result) -> None:
    moves = ta_feng.transitions.to_pylist()
    now, before = Counter(), Counter()
    for move in moves:
        now[move["to"]] += move["customers"]
        before[move["from"]] += move["customers"]
    places = Counter(f"{row['class']}/{row['state'] or 'none'}" for row in ta_feng.customers.to_pylist())
    assert now == places
    lines = pl.DataFrame(real_data.ta_feng()).filter(pl.col("customer_id").str.ends_with("3")).to_arrow()
    then = settle(open_books(lines, Settings()), Settings(), date(2001, 1, 28))
    assert sum(before.values()) - before["new"] == reduce_customers(then.entries).num_rows


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (date(2024, 3, 31), date(2024, 2, 29)),
        (date(2023, 3, 31), date(2023, 2, 28)),
        (date(2024, 1, 15), date(2023, 12, 15)),
        (date(2024, 5, 30), date(2024, 4, 30)),
    ],
)
def test_a_calendar_month_before(now: date, then: date) -> None:
    assert month_before(now) == then


def test_transitions_judge_both_days_under_the_runs_average() -> None:
    rows = [sale("c", 0, 100), sale("c", 70, 100), sale("d", 110, 50)]
    moves = {(row["from"], row["to"]): row["customers"] for row in analyse(rows, 110).transitions.to_pylist()}
    assert moves == {("toddler/active", "steady/active"): 1, ("new", "first/active"): 1}


def test_a_return_dated_later_is_unseen_a_month_ago() -> None:
    rows = [sale("c", 0, 100, order_id="a"), sale("c", 50, -100, returned_order_id="a")]
    moves = analyse(rows, 60).transitions.to_pylist()
    assert moves == [{"from": "first/active", "to": "prospect/none", "customers": 1}]


def test_concentration_is_the_truth() -> None:
    rows = [sale(f"c{number:02}", 0, 100 if number else 900) for number in range(12)]
    told = analyse([*rows, sale("nothing", 0, 0)]).summary["concentration"]
    assert (told["customers"], told["net"]) == (12, 2_000)
    shares = {row["customers_percent"]: (row["customers"], row["net_share"]) for row in told["top"]}
    assert shares[5] == (1, 0.45)
    assert shares[20] == (3, 0.55)
    assert shares[100] == (12, 1.0)
    assert told["customers_for_80_percent"] == {"customers": 8, "customers_share": 0.666667}


def test_the_concentration_of_cdnow() -> None:
    lines = real_data.cdnow()
    told = analyse_lines(lines, Settings(), date(1998, 4, 1)).summary["concentration"]
    shares = {row["customers_percent"]: row["net_share"] for row in told["top"]}
    assert shares[20] == pytest.approx(0.665, abs=0.005)
    assert told["customers_for_80_percent"]["customers_share"] == pytest.approx(0.34, abs=0.01)


def test_the_summary_has_the_contracts_keys_and_is_plain_json(ta_feng: Result) -> None:
    summary = ta_feng.summary
    assert json.loads(json.dumps(summary)) == summary
    assert {"as_of", "customers", "counts", "average_order_value", "thresholds"} <= summary.keys()
    assert {"concentration", "guests", "rejected", "run"} <= summary.keys()
    assert summary["rejected"] == 2
    assert summary["counts"] == class_counts(ta_feng.customers)
    assert sum(sum(states.values()) for states in summary["counts"].values()) == summary["customers"]
    assert summary["run"]["run_id"] == ta_feng.parameters.run_id


def test_reorders_are_the_counted_pairs(ta_feng: Result) -> None:
    assert ta_feng.reorders.num_rows == ta_feng.product_states.num_rows
    assert min(ta_feng.reorders["orders"].to_pylist()) == 1


def test_risk_of_leaving_and_reactivation() -> None:
    rows = [sale("regular", at, 10) for at in range(0, 600, 30)]
    rows += [sale("back", 0, 10), sale("back", 580, 10)]
    rows += [sale("asleep", at, 10) for at in range(0, 300, 30)] + [sale("gone", 0, 10)]
    found = by_customer(analyse(rows, 590))
    assert {name: row["reactivation"] for name, row in found.items()} == {
        "regular": "none",
        "back": "reactivated",
        "asleep": "win_back",
        "gone": "lost",
    }
    assert found["regular"]["leaving"] == "low"
    assert found["asleep"]["leaving"] == "high"
    assert found["asleep"]["leaving_permille"] > found["regular"]["leaving_permille"]


def test_no_product_column_means_no_reorders() -> None:
    entries = settle(open_books(real_data.cdnow(), Settings()), Settings(), day(0)).entries
    assert reduce_products(entries).num_rows == 0


FINGERPRINT = """
import hashlib
import polars as pl
from otokui.analytics.run import analyse_lines
from otokui.analytics.settings import Settings
from tests.analytics import real_data
lines = pl.DataFrame(real_data.dunnhumby()).filter(pl.col("customer_id").str.ends_with("55")).to_arrow()
result = analyse_lines(lines, Settings(), real_data.LAST_DAYS["dunnhumby"])
tables = (result.customers, result.reorders, result.transitions)
text = repr([table.to_pylist() for table in tables]) + result.parameters.to_json()
print(hashlib.sha256(text.encode()).hexdigest())
"""

LIGHT = """
import sys
import otokui.analytics.settings, otokui.analytics.parameters
print({"numpy", "polars", "pyarrow", "scipy", "numba", "django"} & set(sys.modules))
"""


def in_a_process(program: str, **environment: str) -> str:
    path = os.pathsep.join(folder for folder in sys.path if folder)
    everything = {**os.environ, "PYTHONPATH": path, **environment}
    done = subprocess.run(
        [sys.executable, "-c", program], env=everything, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_threads_leave_no_trace() -> None:
    names = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS")
    found = {in_a_process(FINGERPRINT, **dict.fromkeys(names, threads)) for threads in ("1", "2")}
    assert len(found) == 1


def test_the_light_modules_load_no_library() -> None:
    assert in_a_process(LIGHT) == "set()"
