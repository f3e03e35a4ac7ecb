"""CSV → PostgreSQL end to end: sales lines and contacts, as `otokui import` takes them.

Measured in a process and a database of its own. `OTOKUI_BENCH_LINES` makes it smaller.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from bench.parse import write_sales
from bench.table import Row
from otokui.core.platform.database import running_database
from otokui.domain.exchange.adapters.demo.names import FAMILY_NAMES, GIVEN_NAMES, TOWNS

LINES = int(os.environ.get("OTOKUI_BENCH_LINES", "1000000"))
RAW_LINES = min(100_000, LINES)
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
    yield from raw_writing()
    before = peak_megabytes()
    seconds = timed(lambda: take("purchases", folder / "sales.csv", source="shop"))
    grown = peak_megabytes() - before
    yield Row(
        f"import {LINES:,} sales lines, cp932, to summaries", LINES / seconds, "lines/s", "goal", 60_000,
        LINES / seconds / 60_000, "≥ 60,000", LINES / seconds >= 60_000, f"+{grown:.0f} MB at the peak",
    )  # fmt: skip
    again = timed(lambda: take("purchases", folder / "sales.csv", source="shop"))
    yield Row(
        f"the same {LINES:,} lines again: nothing changes", LINES / again, "lines/s", "first time",
        LINES / seconds, seconds / again, "≥ 1×", again <= seconds,
    )  # fmt: skip
    times = []
    for turn in range(ROUNDS):
        write_contacts(folder / f"contacts{turn}.csv", turn)
        times.append(timed(lambda turn=turn: take("customers", folder / f"contacts{turn}.csv")))
    middle = sorted(times)[ROUNDS // 2]
    yield Row(
        f"import {CONTACTS:,} contacts with address and phone", middle, "s", "best peer known, same size",
        10.5, 10.5 / middle, "≤ 1 s", middle <= 1,
    )  # fmt: skip


def raw_writing() -> Iterator[Row]:
    """Lines that are ready, into their table: ours and Django's bulk_create, same rows, same triggers."""
    import polars as pl
    from django.db import transaction

    from otokui.domain.purchases.adapters import copying
    from otokui.domain.purchases.models import Order, OrderLine

    order = Order.objects.earliest("pk").pk
    frame = pl.DataFrame(
        {
            "order_id": [order] * RAW_LINES,
            "line_no": range(1_000_000, 1_000_000 + RAW_LINES),
            "inherits_customer": [False] * RAW_LINES,
            "ordered_at": [NOW] * RAW_LINES,
            "order_day": [date(2026, 4, 1)] * RAW_LINES,
            "product_text": ["コシヒカリ 5kg"] * RAW_LINES,
            "amount": range(RAW_LINES),
            "kind": ["sale"] * RAW_LINES,
            "status": [""] * RAW_LINES,
            "names_order": [""] * RAW_LINES,
            "created_by_run": [1] * RAW_LINES,
        }
    )
    objects = [OrderLine(**row) for row in frame.iter_rows(named=True)]

    def rolled_back(write: object) -> float:
        with transaction.atomic():
            seconds = timed(write)
            transaction.set_rollback(True)
        return seconds

    ours, peer = [], []
    for _ in range(ROUNDS):
        ours.append(rolled_back(lambda: copying.write("purchases_orderline", frame)))
        peer.append(rolled_back(lambda: OrderLine.objects.bulk_create(objects, batch_size=1000)))
    ours_middle, peer_middle = sorted(ours)[ROUNDS // 2], sorted(peer)[ROUNDS // 2]
    yield Row(
        f"write {RAW_LINES:,} ready lines", RAW_LINES / ours_middle, "lines/s", "bulk_create",
        RAW_LINES / peer_middle, peer_middle / ours_middle, "≥ 5×", peer_middle / ours_middle >= 5,
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


def timed(work: object) -> float:
    """Seconds of one piece of work."""
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def peak_megabytes() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


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
