"""Sales files as nobody should write them, and as shops do: made at random, always the same for a seed."""

import csv
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

HEADER = (
    "伝票番号", "行番号", "売上日時", "会員番号", "品番",
    "品名", "数量", "売上金額", "取引区分", "元伝票番号",
)  # fmt: skip
PRODUCTS = (("P1", "深煎り①"), ("P2", "㈱ドリッパー"), ("", "手提げ袋"), ("P3", ""), ("", ""))
AMOUNTS = ("0", "300", "550", "1100", "1,980", "￥7,000", "△1100", "-550", "高い")
QUANTITIES = ("1", "1", "2", "1.5", "3", "-1", "")
STATUSES = ("", "", "", "通常", "返品", "キャンセル")


@dataclass(frozen=True)
class Habits:
    """What is wrong with the system that wrote the files."""

    numbered: float  # share of rows with an order number
    lines: float  # share of those with a line number
    orders: int  # so many numbers: few are shared by customers and days
    guests: float
    timed: bool
    statuses: bool

    @classmethod
    def of(cls, chance: random.Random) -> "Habits":
        return cls(
            numbered=chance.choice((0, 0.5, 0.9, 1)),
            lines=chance.choice((0, 0, 0.5, 0.9, 1)),
            orders=chance.choice((4, 15, 60)),
            guests=chance.choice((0, 0.1)),
            timed=chance.random() < 0.5,
            statuses=chance.random() < 0.7,
        )


@dataclass(frozen=True)
class Row:
    order: str
    line: str
    at: datetime
    customer: str
    product: int
    quantity: str
    amount: str
    status: str
    named: str

    def cells(self, timed: bool) -> tuple[str, ...]:
        at = self.at.strftime("%Y/%m/%d %H:%M" if timed else "%Y/%m/%d")
        code, name = PRODUCTS[self.product]
        return (
            self.order, self.line, at, self.customer, code, name, self.quantity, self.amount, self.status,
            self.named,
        )  # fmt: skip


def write_wild(folder: Path, seed: int, *, rows: int, customers: int = 6) -> tuple[Path, Path]:
    """A file of sales and, a month later, one that repeats, corrects and goes on with some of it."""
    chance = random.Random(seed)
    habits = Habits.of(chance)
    first = [_row(chance, habits, customers) for _ in range(rows)]
    first += [_again(chance, habits, row) for row in chance.sample(first, rows // 8)]
    chance.shuffle(first)
    second = [_again(chance, habits, row) for row in chance.sample(first, rows // 3)]
    second += chance.sample(first, rows // 5)
    second += [_row(chance, habits, customers) for _ in range(rows // 4)]
    chance.shuffle(second)
    return (
        _write(folder / f"wild-{seed}-1.csv", first, habits),
        _write(folder / f"wild-{seed}-2.csv", second, habits),
    )


def _row(chance: random.Random, habits: Habits, customers: int) -> Row:
    order = f"{chance.randrange(habits.orders):03}" if chance.random() < habits.numbered else ""
    line = str(chance.randrange(1, 4)) if order and chance.random() < habits.lines else ""
    at = datetime(2025, 1, 1) + timedelta(days=chance.randrange(300), hours=chance.randrange(24))  # noqa: DTZ001
    return Row(
        order=order,
        line=line,
        at=at,
        customer="" if chance.random() < habits.guests else f"{chance.randrange(customers):03}",
        product=chance.randrange(len(PRODUCTS)),
        quantity=chance.choice(QUANTITIES),
        amount=chance.choices(AMOUNTS, (2, 9, 9, 9, 9, 3, 2, 2, 1))[0],
        status=chance.choice(STATUSES) if habits.statuses else "",
        named=f"{chance.randrange(habits.orders):03}" if chance.random() < 0.15 else "",
    )


def _again(chance: random.Random, habits: Habits, row: Row) -> Row:
    """The same line with something else in it, or another line of its order."""
    other = _row(chance, habits, 6)
    changed = chance.choice(("amount", "quantity", "product", "customer", "at", "status", "line", "named"))
    return replace(row, **{changed: getattr(other, changed)})


def _write(path: Path, rows: list[Row], habits: Habits) -> Path:
    with path.open("w", encoding="cp932", newline="") as file:
        written = csv.writer(file)
        written.writerow(HEADER)
        written.writerows(row.cells(habits.timed) for row in rows)
    return path
