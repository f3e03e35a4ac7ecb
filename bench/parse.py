"""Parse + validate + dedupe one million sales lines in cp932, against Python's csv module doing the same."""

import csv
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bench.table import Row, interleaved

LINES = 1_000_000
HEADER = "注文番号,明細番号,顧客番号,注文日,商品コード,商品名,数量,単価,金額,店舗"
GOODS = (
    "コシヒカリ 5kg",
    "有機ほうじ茶",
    "髙級梅干し（紀州）",
    "味噌①",
    "㈱山田の醤油",
    "Tシャツ",
    "ギフト箱",
)


def rows() -> Iterable[Row]:
    """Ours against csv.reader and csv.DictReader, in lines a second."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sales.csv"
        write_sales(path, LINES)
        ours, reader, dict_reader = interleaved(
            lambda: _check(parse_ours(path)),
            lambda: _check(parse_by_reader(path)),
            lambda: _check(parse_by_dict_reader(path)),
            rounds=5,
        )
    for peer, seconds, least in (("csv.reader", reader, 3.0), ("csv.DictReader", dict_reader, 5.0)):
        ratio = seconds / ours
        yield Row(
            name=f"parse cp932, {LINES:,} lines",
            ours=LINES / ours,
            unit="lines/s",
            peer_name=peer,
            peer=LINES / seconds,
            ratio=ratio,
            goal=f"≥ {least:g}×",
            holds=ratio >= least,
        )


def write_sales(path: Path, lines: int) -> None:
    """A sales ledger as shops export it; every 1,000th line is there twice."""
    with path.open("w", encoding="cp932", newline="") as file:
        file.write(HEADER + "\r\n")
        for number in range(lines):
            line = number - 1 if number % 1000 == 999 else number
            good, pieces = line * 7919 % len(GOODS), line % 5 + 1
            price = (500, 980, 1200, 3500)[line % 4]
            day = f"2024/{line % 12 + 1}/{line * 31 % 28 + 1}"
            file.write(
                f"A{line // 3:07d},{line % 3 + 1},{line * 104729 % 100_000:06d},{day},P{good:03d},"
                f"{GOODS[good]},{pieces},{price},{pieces * price},本店\r\n"
            )


def parse_ours(path: Path) -> tuple[int, int, int]:
    """(lines kept, their money, rejected)."""
    import polars as pl

    from otokui.core.tabular.dates import decide_style, parse_moments
    from otokui.core.tabular.duplicates import last_of_each
    from otokui.core.tabular.money import in_minor_units, parse_money
    from otokui.core.tabular.numbers import parse_quantity
    from otokui.core.tabular.source import open_table

    table = open_table(path)
    wanted = ["注文番号", "明細番号", "顧客番号", "注文日", "商品コード", "商品名", "数量", "金額"]
    style = decide_style(table.column("注文日"), name="注文日")
    pieces, rejected = [], 0
    for batch in table.batches(wanted):
        money = parse_money(batch.frame["金額"])
        amount = in_minor_units(money.values, 0)
        day = parse_moments(batch.frame["注文日"], style, zone="Asia/Tokyo")
        quantity = parse_quantity(batch.frame["数量"])
        parsed = (money, amount, day, quantity)
        rejected += len(batch.rejects) + sum(column.errors.height for column in parsed)
        pieces.append(
            batch.frame.with_columns(
                amount.values.alias("金額"), day.values.alias("注文日"), quantity.values.alias("数量")
            )
        )
    kept = last_of_each(pl.concat(pieces), ["注文番号", "明細番号"])
    return kept.height, int(kept["金額"].sum()), rejected


def parse_by_reader(path: Path) -> tuple[int, int, int]:
    """The same work as people write it with csv.reader."""
    kept: dict[tuple[str, str], tuple[str, date, str, str, int, int]] = {}
    rejected = 0
    with path.open(encoding="cp932", newline="") as file:
        reader = csv.reader(file)
        width = len(next(reader))
        for row in reader:
            if len(row) != width:
                rejected += 1
                continue
            try:
                year, month, day = row[3].split("/")
                on = date(int(year), int(month), int(day))
                kept[row[0], row[1]] = (row[2], on, row[4], row[5], int(row[6]) * 1000, int(row[8]))
            except ValueError:
                rejected += 1
    return len(kept), sum(line[5] for line in kept.values()), rejected


def parse_by_dict_reader(path: Path) -> tuple[int, int, int]:
    """The same with csv.DictReader."""
    kept: dict[tuple[str, str], tuple[str, date, str, str, int, int]] = {}
    rejected = 0
    with path.open(encoding="cp932", newline="") as file:
        for row in csv.DictReader(file):
            try:
                year, month, day = row["注文日"].split("/")
                on = date(int(year), int(month), int(day))
                line = (
                    row["顧客番号"],
                    on,
                    row["商品コード"],
                    row["商品名"],
                    int(row["数量"]) * 1000,
                    int(row["金額"]),
                )
                kept[row["注文番号"], row["明細番号"]] = line
            except ValueError:
                rejected += 1
    return len(kept), sum(line[5] for line in kept.values()), rejected


def _check(result: tuple[int, int, int]) -> None:
    """All three must have done the same work."""
    count, money, rejected = result
    expected = LINES - LINES // 1000
    if count != expected or money <= 0 or rejected:
        raise AssertionError(f"{result}: {expected} lines were to be kept")
