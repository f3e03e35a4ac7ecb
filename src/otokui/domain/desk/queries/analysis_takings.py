"""Sales, gross profit and discounts by class, and what less leaving would bring, from the survey."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from otokui.analytics.figures import months_of
from otokui.analytics.schema import CLASSES
from otokui.domain.desk.queries.analysis_months import ShopMonth, shop_months
from otokui.domain.insights.types.survey import SurveyView

FEWEST_LEAVING = 30
INTEREST = Fraction(1, 10)
"""A year's interest at which money of later years is counted less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What a class (or `""`: all) paid. Shares in permille, None where nothing carries them.

    `margin` speaks of the lines whose cost is known, which are `margin_covers` of the sales; `discount`
    (money taken off, of the price) and `reduced` (sales at a reduced price, of sales) of the lines that say
    whether they were reduced, `discount_covers` of what was sold.
    """

    key: str
    buyers: int
    money: int
    share: int | None
    profit: int
    margin: int | None
    margin_covers: int
    discount: int | None
    reduced: int | None
    discount_covers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTakings:
    """The takings of a month by class, and `all`."""

    month: ShopMonth
    classes: dict[str, Taking]
    all: Taking


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Of the `before` who bought in the year before the last twelve months `kept` bought again.

    `worth`: what each of these paid in the last twelve months. `more`: sales a year if five in a hundred more
    came back. `lift_permille`: by how much the expected lifetime value m·r / (1 + i − r) would grow.
    """

    before: int
    kept: int
    worth: int
    more: int
    lift_permille: int

    @property
    def left(self) -> int:
        return self.before - self.kept

    @property
    def kept_permille(self) -> int:
        return round(1000 * self.kept / self.before)


def year_takings(survey: SurveyView) -> tuple[tuple[Taking, ...], Taking]:
    """The last twelve months by the class of today, highest first, and all of them."""
    # Surveys of before 23 November 2026 wrote the year in the columns of the months.
    columns = survey.figures.get("year_columns") or survey.figures["money_columns"][1:]
    rows = [dict(zip(columns, row, strict=True)) for row in survey.figures["year"]]
    total = _summed(rows)
    found = [_taking(CLASSES[row["class"]], row, total["money"]) for row in reversed(rows)]
    return tuple(one for one in found if one.money or one.key != CLASSES[0]), _taking("", total, 0)


def month_takings(survey: SurveyView, count: int) -> tuple[MonthTakings, ...]:
    """The last whole months, and this one, by the class at each month's end."""
    columns = survey.figures["money_columns"]
    numbers = {month: number for number, month in enumerate(months_of(survey.window), start=1)}
    by_month: dict[int, list[dict[str, int]]] = {}
    for values in survey.figures["months"]:
        row = dict(zip(columns, values, strict=True))
        by_month.setdefault(row["month"], []).append(row)
    found = []
    for month in shop_months(survey, count):
        rows = by_month.get(numbers[month.month], [])
        total = _summed(rows)
        classes = {CLASSES[row["class"]]: _taking(CLASSES[row["class"]], row, total["money"]) for row in rows}
        found.append(MonthTakings(month=month, classes=classes, all=_taking("", total, 0)))
    return tuple(found)


def leaving(survey: SurveyView) -> Leaving | None:
    """What five in a hundred less leaving would bring; None where too few bought two years ago."""
    before, kept, paid = survey.figures["years"]
    if before < FEWEST_LEAVING or not kept:
        return None
    rate, more = Fraction(kept, before), Fraction(1, 20)
    better = min(rate + more, Fraction(1))

    def lifetime(share: Fraction) -> Fraction:
        return share / (1 + INTEREST - share)

    return Leaving(
        before=before,
        kept=kept,
        worth=paid // kept,
        more=int((better - rate) * before * Fraction(paid, kept)),
        lift_permille=round(1000 * (lifetime(better) / lifetime(rate) - 1)),
    )


_SUMS = ("money", "costed", "cost", "sold", "stated", "discount", "reduced", "buyers")


def _summed(rows: Iterable[dict[str, int]]) -> dict[str, int]:
    rows = list(rows)
    return {name: sum(row.get(name, 0) for row in rows) for name in _SUMS}


def _taking(key: str, known: dict[str, int], all_money: int) -> Taking:
    """What is not told (a month of a part of the shop has no costs) is as if no line said it."""
    row = dict.fromkeys(_SUMS, 0) | known
    profit = row["costed"] - row["cost"] // 1000
    return Taking(
        key=key,
        buyers=row["buyers"],
        money=row["money"],
        share=_permille(row["money"], all_money),
        profit=profit,
        margin=_permille(profit, row["costed"]),
        margin_covers=_permille(row["costed"], row["money"]) or 0,
        discount=_permille(row["discount"], row["stated"] + row["discount"]) if row["stated"] else None,
        reduced=_permille(row["reduced"], row["stated"]),
        discount_covers=_permille(row["stated"], row["sold"]) or 0,
    )


def _permille(part: int, whole: int) -> int | None:
    return round(1000 * part / whole) if whole > 0 else None
