"""CSV → PostgreSQL end to end: sales lines and contacts, as `otokui import` takes them.

The goal for sales lines comes from a machine where COPY of bare lines reached 232,000 a second and
`bulk_create` 30,500; both are measured here with the same lines before, between and after the imports, and
the row says what this machine is worth. Writing lines that are ready is measured in `bench.postgres`.
Measured in a process and a database of its own. `OTOKUI_BENCH_LINES` makes it smaller.
"""

import csv
import itertools
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.parse import GOODS, HEADER
from bench.rest import come_to_rest
from bench.table import Row
from otokui.core.platform.database import running_database
from otokui.domain.exchange.adapters.demo.names import FAMILY_NAMES, GIVEN_NAMES, TOWNS

LINES = int(os.environ.get("OTOKUI_BENCH_LINES", "1000000"))
BARE_LINES = 50_000
LINES_PER_ORDER = 3
CONTACTS = 10_000
ROUNDS = 3
NOW = datetime(2026, 4, 1, tzinfo=UTC)


def rows() -> Iterator[Row]:
    """The rows of this benchmark, from a process of its own."""
    with tempfile.TemporaryDirectory(prefix="otokui-bench-") as home, running_database(Path(home)) as address:
        environment = {**os.environ, "DATABASE_URL": address, "OTOKUI_HOME": home}
        asked = [sys.executable, "-m", "bench.import_", home]
        answer = subprocess.run(asked, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    for line in answer.stdout.splitlines():
        yield Row(**json.loads(line))


def measure(folder: Path) -> Iterator[Row]:
    """Everything, in this process, on the database in DATABASE_URL."""
    write_sales(folder / "warm.csv", 5_000)
    write_sales(folder / "sales.csv", LINES)
    take("purchases", folder / "warm.csv", source="warm")  # loads what a running worker has loaded
    limits = [bare_rates(folder / "sales.csv", 0)]
    before = peak_megabytes()
    seconds = timed(lambda: take("purchases", folder / "sales.csv", source="shop"))
    grown = peak_megabytes() - before
    limits.append(bare_rates(folder / "sales.csv", 1))
    again = timed(lambda: take("purchases", folder / "sales.csv", source="shop"))
    limits.append(bare_rates(folder / "sales.csv", 2))
    ours = LINES / seconds
    copied, created = (statistics.median(rates) for rates in zip(*limits, strict=True))
    yield Row(
        f"import {LINES:,} sales lines, cp932, to summaries", ours, "lines/s", "bulk_create, bare lines",
        created, ours / created, "≥ 60,000", ours >= 60_000,
        f"{ours / copied:.2f}× COPY of bare lines ({copied:,.0f}/s); where the goal was set it is 1.97× and"
        f" 0.26×; +{grown:.0f} MB at the peak",
    )  # fmt: skip
    yield Row(
        f"the same {LINES:,} lines again: nothing changes", LINES / again, "lines/s", "first time",
        LINES / seconds, seconds / again, "≥ 1×", again <= seconds,
    )  # fmt: skip
    come_to_rest()
    times = []
    for turn in range(ROUNDS):
        write_contacts(folder / f"contacts{turn}.csv", turn)
        times.append(timed(lambda turn=turn: take("customers", folder / f"contacts{turn}.csv")))
    middle = sorted(times)[ROUNDS // 2]
    yield Row(
        f"import {CONTACTS:,} contacts with address and phone", middle, "s", "best peer known, same size",
        10.5, 10.5 / middle, "≤ 1 s", middle <= 1, "in a running worker, as the peer",
    )  # fmt: skip
    times = []
    for turn in range(ROUNDS, 2 * ROUNDS):
        write_contacts(folder / f"contacts{turn}.csv", turn)
        times.append(timed(lambda turn=turn: command("customers", folder / f"contacts{turn}.csv")))
    whole = sorted(times)[ROUNDS // 2]
    yield Row(
        "the same as one command, its start included", whole, "s", "in a running worker", middle,
        whole / middle, "≤ 1.5 s", whole <= 1.5, "the database runs already",
    )  # fmt: skip


def take(kind: str, path: Path, *, source: str = "file") -> None:
    """One import, as the worker does it."""
    from otokui.domain.exchange import public as exchange
    from otokui.domain.exchange.actions.run_import import run_import
    from otokui.domain.exchange.jobs import LANES
    from otokui.domain.exchange.types import ImportOptions, Kind

    request = exchange.request_import(Kind(kind), path, options=ImportOptions(source=source))
    run = exchange.prepare_import(request, name=path.name, now=NOW)
    exchange.start_import(run_id=run, now=NOW)
    run_import(run_id=run, now=NOW, progress=lambda *_: None, lanes=LANES)


def command(kind: str, path: Path) -> None:
    """`otokui import` as somebody types it, on the same database."""
    asked = [sys.executable, "-m", "otokui", "import", kind, str(path)]
    subprocess.run(asked, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def bare_rates(path: Path, turn: int) -> tuple[float, float]:
    """Lines a second by COPY and by `bulk_create`: the file's first lines, nothing that follows from them."""
    import polars as pl

    from otokui.domain.purchases.adapters import copying

    lines = bare_lines(path, turn)
    frame = pl.DataFrame(lines).with_columns(
        inherits_customer=pl.lit(False), status=pl.lit(""), names_order=pl.lit("")
    )
    copied = timed(lambda: copying.write("purchases_orderline", frame))
    created = timed(lambda: create_lines(lines))
    return BARE_LINES / copied, BARE_LINES / created


def bare_lines(path: Path, turn: int) -> list[dict[str, Any]]:
    """Rows of `purchases_orderline` as the file has them, of orders that nobody else has."""
    first = 10**12 * (turn + 1)
    with path.open(encoding="cp932", newline="") as file:
        rows = itertools.islice(csv.DictReader(file), BARE_LINES)
        return [
            {
                "order_id": first + place // LINES_PER_ORDER,
                "line_no": place % LINES_PER_ORDER + 1,
                "customer_id": first + int(row["顧客番号"]),
                "ordered_at": (at := datetime.strptime(row["注文日"], "%Y/%m/%d").replace(tzinfo=UTC)),
                "order_day": at.date(),
                "product_text": row["商品名"],
                "quantity": int(row["数量"]) * 1000,
                "amount": int(row["金額"]),
                "unit_price": int(row["単価"]),
                "kind": "sale",
                "created_by_run": 1,
            }
            for place, row in enumerate(rows)
        ]


def create_lines(lines: list[dict[str, Any]]) -> None:
    """How Django writes many rows."""
    from otokui.domain.purchases.models import OrderLine

    far = 10**12 // 2
    OrderLine.objects.bulk_create(
        [OrderLine(**line | {"order_id": line["order_id"] + far}) for line in lines], batch_size=5000
    )


def timed(work: object) -> float:
    """Seconds of one piece of work."""
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def peak_megabytes() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_sales(path: Path, lines: int) -> None:
    """A sales ledger as shops export it: ten lines a customer, three an order, every 1,000th line twice."""
    customers = max(1, lines // 10)
    with path.open("w", encoding="cp932", newline="") as file:
        file.write(HEADER + "\r\n")
        for number in range(lines):
            line = number - 1 if number % 1000 == 999 else number
            order = line // 3
            good, pieces, price = line * 7919 % len(GOODS), line % 5 + 1, (500, 980, 1200, 3500)[line % 4]
            file.write(
                f"A{order:07d},{line % 3 + 1},{order * 104729 % customers:06d},"
                f"2024/{order % 12 + 1}/{order * 31 % 28 + 1},P{good:03d},"
                f"{GOODS[good]},{pieces},{price},{pieces * price},本店\r\n"
            )


def write_contacts(path: Path, turn: int) -> None:
    """An address book of 10,000 people as a shop's old system exports it."""
    with path.open("w", encoding="cp932", newline="") as file:
        file.write("顧客番号,姓,名,セイ,メイ,郵便番号,都道府県,住所,電話番号,メールアドレス,生年月日\r\n")
        chance = random.Random(turn)
        for number in range(CONTACTS):
            family, family_kana = chance.choice(FAMILY_NAMES)
            given, given_kana = chance.choice(GIVEN_NAMES)
            postal_code, prefecture, city, town = chance.choice(TOWNS)
            file.write(
                f"T{turn}{number:06},{family},{given},{family_kana},{given_kana},"
                f"{postal_code[:3]}-{postal_code[3:]},{prefecture},"
                f"{city}{town}{number % 20 + 1}-{number % 7 + 1}-{number % 9 + 1},"
                f"03-{turn:04}-{number % 10_000:04},t{turn}.{number}@example.jp,"
                f"19{number % 60 + 30}/{number % 12 + 1}/{number % 28 + 1}\r\n"
            )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otokui.project.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    for row in measure(Path(sys.argv[1])):
        print(json.dumps(asdict(row)), flush=True)
