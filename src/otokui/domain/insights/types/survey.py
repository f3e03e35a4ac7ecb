"""What is seen of the whole shop."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from otokui.analytics.trend import Trend, Verdict
from otokui.analytics.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyView:
    """The shop at the end of the day `window.as_of`, under a run: whole, or of whom a reader sees.

    `figures`: `otokui.analytics.figures`; where it is not `is_whole` only `figures_of_people`, `beginnings`
    and `first_day`. `rfm`: (r, f) → customers and what they paid. `concentration`:
    (percent of customers, customers, their net) for rising percents, best payers first; `eighty`: how many
    customers paid 80 % of it all.
    """

    run: int
    window: Window
    counted_at: datetime
    is_whole: bool
    figures: dict[str, Any]
    rfm: dict[tuple[int, int], tuple[int, int]]
    concentration: tuple[tuple[int, int, int], ...]
    buyers: int
    net: int
    eighty: int | None


@dataclass(frozen=True, slots=True)
class MarkedPerson:
    """One customer behind a number, as the survey saw them; `name` is None for one who is no longer there."""

    customer_id: int
    name: str | None
    net: int
    customer_class: str
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPage:
    """Some of the `count` customers behind a number of the survey of `run` at the end of `as_of`."""

    run: int
    as_of: date
    people: tuple[MarkedPerson, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Falls:
    """Whether the shop loses existing customers, or sells less to each of them: the newest whole month."""

    run: int
    as_of: date
    month: date
    existing: Trend
    per_customer: Trend

    @property
    def rings(self) -> bool:
        return Verdict.FALLEN in (self.existing.verdict, self.per_customer.verdict)
