"""Sales ledgers for the tests: what shops' systems export, and the command run on them."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from otokui.entry.cli import main

HEADER = ("注文番号", "明細番号", "顧客番号", "顧客名", "注文日時", "商品コード", "商品名", "数量", "金額")


def as_text(rows: Iterable[Iterable[object]], header: Iterable[str] = HEADER) -> str:
    """CSV text of a ledger."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def write_ledger(
    path: Path, rows: Iterable[Iterable[object]], *, header: Iterable[str] = HEADER, encoding: str = "cp932"
) -> Path:
    """A ledger as a file."""
    path.write_bytes(as_text(rows, header).encode(encoding))
    return path


def a_shops_rows() -> list[tuple[object, ...]]:
    """Sixty customers over two years: regular, fading, once only, with guests, returns and free samples."""
    rows: list[tuple[object, ...]] = []
    order = 0
    for customer in range(60):
        visits = customer % 12 + 1
        for visit in range(visits):
            order += 1
            month = (visit * (customer % 3 + 1)) % 24
            day = f"{2024 + month // 12}/{month % 12 + 1}/{customer % 27 + 1} 1{visit % 9}:30"
            name = "髙﨑商店㈱" if customer % 7 == 0 else f"やまだ {customer}"
            amount = 800 * (customer % 9 + 1)
            rows.append((f"A{order:04}", 1, f"{customer:05}", name, day, "P1", "米①", 2, amount))
            rows.append((f"A{order:04}", 2, f"{customer:05}", name, day, "P2", "試供品", 1, 0))
        if customer % 5 == 0:
            rows.append(
                (f"R{customer:04}", 1, f"{customer:05}", "", "2025/12/20 10:00", "P1", "米①", -1, -400)
            )
    rows += [(f"G{n}", 1, "", "", f"2025/6/{n + 1}", "P1", "米①", 1, 500) for n in range(9)]
    return rows


def analyse(*arguments: object) -> int:
    """`otokui analyse …` in this process; answers with the exit code."""
    return main(["analyse", *map(str, arguments)])


def summary_of(out: Path) -> dict[str, Any]:
    """summary.json of a run."""
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))


def customers_of(out: Path) -> dict[str, dict[str, str]]:
    """customers.csv of a run by customer."""
    with (out / "customers.csv").open(encoding="utf-8", newline="") as file:
        return {row["customer_id"]: row for row in csv.DictReader(file)}


def bytes_of(out: Path) -> dict[str, bytes]:
    """Every file of a run."""
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}
