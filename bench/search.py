"""Goals of the look-ups: names of one to three characters and telephone numbers among a million customers.

Peers: `icontains` in the order of the list, as Django programs usually search; and for the telephone the
barest SQL that leads from a number to a name. `OTOKUI_BENCH_CUSTOMERS` makes it smaller.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.table import Row
from otokui.core.platform.database import running_database

CUSTOMERS = int(os.environ.get("OTOKUI_BENCH_CUSTOMERS", "1000000"))
COPIES = 10  # customers of the same name
SEARCHES = 300
PEER_SEARCHES = 15
LIMIT_MS = 20.0

_FAMILY_KANJI = """
田タ 山ヤマ 佐サ 高タカ 中ナカ 小コ 松マツ 木キ 井イ 石イシ 大オオ 吉ヨシ 藤フジ 西ニシ 北キタ 南ミナミ
東ヒガシ 森モリ 林ハヤシ 池イケ 橋ハシ 川カワ 野ノ 村ムラ 原ハラ 島シマ 本モト 上ウエ 下シタ 内ウチ 岡オカ
谷タニ 水ミズ 清シ 長ナガ 竹タケ 青アオ 赤アカ 黒クロ 白シロ
"""
_GIVEN_KANJI = """
太タ 郎ロウ 一イチ 子コ 美ミ 花ハナ 健ケン 翔ショウ 陽ヨウ 菜ナ 奈ナ 由ユ 恵エ 真マ 裕ヒロ 智トモ 直ナオ
和カズ 正マサ 幸ユキ 雄オ 介スケ 樹キ 葵アオイ 結ユイ 優ユウ 香カ 織オリ 里リ 佳カ
"""
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリル"
_FAMILY = {pair[0]: pair[1:] for pair in _FAMILY_KANJI.split()}
_GIVEN = {pair[0]: pair[1:] for pair in _GIVEN_KANJI.split()}


def rows() -> Iterator[Row]:
    """Fill a database of its own, then search."""
    with tempfile.TemporaryDirectory(prefix="otokui-bench-") as home, running_database(Path(home)) as address:
        os.environ["DATABASE_URL"] = address
        os.environ["DJANGO_SETTINGS_MODULE"] = "otokui.project.settings"
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            phones = _fill()
            yield from _names()
            yield from _phones(phones)
        finally:
            connections.close_all()


def _fill() -> list[str]:
    """Customers whose names are spread as in a telephone book, one number each; some of the numbers."""
    from django.db import connection

    from otokui.domain.customers.actions.bulk_rows import customer_columns
    from otokui.domain.customers.adapters.bulk import allocate_ids, insert_rows
    from otokui.domain.customers.models import Customer
    from otokui.domain.customers.rules.rows import Draft
    from otokui.domain.customers.types import CustomerKind

    same = {"created_at": "2026-04-01", "updated_at": "2026-04-01", "created_by_run": 1, "version": 1}
    same |= {"memo_pops_up": False, "open_complaint": False}
    drafts = [Draft("", CustomerKind.PERSON, *names) for names in _people(CUSTOMERS // COPIES)]
    for start in range(0, len(drafts), 10_000):
        chunk = drafts[start : start + 10_000]
        ids = allocate_ids(Customer, len(chunk))
        columns = [customer_columns(one, draft, []) for one, draft in zip(ids, chunk, strict=True)]
        insert_rows(Customer, columns, same)
    with connection.cursor() as cursor:
        copied = [field.column for field in Customer._meta.fields if field.column not in ("id", "code")]
        names = ", ".join(copied)
        cursor.execute(
            f"INSERT INTO customers_customer ({names}) SELECT {names} FROM customers_customer,"
            " generate_series(2, %s) ORDER BY random()",
            [COPIES],
        )
        cursor.execute(
            "INSERT INTO customers_phone"
            " (customer_id, number, digits, reversed_digits, label, position, is_fax, created_by_run)"
            " SELECT id, digits, digits, reverse(digits), '', 0, false, 1"
            " FROM (SELECT id, '0' || (9000000000 + id * 7919 % 999999937)::text digits"
            " FROM customers_customer) numbered"
        )
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT digits FROM customers_phone ORDER BY reverse(digits) LIMIT %s", [SEARCHES])
        return [digits for (digits,) in cursor.fetchall()]


def _people(count: int) -> list[tuple[str, str, str, str]]:
    """姓, 名, セイ, メイ; few family names are frequent, most are rare."""
    dice = random.Random(7)
    families = [(one + two, _FAMILY[one] + _FAMILY[two]) for one in _FAMILY for two in _FAMILY]
    families += list(_FAMILY.items())
    givens = [(one + two, _GIVEN[one] + _GIVEN[two]) for one in _GIVEN for two in _GIVEN]
    dice.shuffle(families)
    weights = [(rank + 3) ** -0.9 for rank in range(len(families))]
    people = []
    for family, kana in dice.choices(families, weights, k=count):
        given, given_kana = dice.choice(givens)
        people.append((family, given, kana, given_kana))
    return people


def _names() -> Iterator[Row]:
    from django.db.models import Q

    from otokui.domain.customers.models import Customer
    from otokui.domain.customers.public import search_customers

    dice = random.Random(11)
    words = _words(dice)
    ours = _milliseconds(search_customers, words)
    for length in (1, 2, 3):
        times = sorted(time for word, time in zip(words, ours, strict=True) if len(word) == length)
        worst = times[int(len(times) * 0.99)]
        yield _limited(f"search by {length} characters, {CUSTOMERS:,} customers", times, worst)

    def icontains(word: str) -> object:
        by_name = Q(name__icontains=word) | Q(family_kana__icontains=word) | Q(given_kana__icontains=word)
        return list(Customer.objects.filter(by_name).order_by("sort_key").values_list("pk", "name")[:20])

    few = dice.sample(words, PEER_SEARCHES)
    peer = statistics.median(_milliseconds(icontains, few))
    middle = statistics.median(_milliseconds(search_customers, few))
    yield Row(
        "search by 1–3 characters, median", middle, "ms", "icontains", peer, peer / middle, "≥ 100×",
        peer / middle >= 100,
    )  # fmt: skip


def _words(dice: random.Random) -> list[str]:
    """What people type: a kanji or kana, a family or given name, the beginning of a whole name."""
    words = [*_FAMILY, *_GIVEN, *_KANA]
    for family, given, kana, _reading in _people(SEARCHES):
        words += [family, given, (family + given)[:3], kana[:2], kana[:3], dice.choice(given)]
    return dice.sample(words, min(len(words), 3 * SEARCHES))


def _phones(numbers: list[str]) -> Iterator[Row]:
    from django.db import connection

    from otokui.domain.customers.public import search_by_phone

    def barest(digits: str) -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.id, c.name FROM customers_phone p JOIN customers_customer c ON c.id = p.customer_id"
                " WHERE p.digits = %s",
                [digits],
            )
            return cursor.fetchall()

    last_four = [digits[-4:] for digits in numbers]
    for name, texts in (("whole number", numbers), ("last four digits", last_four)):
        times = sorted(_milliseconds(search_by_phone, texts))
        yield _limited(f"search by telephone, {name}", times, times[int(len(times) * 0.99)])
    floor = statistics.median(_milliseconds(barest, numbers))
    in_sql = statistics.median(_milliseconds(search_by_phone, numbers))
    whole = statistics.median(_milliseconds(search_by_phone, numbers, whole=True))
    floor_whole = statistics.median(_milliseconds(barest, numbers, whole=True))
    yield Row(
        "telephone → customer, in SQL", in_sql, "ms", "barest SQL", floor, in_sql / floor, "≤ 3×",
        in_sql / floor <= 3,
    )  # fmt: skip
    yield Row(
        "telephone → customer, through the door", whole, "ms", "barest SQL", floor_whole, whole / floor_whole,
        "≤ 25×", whole / floor_whole <= 25,
    )  # fmt: skip


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


def _limited(name: str, times: list[float], worst: float) -> Row:
    return Row(
        name, worst, "ms p99", "limit", LIMIT_MS, LIMIT_MS / worst, "≤ 20 ms", worst <= LIMIT_MS,
        f"median {statistics.median(times):.2f} ms",
    )  # fmt: skip
