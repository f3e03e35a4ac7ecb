"""kill -9 of worker, web and PostgreSQL in the middle of an import, an erasure, a run, a night, a rebuild,
and of a change of everybody and its undo.

Two installations do the same work. One is left in peace; in the other one process is killed in every piece
of work, at a random moment. Afterwards both hold the same: nothing lost, nothing doubled, nothing half.
`PROVE_KILLS` says how often (50).
"""

import csv
import os
import random
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.prove.installation import Installation, wait_for

pytestmark = pytest.mark.prove

KILLS = int(os.environ.get("PROVE_KILLS", "50"))
VICTIMS = ("worker", "postgres", "web")
CUSTOMERS = 1500
LINES_PER_FILE = 12_000


def write_sales(path: Path, number: int, today: date) -> None:
    """Sales of one delivery: mostly new orders, some of the delivery before again, changed, and returns."""
    chance = random.Random(number)
    with path.open("w", encoding="cp932", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["顧客番号", "氏名", "電話番号", "注文日", "注文番号", "商品番号", "数量", "金額"])
        for line in range(LINES_PER_FILE):
            again = number and chance.random() < 0.2
            order = (number - again) * LINES_PER_FILE + line
            customer, product = order * 7919 % CUSTOMERS, order % 83
            day = today - timedelta(days=order * 104729 % 700)
            amount = chance.choice([980, 1980, 3200, 12_800]) * (-1 if chance.random() < 0.03 else 1)
            who = [f"{customer:06}", f"客{customer:06}", f"03-5{customer % 1000:03}-{customer:04}"]
            rows.writerow([*who, day.isoformat(), f"A{order}", f"P{product}", 1, amount])


def works(folder: Path, rounds: int) -> list[tuple[str, ...]]:
    """What is done, in order: a delivery, one who is in it erased, new parameters as of some days ago, the
    days since, a rebuild, a task for everybody, and that taken back.

    So many that in the course of the rounds each victim is killed in each of them.
    """
    today = date.today()  # noqa: DTZ011 the installation's own clock
    some_days_ago = max(today.replace(day=1), today - timedelta(days=20))
    plan: list[tuple[str, ...]] = []
    for number in range(rounds):
        write_sales(folder / f"{number}.csv", number, today)
        plan += [
            ("import", str(folder / f"{number}.csv")),
            ("erase", f"{number:06}"),
            ("judge", some_days_ago.isoformat()),
            ("pass",),
            ("rebuild",),
            ("many",),
            ("unmany",),
        ]
    return plan


def in_peace(installation: Installation, work: tuple[str, ...]) -> float:
    """Do one work undisturbed; how many seconds it took."""
    job = installation.ask(*work)
    started = time.monotonic()
    wait_for(installation.is_settled, seconds=1800)
    assert installation.state_of(job) == "done"
    return time.monotonic() - started


def under_fire(installation: Installation, work: tuple[str, ...], victim: str, delay: float) -> int:
    """Do one work and kill the victim meanwhile; how often the work was begun."""
    job = installation.ask(*work)
    wait_for(lambda: installation.state_of(job) in {"running", "done"})
    time.sleep(delay)
    installation.kill(victim)
    wait_for(installation.is_settled, seconds=1800)
    assert installation.state_of(job) == "done", f"{work} after kill -9 of {victim}"
    wait_for(installation.answers)
    return installation.attempts_of(job)


@pytest.fixture
def installations(open_directory):
    both = Installation(open_directory / "peace"), Installation(open_directory / "fire")
    yield both
    for installation in both:
        installation.stop()


def test_kills_leave_no_trace(tmp_path, installations):
    chance = random.Random(20260228)
    peace, fire = installations
    plan = works(tmp_path, rounds=-(-KILLS // 7))[:KILLS]
    peace.start()
    took = [in_peace(peace, work) for work in plan]
    expected = peace.contents()
    peace.stop()
    fire.start()
    begun = 0
    for number, (work, seconds) in enumerate(zip(plan, took, strict=True)):
        victim = VICTIMS[number % len(VICTIMS)]
        begun += under_fire(fire, work, victim, delay=chance.uniform(0, min(seconds, 5)))
    found = fire.contents()
    fire.stop()
    assert found == expected
    assert begun > KILLS, "no kill met any work: the proof has proved nothing"
