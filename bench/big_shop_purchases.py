"""Purchases of the big shop: ten lines a customer, most of whom came a few times and some every month."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np
import polars as pl
from polars import selectors as cs

PRODUCTS: Final = 2_000
YEARS: Final = 3
CHUNK: Final = 25_000
ORDERS_A_BUYER: Final = 3.7
LINES_AN_ORDER: Final = 5  # at most
BUSY: Final = 300
"""Customers with some 200 rows of their last twelve months."""
_LETTERS: Final = (
    "コシヒカリ",
    "煎茶",
    "深煎り珈琲",
    "オリーブ油",
    "石けん",
    "化粧水",
    "味噌",
    "りんごジュース",
)


def make(customers: int, today: date) -> None:
    """Orders, lines and summaries of nine in ten customers."""
    from otokui.domain.accounts.public import get_business
    from otokui.domain.purchases.actions.derive_summaries import derive_first_summaries
    from otokui.domain.purchases.adapters import copying
    from otokui.domain.purchases.models import Product

    Product.objects.bulk_create(
        Product(id=n, code=f"P{n:04}", name=f"{_LETTERS[n % len(_LETTERS)]} {n}", created_by_run=1)
        for n in range(1, PRODUCTS + 1)
    )
    dice = np.random.default_rng(2)
    last = 0
    for start in range(1, customers + 1, CHUNK):
        ids = np.arange(start, min(start + CHUNK, customers + 1))
        orders = _orders(ids[dice.random(len(ids)) < 0.92], last, today, dice)
        last += orders.height
        lines = _lines(orders, dice)
        _copy(orders, lines)
        derive_first_summaries(lines, get_business())
    for table in ("purchases_order", "purchases_orderline"):
        copying.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )
    copying.execute("SELECT setval(pg_get_serial_sequence('purchases_product', 'id'), %s)", [PRODUCTS])


def judge(today: date) -> None:
    """Class and state of everybody."""
    from otokui.domain.campaigns.public import carry_out_plan
    from otokui.domain.insights.actions.move_to_run import move_to_run
    from otokui.domain.insights.public import request_run
    from otokui.domain.insights.types import RunReason

    run = request_run(reason=RunReason.FIRST, as_of=today, now=_noon(today))
    move_to_run(run=run, today=today, now=_noon(today))
    carry_out_plan(today=today, now=_noon(today))


def busy(customers: int) -> list[int]:
    """Who they are."""
    wanted = min(BUSY, customers // 10)
    return list(range(1, customers + 1, customers // wanted))[:wanted]


def make_busy(customers: int, today: date) -> None:
    """36 orders of four lines in a year, something returned, twenty calls: recorded as a worker would."""
    from otokui.domain.customers.models import Contact
    from otokui.domain.insights.public import rederive
    from otokui.domain.purchases.public import record_purchases

    dice = np.random.default_rng(3)
    ids = busy(customers)
    frame = pl.DataFrame([row for one in ids for row in _busy_lines(one, today, dice)], orient="row")
    record_purchases(frame.to_arrow(), source="busy", now=_noon(today))
    rederive(customer_ids=ids, as_of=today, now=_noon(today))
    Contact.objects.bulk_create(
        Contact(
            customer_id=one, way="call", outcome="reached", at=_noon(today) - timedelta(days=15 * n),
            staff_id=1, text="お元気でした。次の注文は来週とのこと",
        )
        for one in ids
        for n in range(1, 21)
    )  # fmt: skip


def _busy_lines(one: int, today: date, dice: np.random.Generator) -> list[dict[str, object]]:
    usual = dice.integers(1, PRODUCTS, 8)
    lines: list[dict[str, object]] = [
        {
            "customer_id": one,
            "ordered_at": _noon(today - timedelta(days=int(10 * n + dice.integers(0, 4)))),
            "amount": int(dice.integers(3, 60)) * 100,
            "order_id": f"B{one}-{n}",
            "line_no": place + 1,
            "product_code": f"P{usual[dice.integers(0, 8)]:04}",
            "quantity": 1000 * int(dice.integers(1, 4)),
            "status": "",
            "returned_order_id": "",
        }
        for n in range(36)
        for place in range(4)
    ]
    taken_back = {"order_id": f"R{one}", "line_no": 1, "status": "returned", "returned_order_id": f"B{one}-9"}
    lines.append(lines[36] | taken_back | {"ordered_at": _noon(today - timedelta(days=60))})
    return lines


def _orders(ids: np.ndarray, last: int, today: date, dice: np.random.Generator) -> pl.DataFrame:
    """Every customer has a rhythm of its own and began some day of the last years."""
    count = dice.geometric(1 / ORDERS_A_BUYER, len(ids))
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    first = np.repeat(dice.integers(0, YEARS * 365, len(ids)), count)
    day = np.minimum(first + nth * np.repeat(dice.integers(7, 90, len(ids)), count), YEARS * 365 - 1)
    start = np.datetime64(today, "D") - np.timedelta64(YEARS * 365 - 1, "D")
    at = (start + day.astype("timedelta64[D]")).astype("datetime64[us]") + np.timedelta64(3, "h")
    return pl.DataFrame(
        {
            "id": np.arange(last + 1, last + 1 + len(day)),
            "customer_id": np.repeat(ids, count),
            "ordered_at": pl.Series(at).dt.replace_time_zone("UTC"),
            "lines": dice.integers(1, LINES_AN_ORDER + 1, len(day)),
        }
    ).with_columns(order_day=pl.col("ordered_at").dt.date())


def _lines(orders: pl.DataFrame, dice: np.random.Generator) -> pl.DataFrame:
    lines = orders.select(pl.all().repeat_by("lines")).explode(cs.all(), empty_as_null=False)
    return lines.rename({"id": "order_id"}).with_columns(
        line_no=pl.int_range(1, pl.len() + 1).over("order_id"),
        product_id=pl.Series(dice.zipf(1.3, lines.height) % PRODUCTS + 1),
        quantity=pl.Series(1000 * dice.integers(1, 4, lines.height)),
        amount=pl.Series(dice.gamma(2.0, 900, lines.height).astype(np.int64) + 100),
    )


def _copy(orders: pl.DataFrame, lines: pl.DataFrame) -> None:
    from otokui.domain.purchases.adapters import copying

    run = pl.lit(1).alias("created_by_run")
    shared = ("customer_id", "ordered_at", "order_day")
    copying.write(
        "purchases_order",
        orders.select(
            "id", *shared, run, pl.col("id").cast(pl.String).alias("external_id"),
            pl.lit("bench").alias("source"), pl.lit(True).alias("numbered"),
            pl.lit(True).alias("lines_numbered"), pl.col("ordered_at").alias("recorded_at"),
            pl.lit("").alias("channel"), pl.lit("").alias("trigger"), pl.lit(False).alias("moves_stock"),
        ),
    )  # fmt: skip
    copying.write(
        "purchases_orderline",
        lines.select(
            "order_id", "line_no", *shared, "product_id", "quantity", "amount", run,
            pl.lit(False).alias("inherits_customer"), pl.lit("").alias("product_text"),
            pl.lit("sale").alias("kind"), pl.lit("").alias("status"), pl.lit("").alias("names_order"),
        ),
    )  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
