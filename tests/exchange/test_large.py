"""A file of a gigabyte needs no more memory than a small one. `OTOKUI_PROVE_MB` makes it smaller."""

import os
import subprocess
import sys

import pytest

from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.types import RunState
from tests.exchange.shop import NOW, request, rows
from tests.platform.test_worker import address_of_the_test_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]

SMALL_MB = 40
LARGE_MB = int(os.environ.get("OTOKUI_PROVE_MB", "1000"))
SLACK_MB = 120


def write_sales(path, megabytes):
    """Lines of one order lie far apart; every customer comes again and again."""
    size = lines = 0
    orders = megabytes * 6_000
    with path.open("w", encoding="cp932", newline="") as file:
        file.write("受注番号,明細番号,受注日,会員番号,商品コード,商品名,数量,金額\r\n")
        while size < megabytes * 1_000_000:
            order, line = lines % orders, lines // orders + 1
            text = (
                f"{order:010},{line},2025/{order % 12 + 1:02}/{order % 28 + 1:02},"
                f"C{order * 7919 % (orders // 4):08},P{lines % 500:05},深煎り珈琲豆①,"
                f"{lines % 3 + 1},{lines % 9000}"
            )
            file.write(text + "\r\n")
            size += len(text) + 9
            lines += 1
    return lines


def take_measured(path, home, source):
    asked = request("purchases", path, source=source)
    run = exchange.prepare_import(asked, name=path.name, now=NOW)
    exchange.start_import(run_id=run, now=NOW)
    answer = subprocess.run(
        [sys.executable, "-m", "tests.exchange.measured_process", str(run), str(home)],
        env={**os.environ, "DATABASE_URL": address_of_the_test_database()},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return exchange.get_run(run), int(answer.stdout)


def test_memory_does_not_grow_with_the_file(tmp_path, home):
    small_lines = write_sales(tmp_path / "small.csv", SMALL_MB)
    large_lines = write_sales(tmp_path / "large.csv", LARGE_MB)
    small, small_peak = take_measured(tmp_path / "small.csv", home, "small")
    large, large_peak = take_measured(tmp_path / "large.csv", home, "large")
    assert (small.state, large.state) == (RunState.DONE, RunState.DONE)
    assert (small.counts.new, large.counts.new) == (small_lines, large_lines)
    assert rows("SELECT count(*) FROM purchases_orderline") == [(small_lines + large_lines,)]
    assert large_peak - small_peak <= SLACK_MB, (small_peak, large_peak)
