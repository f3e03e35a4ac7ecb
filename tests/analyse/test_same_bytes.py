"""The same purchases give the same bytes, in any order of rows, files and number of threads."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.analyse.ledger import a_shops_rows, analyse, bytes_of, summary_of, write_ledger

AS_OF = ("--as-of", "2025-12-31")


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_of_rows(tmp_path: Path, seed: int):
    rows = a_shops_rows()
    analyse(write_ledger(tmp_path / "sorted.csv", rows), "--out", tmp_path / "sorted", *AS_OF)
    random.Random(seed).shuffle(rows)
    analyse(write_ledger(tmp_path / "mixed.csv", rows), "--out", tmp_path / "mixed", *AS_OF)
    assert bytes_of(tmp_path / "sorted") == bytes_of(tmp_path / "mixed")


def test_one_file_or_two(tmp_path: Path):
    rows = a_shops_rows()
    analyse(write_ledger(tmp_path / "all.csv", rows), "--out", tmp_path / "one", *AS_OF)
    parts = [write_ledger(tmp_path / f"{place}.csv", rows[place::2]) for place in (0, 1)]
    analyse(*parts, "--out", tmp_path / "two", *AS_OF)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def run_alone(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, without a database and without Django's settings."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "nowhere.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-X", "importtime", "-m", "otokui", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_any_number_of_threads_and_without_django(tmp_path: Path):
    ledger = write_ledger(tmp_path / "sales.csv", a_shops_rows())
    for threads in (1, 2):
        run = run_alone("analyse", ledger, "--out", tmp_path / str(threads), "--threads", threads, *AS_OF)
        assert run.returncode == 0, run.stderr[-2000:]
        assert " django" not in run.stderr
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2")
    assert summary_of(tmp_path / "1")["customers"] == 60


def test_help_loads_nothing_heavy():
    run = run_alone("analyse", "--help")
    assert run.returncode == 0
    for heavy in ("polars", "numpy", "pyarrow", "django", "scipy", "numba"):
        assert f" {heavy}\n" not in run.stderr


@pytest.mark.prove
def test_three_million_lines(tmp_path: Path):
    path = tmp_path / "large.csv"
    with path.open("w", encoding="cp932", newline="") as file:
        file.write("注文番号,顧客番号,注文日,商品コード,商品名,数量,金額\r\n")
        for number in range(3_000_000):
            day = f"{2023 + number % 3}/{number % 12 + 1}/{number * 7 % 28 + 1}"
            customer = number * 7919 % 200_000
            file.write(f"A{number // 2},{customer:06},{day},P{number % 40},髙級米①,1,{number % 90 * 100}\r\n")
    assert analyse(path, "--out", tmp_path / "out", *AS_OF) == 0
    summary = summary_of(tmp_path / "out")
    assert summary["customers"] == 200_000
    assert summary["concentration"]["net"] == sum(number % 90 * 100 for number in range(3_000_000))
