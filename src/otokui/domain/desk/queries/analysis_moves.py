"""Who moved in a month: class × state then → class × state at its end, from the survey."""

from collections.abc import Callable
from dataclasses import dataclass

from otokui.analytics.figures import NAMES
from otokui.analytics.schema import CLASSES, NO_STATE, STATE_NAMES
from otokui.analytics.transitions import NEW, PLACES
from otokui.domain.insights.types.survey import SurveyView

PROSPECT = f"{CLASSES[0]}/{NO_STATE}"
BY_CLASS, BY_STATE, IN_FULL = "class", "state", "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Customers who went from one place to another; `mark` finds them."""

    to: str
    customers: int
    mark: str
    stays: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow:
    """Those who were in one place before (`new`: not in the books), by where they are at the end."""

    key: str
    cells: tuple[Cell, ...]
    total: int
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTable:
    """Rows → columns. Sums of rows are the head-counts before, of columns those at the end."""

    kind: str
    to: tuple[str, ...]
    rows: tuple[MoveRow, ...]
    totals: tuple[Cell, ...]
    customers: int


def move_table(survey: SurveyView, month: str, kind: str) -> MoveTable | None:
    """The moves of a month (`then`: the last one to the day) by class, by state or in full; None if unknown.

    In full only places where somebody is or was.
    """
    moves = survey.figures["moves"].get(month)
    if moves is None:
        return None
    key_of = _KEYS[kind]
    counts: dict[tuple[str, str], int] = {}
    for before, here, customers in moves:
        pair = key_of(NAMES[before]), key_of(NAMES[here])
        counts[pair] = counts.get(pair, 0) + customers
    used = {key for pair in counts for key in pair}
    to = tuple(key for key in _ORDER[kind] if key in used or (kind != IN_FULL and key != PROSPECT))
    rows = (*to, NEW)

    def mark(before: str, here: str) -> str:
        return f"move:{month}:{_spelt(before, kind)}:{_spelt(here, kind)}"

    def cell(before: str, here: str) -> Cell:
        customers = counts.get((before, here), 0)
        return Cell(to=here, customers=customers, mark=mark(before, here), stays=before == here)

    def total(here: str) -> Cell:
        customers = sum(counts.get((row, here), 0) for row in rows)
        return Cell(to=here, customers=customers, mark=mark("*", here), stays=False)

    return MoveTable(
        kind=kind,
        to=to,
        rows=tuple(
            MoveRow(
                key=row,
                cells=tuple(cell(row, here) for here in to),
                total=sum(counts.get((row, here), 0) for here in to),
                mark=mark(row, "*"),
            )
            for row in rows
        ),
        totals=tuple(total(here) for here in to),
        customers=sum(counts.values()),
    )


def _spelt(key: str, kind: str) -> str:
    """A key of a table as `otokui.analytics.marks` writes places."""
    return f"/{key}" if kind == BY_STATE and key in STATE_NAMES else key


def _class_of(place: str) -> str:
    return place.split("/")[0]


def _state_of(place: str) -> str:
    state = place.partition("/")[2]
    return state if state in STATE_NAMES else place


_KEYS: dict[str, Callable[[str], str]] = {BY_CLASS: _class_of, BY_STATE: _state_of, IN_FULL: str}
_ORDER = {
    BY_CLASS: CLASSES,
    BY_STATE: (*STATE_NAMES, PROSPECT),
    IN_FULL: tuple(place for place in PLACES if (place == PROSPECT) == place.endswith(NO_STATE)),
}
