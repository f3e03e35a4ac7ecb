"""Goals of the incremental path: 10,000 new purchases into a million customers, and a day that passes.

Peer of both: one UPDATE of every standing, the set-based way of doing it again each time. Ours is everything
from the purchase to the class: customer resolved, order, lines, summaries, audit, event, class, forecast.

`OTOKUI_BENCH_CUSTOMERS` makes it smaller.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from bench.rest import come_to_rest
from bench.spent import seconds
from bench.table import Row
from otokui.core.platform.database import running_database

CUSTOMERS = int(os.environ.get("OTOKUI_BENCH_CUSTOMERS", "1000000"))
NEW = 10_000
ROUNDS = 3
TODAY = date(2026, 4, 1)
YEARS = 3
CHUNK = 50_000
PRODUCTS = 50
NEUTRAL = {
    "character varying": "''", "text": "''", "boolean": "true", "integer": "1", "jsonb": "'{}'",
    "ARRAY": "'{}'", "timestamp with time zone": "now()", "tsvector": "''",
}  # fmt: skip


def rows() -> Iterator[Row]:
    """Fill a shop in a database of its own, then measure."""
    with tempfile.TemporaryDirectory(prefix="otokui-bench-") as home, running_database(Path(home)) as address:
        os.environ["DATABASE_URL"] = address
        os.environ["DJANGO_SETTINGS_MODULE"] = "otokui.project.settings"
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            yield from _measure()
        finally:
            connections.close_all()


def _measure() -> Iterator[Row]:
    from otokui.domain.insights.public import pass_days

    _note("customers", _make_customers)
    _note("purchases", _make_purchases)
    _note("first run", _judge_all)
    news, updates = [], []
    for turn in range(ROUNDS):
        news.append(seconds(partial(_buy, turn)))
        updates.append(seconds(_update_all))
    differences = _differences(TODAY)
    (ours, ours_cpu), (peer, peer_cpu) = np.median(news, axis=0), np.median(updates, axis=0)
    yield Row(
        f"{NEW:,} new purchases into {CUSTOMERS:,} customers", ours, "s", "UPDATE of all", peer, peer / ours,
        "≥ 6×, 0 differ", peer / ours >= 6 and differences == 0,
        f"{differences} differences; {_cpu(ours_cpu, peer_cpu)}",
    )  # fmt: skip
    days, touched = [], 0
    for turn in range(1, ROUNDS + 1):
        day = TODAY + timedelta(days=turn)
        counts: list[int] = []
        days.append(seconds(lambda: counts.append(pass_days(up_to=day, now=_noon(day)))))  # noqa: B023
        touched = max(touched, counts[0])
    differences = _differences(TODAY + timedelta(days=ROUNDS))
    (ours, ours_cpu), share = np.median(days, axis=0), touched / CUSTOMERS
    yield Row(
        f"a day passes over {CUSTOMERS:,} customers", ours, "s", "UPDATE of all", peer, peer / ours,
        "≥ 80×, ≤ .3 %", peer / ours >= 80 and share <= 0.003 and differences == 0,
        f"{share:.2%} touched, {differences} differences; {_cpu(ours_cpu, peer_cpu)}",
    )  # fmt: skip


def _make_customers() -> None:
    """Customers with nothing but a number."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("customers_customer", "purchases_order", "purchases_orderline"):
            _give_defaults(cursor, table)
        cursor.execute(
            "INSERT INTO customers_customer (code, created_by_run) SELECT n, 1 FROM generate_series(1, %s) n",
            [CUSTOMERS],
        )


def _give_defaults(cursor: Any, table: str) -> None:
    """Columns we leave out get a neutral value; this database serves the benchmark only."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
        " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
        [table],
    )
    for column, kind in cursor.fetchall():
        if kind in NEUTRAL:
            cursor.execute(f"ALTER TABLE {table} ALTER {column} SET DEFAULT {NEUTRAL[kind]}")


def _make_purchases() -> None:
    """Three purchases each on average: rows by COPY, summaries as an import derives them."""
    from django.db import connection

    from otokui.domain.accounts.public import get_business
    from otokui.domain.purchases.actions.derive_summaries import derive_first_summaries
    from otokui.domain.purchases.adapters import copying
    from otokui.domain.purchases.models import Product
    from otokui.domain.purchases.public import record_purchases

    random = np.random.default_rng(2)
    guest = np.zeros(PRODUCTS, np.int64)
    record_purchases(_batch(None, guest, guest + 100, np.arange(PRODUCTS)), source="guests", now=_noon(TODAY))
    products = np.array(Product.objects.order_by("id").values_list("id", flat=True))
    last = 1_000
    for start in range(1, CUSTOMERS + 1, CHUNK):
        lines = _lines(np.arange(start, min(start + CHUNK, CUSTOMERS + 1)), products, last, random)
        last += lines.height
        shared = (
            pl.col("customer_id"),
            pl.col("ordered_at"),
            pl.col("ordered_at").dt.date().alias("order_day"),
        )
        run = pl.lit(1).alias("created_by_run")
        orders = lines.select(
            pl.col("order_id").alias("id"), pl.lit("bench").alias("source"), *shared, run,
            pl.col("order_id").cast(pl.String).alias("external_id"),
        )  # fmt: skip
        copying.write("purchases_order", orders)
        more = ("order_id", "product_id", "quantity", "amount")
        kinds = pl.col("order_id").alias("id"), pl.lit(1).alias("line_no"), pl.lit("sale").alias("kind")
        copying.write("purchases_orderline", lines.select(*kinds, *shared, *more, run))
        derive_first_summaries(lines, get_business())
    with connection.cursor() as cursor:
        for table in ("purchases_order", "purchases_orderline"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last + 1})")
    come_to_rest()


def _lines(ids: np.ndarray, products: np.ndarray, last: int, random: np.random.Generator) -> pl.DataFrame:
    """One line an order; every customer has a rhythm of its own."""
    count = random.geometric(1 / 3, len(ids))
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    first = np.repeat(random.integers(0, YEARS * 365, len(ids)), count)
    day = np.minimum(first + nth * np.repeat(random.integers(7, 90, len(ids)), count), YEARS * 365 - 1)
    return pl.DataFrame(
        {
            "order_id": np.arange(last + 1, last + 1 + len(day)),
            "customer_id": np.repeat(ids, count),
            "ordered_at": _instants(day),
            "product_id": products[random.integers(0, PRODUCTS, len(day))],
            "quantity": np.full(len(day), 1000),
            "amount": np.round(random.gamma(2.0, 1500, len(day))).astype(np.int64) + 100,
        }
    )


def _batch(who: np.ndarray | None, day: np.ndarray, amount: np.ndarray, product: np.ndarray) -> pa.Table:
    """A batch for the door of purchases."""
    return pa.table(
        {
            "customer_id": pa.nulls(len(day), pa.int64()) if who is None else pa.array(who),
            "ordered_at": _instants(day).to_arrow(),
            "amount": pa.array(amount),
            "order_id": pa.array([f"{n}-{d}-{a}" for n, (d, a) in enumerate(zip(day, amount, strict=True))]),
            "product_code": pa.array([f"P{n}" for n in product]),
            "quantity": pa.array(np.full(len(day), 1000)),
        }
    )


def _instants(day: np.ndarray) -> pl.Series:
    """Noon in Tokyo of these days, counted from the first of the shop's three years."""
    first = np.datetime64(TODAY, "D") - np.timedelta64(YEARS * 365, "D")
    at = (first + day.astype("timedelta64[D]")).astype("datetime64[us]") + np.timedelta64(3, "h")
    return pl.Series(at).dt.replace_time_zone("UTC")


def _judge_all() -> None:
    from otokui.domain.insights.actions.move_to_run import move_to_run
    from otokui.domain.insights.public import request_run
    from otokui.domain.insights.types import RunReason

    run = request_run(reason=RunReason.FIRST, as_of=TODAY, now=_noon(TODAY))
    move_to_run(run=run, today=TODAY, now=_noon(TODAY))
    come_to_rest()


def _buy(turn: int) -> None:
    """10,000 customers buy today; then the reaction to the two events."""
    from otokui.domain.insights.public import rederive
    from otokui.domain.purchases.public import record_purchases

    random = np.random.default_rng(100 + turn)
    who = np.sort(random.choice(CUSTOMERS, min(NEW, CUSTOMERS), replace=False) + 1)
    day = np.full(len(who), YEARS * 365)
    batch = _batch(who, day, random.integers(500, 9000, len(who)), random.integers(0, PRODUCTS, len(who)))
    touched = record_purchases(batch, source=f"till {turn}", now=_noon(TODAY)).customer_ids
    for start in range(0, len(touched), 5_000):
        rederive(customer_ids=touched[start : start + 5_000], as_of=TODAY, now=_noon(TODAY))


def _update_all() -> None:
    """Every standing once more from the summaries, as one statement; the same values, all rows rewritten."""
    from django.db import connection, transaction

    from otokui.domain.insights.public import find_current_run

    run = find_current_run()
    assert run is not None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_UPDATE_ALL, {"today": TODAY, "bar": run.bar})
        transaction.set_rollback(True)


_UPDATE_ALL = """
UPDATE insights_standing s SET orders = p.orders, net = p.net, first_on = p.first_on, last_on = p.last_on,
    customer_class = CASE WHEN p.orders = 0 THEN 'prospect' WHEN p.orders = 1 THEN 'first'
        WHEN %(today)s - p.first_on < 90 THEN 'toddler' WHEN p.net < %(bar)s THEN 'steady'
        WHEN %(today)s - p.first_on < 210 THEN 'trend' ELSE 'best' END,
    state = CASE WHEN p.orders = 0 THEN NULL WHEN %(today)s - p.last_on < 240 THEN 'active'
        WHEN %(today)s - p.last_on < 365 THEN 'dormant' ELSE 'dead' END
FROM purchases_purchasesummary p WHERE p.customer_id = s.customer_id"""


def _differences(today: date) -> int:
    """Standings that a recompute of everybody from the lines would write differently."""
    from otokui.analytics.derive import derive_customers
    from otokui.analytics.ledger import open_books, settle
    from otokui.analytics.run import states_of
    from otokui.domain.insights.actions.derive import standings_of
    from otokui.domain.insights.adapters.standings import STANDING_COLUMNS
    from otokui.domain.insights.models import Standing
    from otokui.domain.insights.queries.books import all_lines
    from otokui.domain.insights.queries.runs import find_current_judge

    judge = find_current_judge()
    assert judge is not None
    settings = judge.parameters.settings
    states = states_of(
        settle(open_books(all_lines(settings, today), settings), settings, today), settings, today
    )
    wanted = standings_of(derive_customers(states, judge.parameters, today), judge, {}).select(
        STANDING_COLUMNS
    )
    stored = pl.DataFrame(
        list(Standing.objects.values_list(*STANDING_COLUMNS).iterator(50_000)),
        schema=wanted.schema,
        orient="row",
    )
    same = wanted.join(stored, on=list(STANDING_COLUMNS), how="semi", nulls_equal=True).height
    return wanted.height - same + abs(wanted.height - stored.height)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def _cpu(ours: float, peer: float) -> str:
    return f"CPU {ours:.2f} s to {peer:.2f} s, {peer / ours:.1f}×"


def _note(what: str, work: Callable[[], object]) -> None:
    print("# {}: {:.1f} s, CPU {:.1f} s".format(what, *seconds(work)), flush=True)
