"""First, second, third purchase, and what customers are worth in time, from the survey."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from otokui.analytics.beginnings import LONG, SHORT, STEP
from otokui.analytics.figures import ENOUGH, months_of
from otokui.domain.insights.types.survey import SurveyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """First buyers of a month or a group, and how many came a second and a third time within the days.

    `ready_in`: days until all of them have had so many days; None when they have.
    """

    key: str
    name: str
    end: date | None
    first: int
    second: int
    third: int
    ready_in: int | None = None

    @property
    def is_few(self) -> bool:
        return self.first < ENOUGH

    @property
    def second_permille(self) -> int | None:
        return round(1000 * self.second / self.first) if self.first else None

    @property
    def third_permille(self) -> int | None:
        return round(1000 * self.third / self.first) if self.first else None

    @property
    def third_of_second_permille(self) -> int | None:
        return round(1000 * self.third / self.second) if self.second else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Cohorts by how customers began; `few` first buyers are in groups too small to say anything."""

    kind: str
    groups: tuple[Cohort, ...]
    few: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthStep:
    """What a customer has paid on average so many days after the first purchase; None: nobody is so old."""

    days: int
    short: int | None
    long: int | None


def cohorts(survey: SurveyView, horizon: int) -> tuple[Cohort, ...]:
    """By month of the first purchase, newest first; months before the books are left out."""
    first_day = survey.figures["first_day"]
    rows = []
    for number, month in enumerate(months_of(survey.window), start=1):
        end = survey.window.ends[number]
        if first_day is None or end.isoformat() < first_day:
            continue
        first, second, third = survey.figures["cohorts"][number - 1][str(horizon)]
        left = (_month_end(end) + timedelta(days=horizon) - survey.window.as_of).days
        rows.append(
            Cohort(
                key=month,
                name=month,
                end=end,
                first=first,
                second=second,
                third=third,
                ready_in=left if left > 0 else None,
            )
        )
    return tuple(reversed(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Winning:
    """How hard new customers are to win: those of the newest whole month, of the same month a year `before`
    (None: before the books), and the newest month's first buyers whose `days` for a second purchase are over.
    """

    end: date
    new: int
    before: int | None
    days: int
    grown: Cohort | None

    @property
    def change_permille(self) -> int | None:
        return round(1000 * self.new / self.before) - 1000 if self.before else None


def winning(survey: SurveyView, days: int = 90) -> Winning:
    """The newest whole month."""
    new, window = survey.figures["new"], survey.window
    whole = len(new) - window.is_partial
    first_day = survey.figures["first_day"]
    known = first_day is not None and window.ends[whole - 13].isoformat() >= first_day
    return Winning(
        end=window.ends[whole],
        new=new[whole - 1],
        before=new[whole - 13] if known else None,
        days=days,
        grown=next((one for one in cohorts(survey, days) if one.ready_in is None and one.first), None),
    )


def groups(survey: SurveyView, horizon: int) -> tuple[Groups, ...]:
    """By first category, product and shop, of those who have had so many days."""
    found = survey.figures["beginnings"]
    return tuple(_groups(kind, found[kind], str(horizon)) for kind in ("category", "product", "shop"))


def _groups(kind: str, found: dict[str, Any], horizon: str) -> Groups:
    rows = []
    few = found["few"]
    for key, name, counts in found["groups"]:
        first, second, third = counts.get(horizon, (0, 0, 0))
        if first >= ENOUGH:
            rows.append(Cohort(key=key, name=name, end=None, first=first, second=second, third=third))
    return Groups(kind=kind, groups=tuple(rows), few=few)


def worth_steps(survey: SurveyView) -> tuple[WorthStep, ...]:
    """By steps of thirty days, running: of those old enough for 360 days, and for 720; () for a part of the
    shop, of which it is not counted.
    """
    if not survey.is_whole:
        return ()
    short, long = survey.figures["worth"]
    old, older = survey.figures["of_age"]
    return tuple(
        WorthStep(
            days=STEP * (step + 1),
            short=sum(short[: step + 1]) // old if old and step < SHORT else None,
            long=sum(long[: step + 1]) // older if older else None,
        )
        for step in range(LONG)
    )


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
