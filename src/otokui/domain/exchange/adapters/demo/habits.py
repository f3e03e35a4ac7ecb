"""How the customers of the demo shop buy: one function per habit, days counted from the start of the window.

A habit yields `Visit`s. The window is `DAYS` long and ends on the shop's last day, so that "90 days ago" is
a fixed place in it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from otokui.domain.exchange.adapters.demo.goods import COFFEE, FASHION, GIFTS, OFFICE, RICE, Good

DAYS = 1096
BOOM_DAY = DAYS - 152
BOOM_TRIGGER = "テレビ「朝のたのしみ」紹介"


@dataclass(frozen=True, slots=True)
class Item:
    """One line: `discount` is the share of the price taken off, in percent."""

    good: Good
    pieces: int
    discount: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """One order: the day in the window and what was bought. `trigger` names the campaign that brought it."""

    day: int
    items: tuple[Item, ...]
    trigger: str = ""


Habit = Callable[[Random, date, int], Iterator[Visit]]


def _rhythm(
    chance: Random, mean: float, regularity: float, leave_first: float, leave_later: float
) -> Iterator[int]:
    """Days of a regular buyer: gamma gaps, leaving more easily after the first order than later."""
    start = -int(chance.random() * 400) if chance.random() < 0.22 else int(DAYS * chance.random() ** 0.8)
    day, leave = start, leave_first
    while day < DAYS:
        if day >= 0:
            yield day
            if chance.random() < leave:
                return
            leave = leave_later
        day += max(2, round(chance.gammavariate(regularity, mean / regularity)))


def rice(chance: Random, _first: date, household: int) -> Iterator[Visit]:
    """A bag of rice whenever the last one is empty; larger families faster."""
    usual = chance.choice(RICE[:4])
    mean = chance.uniform(38, 62) / (0.7 + 0.3 * household)
    for day in _rhythm(chance, mean, 12, 0.34, 0.035):
        items = [Item(usual, 2 if household >= 4 and chance.random() < 0.6 else 1)]
        if chance.random() < 0.08:
            items.append(Item(RICE[4], 1))
        if chance.random() < 0.012:
            items.append(Item(RICE[5], 1))
        yield Visit(day, tuple(items))


def coffee(chance: Random, _first: date, household: int) -> Iterator[Visit]:
    """Beans every two to five weeks; filters and a dripper now and then; cold brew in summer."""
    usual = chance.choice(COFFEE[:4])
    mean = chance.choice((14, 14, 21, 28, 30, 35)) * chance.uniform(0.9, 1.15)
    pieces = 1 + (household >= 2) + (chance.random() < 0.3)
    for day in _rhythm(chance, mean, 10, 0.4, 0.04):
        items = [Item(usual, pieces, 10 if chance.random() < 0.1 else 0)]
        if chance.random() < 0.12:
            items.append(Item(chance.choice(COFFEE[:5]), 1))
        if chance.random() < 0.1:
            items.append(Item(COFFEE[6], 1))
        if chance.random() < 0.02:
            items.append(Item(chance.choice((COFFEE[5], COFFEE[7])), 1))
        yield Visit(day, tuple(items))


def gifts(chance: Random, first: date, _household: int) -> Iterator[Visit]:
    """お中元, お歳暮 and Mother's Day, some of them every year."""
    faithful = chance.choice((0.15, 0.4, 0.75, 0.9))
    usual = chance.choice(GIFTS)
    joined = chance.randrange(0, DAYS - 40)
    for year in range(first.year, first.year + 4):
        for begin, span, share in (((5, 3), 9, 0.35), ((7, 1), 14, 1.0), ((12, 1), 20, 1.0)):
            day = (date(year, *begin) - first).days + chance.randrange(span)
            if joined <= day < DAYS and chance.random() < faithful * share:
                good = usual if chance.random() < 0.7 else chance.choice(GIFTS)
                yield Visit(day, (Item(good, chance.choice((1, 1, 2, 3, 5))),), "季節の贈りもの")


def fashion(chance: Random, first: date, _household: int) -> Iterator[Visit]:
    """Comes to the winter and summer sale, seldom between."""
    joined = chance.randrange(0, DAYS - 10)
    keen = chance.choice((0.3, 0.5, 0.85))
    visits: list[Visit] = []
    for year in range(first.year, first.year + 4):
        for begin, span in (((1, 3), 9), ((7, 18), 12)):
            day = (date(year, *begin) - first).days + chance.randrange(span)
            if joined <= day < DAYS and chance.random() < keen:
                items = tuple(
                    Item(chance.choice(FASHION), 1, chance.choice((30, 40, 50)))
                    for _ in range(chance.choice((1, 2, 3)))
                )
                visits.append(Visit(day, items, "セール"))
    if chance.random() < 0.35:
        visits.append(Visit(chance.randrange(joined, DAYS), (Item(chance.choice(FASHION), 1),)))
    yield from sorted(visits, key=lambda visit: visit.day)


def boom(chance: Random, _first: date, household: int) -> Iterator[Visit]:
    """Saw us on television: most buy once, some buy a great deal for two months, few stay."""
    day = BOOM_DAY + min(25, int(chance.expovariate(1 / 5)))
    stars = (COFFEE[0], COFFEE[3], RICE[0])
    kind = chance.random()
    yield Visit(day, (Item(chance.choice(stars), chance.choice((1, 2, 3)), 20),), BOOM_TRIGGER)
    if kind < 0.5:
        return
    big = kind > 0.78
    for _ in range(chance.choice((4, 5, 6)) if big else 1):
        day += chance.randrange(8, 16) if big else chance.randrange(20, 60)
        if day < DAYS:
            pieces = chance.choice((4, 5, 6)) if big else 1
            yield Visit(day, tuple(Item(good, pieces, 20) for good in stars[: 3 if big else 1]), BOOM_TRIGGER)
    if big and chance.random() < 0.3:
        while (day := day + chance.randrange(24, 34)) < DAYS:
            yield Visit(day, (Item(stars[0], 2),))


def office(chance: Random, _first: date, size: int) -> Iterator[Visit]:
    """A company: paper and tea monthly, toner every third month."""
    monthly = chance.sample(OFFICE[1:], 2)
    toner = chance.random() < 0.7
    for number, day in enumerate(_rhythm(chance, chance.uniform(26, 36), 14, 0.12, 0.02)):
        items = [Item(good, size + chance.randrange(2)) for good in monthly]
        if toner and number % 3 == 0:
            items.append(Item(OFFICE[0], 1 + size // 3))
        yield Visit(day, tuple(items))


# share of the customers in percent, whether a company, the habit
HABITS: tuple[tuple[int, bool, Habit], ...] = (
    (25, False, rice),
    (30, False, coffee),
    (16, False, gifts),
    (16, False, fashion),
    (7, False, boom),
    (6, True, office),
)


def habit_of(number: int) -> tuple[bool, Habit]:
    """The habit of customer `number` (from 1): shares hold within every hundred."""
    place = (number * 37) % 100
    for share, company, habit in HABITS:
        if place < share:
            return company, habit
        place -= share
    raise AssertionError("the shares add up to 100")


def day_of(first: date, day: int) -> date:
    """The calendar day of a day in the window."""
    return first + timedelta(days=day)
