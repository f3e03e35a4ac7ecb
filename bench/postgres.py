"""PostgreSQL → Arrow against Django's iterator, and lines → PostgreSQL against `bulk_create`.

`OTOKUI_BENCH_LINES` makes the reading part smaller (10,500,000 lines).
"""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.rest import come_to_rest
from bench.spent import seconds
from bench.table import Row
from otokui.core.platform.database import running_database

STORED = int(os.environ.get("OTOKUI_BENCH_LINES", "10500000"))
ITERATED = 300_000
WRITTEN = 100_000
LINES_PER_CUSTOMER, LINES_PER_ORDER = 10, 3
ROUNDS = 3
WARM = 5
NOW = datetime(2026, 4, 1, tzinfo=UTC)
COLUMNS = (
    "customer_id", "ordered_at", "amount", "order_id", "line_no", "product_id", "quantity", "kind",
    "names_order",
)  # fmt: skip


def rows() -> Iterator[Row]:
    """Measured in a process and a database of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="otokui-bench-") as home,
        running_database(Path(home)) as address,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process,
    ):
        yield from process.submit(measure, address).result()


def measure(address: str) -> list[Row]:
    """All rows of this benchmark, on an empty database."""
    os.environ["DATABASE_URL"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "otokui.project.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    return [*_writing(), _one_purchase(), _reading()]


def _writing() -> list[Row]:
    from otokui.domain.purchases.public import record_purchases

    recorded, copied, created = [], [], []
    orders = WRITTEN // LINES_PER_ORDER + 1
    for turn in range(ROUNDS):
        batch = _batch(_make_customers(WRITTEN // LINES_PER_CUSTOMER), turn)
        order = _empty_orders(2 * orders, turn)
        recorded.append(seconds(partial(record_purchases, batch, source="file", now=NOW, run=turn + 1)))
        copied.append(seconds(partial(_copy_lines, batch, order)))
        created.append(seconds(partial(_bulk_create, batch, order + orders)))
    (ours, ours_cpu), (copy, copy_cpu), (peer, peer_cpu) = (
        WRITTEN / np.median(times, axis=0) for times in (recorded, copied, created)
    )
    return [
        Row(
            "lines → PostgreSQL, raw", copy, "lines/s", "bulk_create", peer, copy / peer,
            "≥ 5×", copy >= 5 * peer, _cpu(copy_cpu, peer_cpu),
        ),
        Row(
            "lines → orders, summaries, undo", ours, "lines/s", "bulk_create, raw", peer, ours / peer,
            "≥ 60,000 lines/s", ours >= 60_000, _cpu(ours_cpu, peer_cpu),
        ),
    ]  # fmt: skip


def _one_purchase() -> Row:
    from otokui.domain.purchases.public import record_purchase
    from otokui.domain.purchases.types import PurchaseLine

    first = _make_customers(1)
    line = PurchaseLine(customer_id=first, ordered_at=NOW, amount=1000, product_code="P1", quantity=1000)
    buy = partial(record_purchase, [line, line], source="desk", now=NOW)
    come_to_rest()
    for _ in range(WARM):
        buy()
    times = [seconds(buy) for _ in range(60)]
    p95 = sorted(wall for wall, _ in times)[-3] * 1000
    note = f"CPU {1000 * sum(cpu for _, cpu in times) / len(times):.1f} ms on average"
    return Row("one purchase with its summaries, p95", p95, "ms", "", None, None, "≤ 50 ms", p95 <= 50, note)


def _reading() -> Row:
    from otokui.domain.purchases.models import OrderLine
    from otokui.domain.purchases.public import lines_to_arrow

    _store_lines()
    count = OrderLine.objects.count()
    objects = OrderLine.objects.values_list(*COLUMNS)[:ITERATED]
    ours, peer = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: sum(table.num_rows for table in lines_to_arrow())))
        peer.append(seconds(lambda: sum(1 for _ in objects.iterator())))
    rate, rate_cpu = count / np.median(ours, axis=0)
    iterator, iterator_cpu = ITERATED / np.median(peer, axis=0)
    return Row(
        f"PostgreSQL → Arrow, {count:,} lines in customer order", rate, "lines/s", "values_list().iterator()",
        iterator, rate / iterator, "≥ 5×", rate >= 5 * iterator, _cpu(rate_cpu, iterator_cpu),
    )  # fmt: skip


def _cpu(ours: float, peer: float) -> str:
    """Lines a second of the processors' time, PostgreSQL's included."""
    return f"per CPU second {ours:,.0f} to {peer:,.0f}, {ours / peer:.1f}×"


def _make_customers(count: int) -> int:
    """New customers with ids one after the other; returns the first."""
    from otokui.domain.customers.models import Customer

    made = Customer.objects.bulk_create(
        [
            Customer(name="客", sort_key="", search="", created_at=NOW, updated_at=NOW, created_by_run=1)
            for _ in range(count)
        ]
    )
    return made[0].pk


def _batch(first: int, turn: int) -> pa.Table:
    """The lines of new customers in customer order, as an import hands them over."""
    dice = np.random.default_rng(turn)
    place = np.arange(WRITTEN)
    order = place // LINES_PER_ORDER
    instants = dice.integers(1_600_000_000, 1_750_000_000, order[-1] + 1)[order] * 1_000_000
    products = dice.zipf(1.3, WRITTEN) % 5000
    return pa.table(
        {
            "customer_id": first + order * LINES_PER_ORDER // LINES_PER_CUSTOMER,
            "ordered_at": pa.array(instants, pa.timestamp("us", tz="UTC")),
            "amount": dice.integers(100, 20_000, WRITTEN),
            "order_id": [f"{turn}-{number:07d}" for number in order],
            "line_no": (place % LINES_PER_ORDER + 1).astype(np.int32),
            "product_code": [f"P{product:05d}" for product in products],
            "product_name": [f"商品{product:05d}" for product in products],
            "quantity": dice.integers(1, 5, WRITTEN) * 1000,
            "unit_price": dice.integers(100, 5000, WRITTEN),
            "status": pa.array(["完了"] * WRITTEN),
            "shop": pa.array(["本店"] * WRITTEN),
        }
    )


def _empty_orders(count: int, turn: int) -> int:
    """Orders without lines, with ids one after the other; returns the first."""
    from otokui.domain.purchases.adapters.copying import rows as select

    made = select(
        "INSERT INTO purchases_order (source, external_id, numbered, lines_numbered, ordered_at, order_day,"
        " channel, trigger, recorded_at, moves_stock, created_by_run)"
        " SELECT 'raw', %s || '-' || n, true, true, now(), now(), '', '', now(), false, 1"
        " FROM generate_series(1, %s) n RETURNING id",
        [str(turn), count],
    )
    first: int = min(order for (order,) in made)
    return first


def _copy_lines(batch: pa.Table, order: int) -> None:
    import polars as pl

    from otokui.domain.purchases.adapters import copying

    frame = pl.DataFrame(batch).select(
        "line_no",
        "customer_id",
        "ordered_at",
        pl.col("ordered_at").dt.date().alias("order_day"),
        pl.col("product_name").alias("product_text"),
        "quantity",
        "amount",
        "unit_price",
        "status",
        order_id=pl.int_range(pl.len()) // LINES_PER_ORDER + order,
        kind=pl.lit("sale"),
        names_order=pl.lit(""),
        inherits_customer=pl.lit(False),
        created_by_run=pl.lit(1),
    )
    copying.write("purchases_orderline", frame)


def _bulk_create(batch: pa.Table, order: int) -> None:
    from otokui.domain.purchases.models import OrderLine

    OrderLine.objects.bulk_create(
        [
            OrderLine(
                order_id=order + place // LINES_PER_ORDER,
                line_no=row["line_no"],
                customer_id=row["customer_id"],
                ordered_at=row["ordered_at"],
                order_day=row["ordered_at"].date(),
                product_text=row["product_name"],
                quantity=row["quantity"],
                amount=row["amount"],
                unit_price=row["unit_price"],
                status=row["status"],
                kind="sale",
                created_by_run=1,
            )
            for place, row in enumerate(batch.to_pylist())
        ],
        batch_size=5000,
    )


def _store_lines() -> None:
    """Stored lines as a large import leaves them: in customer order, a million at a time."""
    from otokui.domain.purchases.adapters.copying import execute

    far = 1_000_000_000  # ids that nobody else uses
    for start in range(0, STORED, 900_000):
        stop = min(start + 900_000, STORED)
        execute(
            "INSERT INTO purchases_order (id, source, external_id, numbered, lines_numbered, ordered_at,"
            " order_day, channel, trigger, recorded_at, moves_stock, created_by_run)"
            " SELECT n + %s, 'stored', n, true, true, now(), now(), '', '', now(), false, 1"
            " FROM generate_series(%s::bigint, %s::bigint) n",
            [far, start // LINES_PER_ORDER, (stop - 1) // LINES_PER_ORDER],
        )
        execute(
            "INSERT INTO purchases_orderline (order_id, line_no, customer_id, inherits_customer, ordered_at,"
            " order_day, product_id, product_text, quantity, amount, kind, status, names_order,"
            " created_by_run)"
            " SELECT %s + n / %s, n %% %s + 1, %s + n / %s, false, at, at::date, n %% 997, '商品', 1000,"
            " 100 + n %% 9999, 'sale', '', '', 1 FROM generate_series(%s::bigint, %s::bigint) n,"
            " LATERAL (SELECT timestamptz '2023-01-01' + n * 7919 %% 94608000 * interval '1 s' AS at) moment",
            [far, LINES_PER_ORDER, LINES_PER_ORDER, far, LINES_PER_CUSTOMER, start, stop - 1],
        )
    come_to_rest()
