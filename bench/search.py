"""Goals of the look-ups: names, telephone numbers and everything at once among a million customers.

Peers: `icontains` in the order of the list, as Django programs usually search; and for the telephone the
barest SQL that leads from a number to a name. In the big shop, in a process of its own.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial

from bench.big_shop import CUSTOMERS, big_shop
from bench.table import Row
from bench.visits import words

SEARCHES = 300
PEER_SEARCHES = 15
LIMIT_MS = 20.0
NOTES = 100_000
SAID = (
    "電話で新商品のご案内。折り返し待ち %d",
    "ご不在。置き配でお届け %d",
    "味噌がお好き。次は来月 %d",
    "田中様のご紹介 %d",
    "お誕生日のお祝いをお伝えした %d",
)


def rows() -> Iterator[Row]:
    """The rows of this benchmark, from a process of its own."""
    asked = [sys.executable, "-m", "bench.search"]
    answer = subprocess.run(asked, env=dict(os.environ), stdout=subprocess.PIPE, check=True, text=True)
    for line in answer.stdout.splitlines():
        yield Row(**json.loads(line))


def _names() -> Iterator[Row]:
    from django.db.models import Q

    from otokui.domain.accounts.types import EVERYBODY
    from otokui.domain.customers.models import Customer
    from otokui.domain.customers.public import search_customers

    search = partial(search_customers, sight=EVERYBODY)

    dice = random.Random(11)
    asked = words(dice, SEARCHES)
    ours = _milliseconds(search, asked)
    for length in (1, 2, 3):
        times = sorted(time for word, time in zip(asked, ours, strict=True) if len(word) == length)
        yield _limited(f"search by {length} characters, {CUSTOMERS:,} customers", times)

    def icontains(word: str) -> object:
        by_name = Q(name__icontains=word) | Q(family_kana__icontains=word) | Q(given_kana__icontains=word)
        return list(Customer.objects.filter(by_name).order_by("sort_key").values_list("pk", "name")[:20])

    few = dice.sample(asked, PEER_SEARCHES)
    peer = statistics.median(_milliseconds(icontains, few))
    middle = statistics.median(_milliseconds(search, few))
    yield Row(
        "search by 1–3 characters, median", middle, "ms", "icontains", peer, peer / middle, "≥ 100×",
        peer / middle >= 100,
    )  # fmt: skip


def _phones() -> Iterator[Row]:
    from django.db import connection

    from otokui.domain.accounts.types import EVERYBODY
    from otokui.domain.customers.models import Phone
    from otokui.domain.customers.public import search_by_phone

    by_phone = partial(search_by_phone, sight=EVERYBODY)

    def barest(digits: str) -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.id, c.name FROM customers_phone p JOIN customers_customer c ON c.id = p.customer_id"
                " WHERE p.digits = %s",
                [digits],
            )
            return cursor.fetchall()

    found = Phone.objects.order_by("reversed_digits").values_list("digits", "number")
    whole, typed = zip(*found[:SEARCHES], strict=True)
    last_four = [digits[-4:] for digits in whole]
    for name, texts in (("whole number as typed", typed), ("last four digits", last_four)):
        yield _limited(f"search by telephone, {name}", sorted(_milliseconds(by_phone, texts)))
    floor = statistics.median(_milliseconds(barest, whole))
    in_sql = statistics.median(_milliseconds(by_phone, whole))
    all_of_it = statistics.median(_milliseconds(by_phone, whole, whole=True))
    floor_whole = statistics.median(_milliseconds(barest, whole, whole=True))
    yield Row(
        "telephone → customer, in SQL", in_sql, "ms", "barest SQL", floor, in_sql / floor, "≤ 3×",
        in_sql / floor <= 3,
    )  # fmt: skip
    yield Row(
        "telephone → customer, through the door", all_of_it, "ms", "barest SQL", floor_whole,
        all_of_it / floor_whole, "≤ 25×", all_of_it / floor_whole <= 25,
    )  # fmt: skip


def _everything() -> Iterator[Row]:
    """One question to all rooms: what the box on every page asks while somebody types, in SQL."""
    from django.utils import timezone

    from otokui.domain.accounts.public import get_business
    from otokui.domain.accounts.types import EVERYBODY
    from otokui.domain.customers.models import Phone
    from otokui.domain.desk.queries.everything import search_everything
    from otokui.domain.insights.public import business_today
    from otokui.domain.purchases.models import Order

    _write_notes()
    business, today = get_business(), business_today(timezone.now())

    def search(text: str) -> object:
        return search_everything(
            text, sight=EVERYBODY, orders_too=True, each=4, today=today, business=business
        )

    asked = words(random.Random(12), SEARCHES)
    times = _milliseconds(search, asked)
    for length in (1, 2, 3):
        some = sorted(time for word, time in zip(asked, times, strict=True) if len(word) == length)
        yield _limited(f"search of everything by {length} characters", some)
    found = Phone.objects.order_by("reversed_digits").values_list("digits", flat=True)[:100]
    numbers = list(Order.objects.order_by("-id").values_list("external_id", flat=True)[:100])
    yield _limited(
        "search of everything, last four digits", sorted(_milliseconds(search, [d[-4:] for d in found]))
    )
    yield _limited("search of everything, number of an order", sorted(_milliseconds(search, numbers)))


def _write_notes() -> None:
    """A hundred thousand contacts with a text, if the shop has none yet: as staff write them."""
    from django.utils import timezone

    from otokui.domain.customers.models import Contact

    if Contact.objects.exclude(text="").count() >= NOTES:
        return
    dice, now = random.Random(3), timezone.now()
    Contact.objects.bulk_create(
        (
            Contact(
                customer_id=dice.randint(1, CUSTOMERS), way="call", at=now, text=dice.choice(SAID) % place
            )
            for place in range(NOTES)
        ),
        batch_size=10_000,
    )


def _milliseconds(work: Callable[[str], object], texts: Sequence[str], *, whole: bool = False) -> list[float]:
    """Of each call: what its statements took (`whole`: all of it), after one that warms the caches."""
    from django.db import connection

    spent: list[float] = []

    def count(execute: Callable[..., object], *arguments: object) -> object:
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent[-1] += time.perf_counter() - start

    times = []
    for text in texts:
        for _turn in range(2):
            spent.append(0.0)
            start = time.perf_counter()
            with connection.execute_wrapper(count):
                work(text)
            took = time.perf_counter() - start
        times.append(1000 * (took if whole else spent[-1]))
    return times


def _limited(name: str, times: list[float]) -> Row:
    worst = times[int(len(times) * 0.99)]
    return Row(
        name, worst, "ms p99", "limit", LIMIT_MS, LIMIT_MS / worst, "≤ 20 ms", worst <= LIMIT_MS,
        f"median {statistics.median(times):.2f} ms",
    )  # fmt: skip


if __name__ == "__main__":
    with big_shop():
        for row in (*_names(), *_phones(), *_everything()):
            print(json.dumps(asdict(row)), flush=True)
