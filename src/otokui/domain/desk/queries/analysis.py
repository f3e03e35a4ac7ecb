"""What the page of analysis shows of the newest survey; the counts of today come from `customer_shares`."""

from dataclasses import dataclass

from otokui.domain.insights.public import CLASS_LABELS, STATE_LABELS, find_current_run, find_survey
from otokui.domain.insights.types import RunView, SurveyView

NEW = "new"
SCORES = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """Those who were in one class or state (`new`: not in the books), by where they are a month later."""

    key: str
    cells: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageTable:
    """From (rows) → to (columns). Sums of rows are the head-counts then, of columns those of `as_of`."""

    to: tuple[str, ...]
    rows: tuple[PassageRow, ...]
    totals: tuple[int, ...]
    customers: int

    @property
    def sums(self) -> tuple[tuple[str, int], ...]:
        return tuple(zip(self.to, self.totals, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmCell:
    """Customers of one score of recency and frequency; `heat` 0–5 by their average money."""

    r: int
    f: int
    customers: int
    average: int | None
    heat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The whole page; `survey` is None before the first one, `stale` while a newer run is being counted."""

    run: RunView | None
    survey: SurveyView | None
    stale: bool
    classes: PassageTable | None
    states: PassageTable | None
    rfm: tuple[tuple[RfmCell, ...], ...]


def get_analysis() -> Analysis:
    """Two SQL queries, whatever the size of the shop."""
    run, survey = find_current_run(), find_survey()
    return Analysis(
        run=run,
        survey=survey,
        stale=bool(survey and run and survey.run != run.id),
        classes=_table(survey, 0, tuple(CLASS_LABELS)) if survey else None,
        states=_table(survey, 1, tuple(STATE_LABELS)) if survey else None,
        rfm=_grid(survey) if survey else (),
    )


def _table(survey: SurveyView, part: int, keys: tuple[str, ...]) -> PassageTable:
    """Transitions by class (part 0) or by state (part 1, prospects have none)."""
    counts: dict[tuple[str, str], int] = {}
    for before, row in survey.transitions.items():
        came_from = NEW if before[0] == NEW else before[part]
        for place, customers in row.items():
            pair = came_from or "", place[part] or ""
            counts[pair] = counts.get(pair, 0) + customers
    rows = (*keys, *(("",) if any("" in pair for pair in counts) and part else ()))
    to = rows
    return PassageTable(
        to=to,
        rows=tuple(
            PassageRow(
                key=key,
                cells=tuple((column, counts.get((key, column), 0)) for column in to),
                total=sum(counts.get((key, column), 0) for column in to),
            )
            for key in (*rows, NEW)
        ),
        totals=tuple(sum(counts.get((key, column), 0) for key in (*rows, NEW)) for column in to),
        customers=sum(counts.values()),
    )


def _grid(survey: SurveyView) -> tuple[tuple[RfmCell, ...], ...]:
    """Frequency downwards, recency to the right, both from the best; heat in five steps of the average."""
    averages = {place: net // customers for place, (customers, net) in survey.rfm.items() if customers}
    ladder = sorted(averages.values())
    return tuple(tuple(_cell(survey, averages, ladder, r, f) for r in SCORES) for f in SCORES)


def _cell(
    survey: SurveyView, averages: dict[tuple[int, int], int], ladder: list[int], r: int, f: int
) -> RfmCell:
    customers = survey.rfm.get((r, f), (0, 0))[0]
    average = averages.get((r, f))
    heat = 0 if average is None else 1 + 5 * ladder.index(average) // len(ladder)
    return RfmCell(r=r, f=f, customers=customers, average=average, heat=min(5, heat))
