"""The shop in which screens and look-ups are measured: a million customers, ten million order lines.

Rows go straight into the tables, which the product never does; what is derived from them (keys, summaries,
standings) is derived by the product's own functions. The same rows for the same size, but for the day on
which it is built: the newest purchases are of that day.

`OTOKUI_BENCH_HOME` names a folder in which the shop is kept for the next time; without it the shop is built
in a temporary folder for this process and those it starts.
"""

import atexit
import hashlib
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench import big_shop_purchases as purchases
from bench import big_shop_rows as rows_of
from bench import people
from otokui.core.platform.database import running_database

CUSTOMERS = int(os.environ.get("OTOKUI_BENCH_CUSTOMERS", "1000000"))
TOKYO = ZoneInfo("Asia/Tokyo")
COPIES = 10  # customers of the same name
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class BigShop:
    """A shop that is there: its folder and the address of its database, which runs."""

    home: Path
    address: str
    customers: int


@contextmanager
def big_shop(customers: int = CUSTOMERS) -> Iterator[BigShop]:
    """The shop of this size, built if it is not there yet; Django is set up on its database.

    A process has one shop only: Django knows one database.
    """
    home = _folder() / f"shop-{customers}"
    mark = home / f"built-{_fingerprint()}"
    if not mark.exists():
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    for place in (home, home.parent):
        place.chmod(0o755)  # the server has a user of its own
    with running_database(home) as address:
        _set_up_django(home, address)
        from django.db import connections

        try:
            if not mark.exists():
                _build(customers)
                mark.touch()
            yield BigShop(home, address, customers)
        finally:
            connections.close_all()


def _folder() -> Path:
    kept = os.environ.get("OTOKUI_BENCH_HOME", "")
    if not kept:
        kept = os.environ["OTOKUI_BENCH_HOME"] = tempfile.mkdtemp(prefix="otokui-bench-")
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
    return Path(kept).resolve()


def _fingerprint() -> str:
    """Changes whenever the tables or what is put into them change."""
    digest = hashlib.sha256()
    paths = [*(_ROOT / "src").glob("**/migrations/*.py"), *(_ROOT / "bench").glob("big_shop*.py")]
    for path in sorted([*paths, _ROOT / "bench" / "people.py"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _set_up_django(home: Path, address: str) -> None:
    os.environ |= {
        "DATABASE_URL": address,
        "OTOKUI_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "otokui.project.settings",
    }
    import django

    django.setup()


def _build(customers: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    today = datetime.now(tz=TOKYO).date()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        # Neither history nor foreign keys: the rows fit together, and nobody asks where they came from.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
    with _without_indexes():
        _note("customers", lambda: _make_customers(customers))
        _note("purchases", lambda: purchases.make(customers, today))
        _note("classes", lambda: purchases.judge(today))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SET session_replication_role = origin")
    _note("busy customers", lambda: purchases.make_busy(customers, today))
    connection.close()


def _make_customers(customers: int) -> None:
    from otokui.domain.customers.actions.bulk_rows import Batch
    from otokui.domain.customers.rules import keys
    from otokui.domain.customers.rules.rows import Draft
    from otokui.domain.customers.types import CustomerKind

    rows_of.make_staff()
    named = people.people(max(1, customers // COPIES), random.Random(7))
    now = datetime.now(tz=TOKYO)
    for start in range(0, len(named), 10_000):
        batch = Batch(run=1, now=now, today=now.date(), staff_id=None)
        for customer_id, (family, given, family_kana, given_kana) in enumerate(
            named[start : start + 10_000], start=start + 1
        ):
            naming = keys.naming(
                kind=CustomerKind.PERSON, family_name=family, given_name=given,
                family_kana=family_kana, given_kana=given_kana,
            )  # fmt: skip
            batch.add_customer(customer_id, Draft(named=naming))
        batch.write()
    rows_of.multiply_customers(len(named), COPIES)
    rows_of.give_numbers()
    rows_of.make_reach()


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Indexes that are no constraints are made once everything is there."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
            " WHERE NOT x.indisunique AND i.relnamespace = 'public'::regnamespace"
            " AND i.relname !~ '^(procrastinate|django|auth|axes)'"
        )
        dropped: list[tuple[str, str]] = cursor.fetchall()
        for name, _definition in dropped:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    _note("indexes", lambda: _run([definition for _name, definition in dropped]))


def _run(statements: list[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for statement in statements:
            cursor.execute(statement)


def _note(what: str, work: Any) -> None:
    start = time.perf_counter()
    work()
    print(f"# {what}: {time.perf_counter() - start:.1f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    with big_shop(int(sys.argv[1])) as made:
        print(made.home)
