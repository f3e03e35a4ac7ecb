"""What the pages of analysis show of the newest survey; the counts of today come from `customer_shares`."""

from dataclasses import dataclass

from otokui.domain.accounts.types import EVERYBODY, Sight
from otokui.domain.insights.public import find_current_run, find_survey
from otokui.domain.insights.types import RunView
from otokui.domain.insights.types.survey import SurveyView

SCORES = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What all pages share; `survey` is None before the first one, `stale` while a newer run is counted."""

    run: RunView | None
    survey: SurveyView | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmCell:
    """Customers of one score of recency and frequency; `heat` 0–5 by what the field is coloured by."""

    r: int
    f: int
    customers: int
    money: int
    average: int | None
    heat: int


def get_analysis(sight: Sight = EVERYBODY) -> Analysis:
    """What is seen of the customers in sight. Two SQL queries for the whole shop, seven for a part."""
    run, survey = find_current_run(), find_survey(sight)
    stale = bool(survey and run and survey.run != run.id)
    return Analysis(run=run, survey=survey, stale=stale)


def rfm_grid(survey: SurveyView, by: str) -> tuple[tuple[RfmCell, ...], ...]:
    """Frequency downwards, recency to the right, both from the best; coloured `by` count, money, average."""
    values = {
        "count": {place: customers for place, (customers, _net) in survey.rfm.items()},
        "money": {place: net for place, (_customers, net) in survey.rfm.items()},
        "average": {place: net // customers for place, (customers, net) in survey.rfm.items() if customers},
    }[by]
    ladder = sorted(values.values())
    return tuple(tuple(_cell(survey, values, ladder, r, f) for r in SCORES) for f in SCORES)


def _cell(
    survey: SurveyView, values: dict[tuple[int, int], int], ladder: list[int], r: int, f: int
) -> RfmCell:
    customers, money = survey.rfm.get((r, f), (0, 0))
    heat = 1 + 5 * ladder.index(values[r, f]) // len(ladder) if customers else 0
    return RfmCell(
        r=r,
        f=f,
        customers=customers,
        money=money,
        average=money // customers if customers else None,
        heat=min(5, heat),
    )
