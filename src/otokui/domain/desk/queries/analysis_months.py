"""Months of the survey: who was in which class, existing and new customers."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from otokui.analytics.figures import months_of
from otokui.analytics.marks import OF_PLACE, PARTS, part_of
from otokui.analytics.schema import CLASSES
from otokui.domain.insights.types.survey import SurveyView


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMonth:
    """The people of a class at the end of a month, by `otokui.analytics.marks.PARTS`."""

    month: str
    end: date
    unfinished: bool
    parts: dict[str, int]

    @property
    def active(self) -> int:
        return self.parts["stay"] + self.parts["up"] + self.parts["new"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopMonth:
    """A month of the whole shop; `per_customer` is what each existing customer paid, rounded down.

    `gone`: existing customers of the same month a year before who are none any more.
    """

    month: str
    end: date
    unfinished: bool
    in_books: bool
    existing: int
    existing_net: int
    per_customer: int | None
    new: int
    new_net: int
    gone: int | None


def class_months(survey: SurveyView, count: int) -> dict[str, tuple[ClassMonth, ...]]:
    """The last whole months, and this one, of every class but prospects, the highest class first."""
    rows = _last(survey, count)
    found = {number: _parts_by_class(survey, month) for number, month in rows}
    return {
        CLASSES[place]: tuple(
            ClassMonth(
                month=month,
                end=survey.window.ends[number],
                unfinished=_is_unfinished(survey, number),
                parts={part: int(counts[place]) for part, counts in found[number].items()},
            )
            for number, month in rows
        )
        for place in reversed(range(1, len(CLASSES)))
    }


def shop_months(survey: SurveyView, count: int) -> tuple[ShopMonth, ...]:
    """The last whole months, and this one."""
    figures = survey.figures
    first_day = figures["first_day"]
    return tuple(
        ShopMonth(
            month=month,
            end=survey.window.ends[number],
            unfinished=_is_unfinished(survey, number),
            in_books=first_day is not None and survey.window.ends[number].isoformat() >= first_day,
            existing=(existing := figures["existing"][number - 1]),
            existing_net=(net := figures["existing_net"][number - 1]),
            per_customer=net // existing if existing else None,
            new=figures["new"][number - 1],
            new_net=figures["new_net"][number - 1],
            gone=figures["gone"][number - 1],
        )
        for number, month in _last(survey, count)
    )


def _last(survey: SurveyView, count: int) -> list[tuple[int, str]]:
    months = list(enumerate(months_of(survey.window), start=1))
    return months[-(count + survey.window.is_partial) :]


def _is_unfinished(survey: SurveyView, number: int) -> bool:
    return survey.window.is_partial and number == len(survey.window.ends) - 1


def _parts_by_class(survey: SurveyView, month: str) -> dict[str, np.ndarray]:
    """By part the number of customers of each class."""
    moves = np.array(survey.figures["moves"][month], np.int64).reshape(-1, 3)
    before, here, customers = moves.T
    counts = {}
    for part in PARTS:
        mask = part_of(part, before, here)
        counts[part] = np.bincount(OF_PLACE[here[mask]], weights=customers[mask], minlength=len(CLASSES))
    return counts
