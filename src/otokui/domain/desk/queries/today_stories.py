"""Everything known today of the customers who may be worth a contact, from four rooms in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache

from otokui.domain.customers.public import get_agenda, get_reach, ids_looked_after_by
from otokui.domain.customers.types import DoneToday, DueTask
from otokui.domain.desk.rules.today.facts import CERTAIN, ORIGIN, Story
from otokui.domain.insights.public import find_current_run, get_standings, list_candidates
from otokui.domain.insights.types import Candidate, RunView
from otokui.domain.purchases.public import get_companions, get_worth
from otokui.domain.purchases.types import Companions

PER_KIND = 80
BIRTHDAY_DAYS = 7
_KNOWN_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The stories of a day, with the run that judged and the work done. `cut`: a kind had more to tell."""

    run: RunView | None
    stories: tuple[Story, ...]
    done: DoneToday
    cut: bool


def tell(*, today: date, since: datetime, now: datetime, staff: list[int] | None) -> Told:
    """Candidates of each kind, tasks due and birthdays, for these members of staff or for all with None.

    `since`: when the day began. Six SQL queries.
    """
    run = find_current_run()
    agenda = get_agenda(today=today, since=since, staff=staff, birthday_days=BIRTHDAY_DAYS, limit=PER_KIND)
    within: Any = None if staff is None else ids_looked_after_by(staff)
    candidates = list_candidates(as_of=today, within=within, limit=PER_KIND) if run else []
    brought_up = _by_customer(candidates)
    tasks: dict[int, list[DueTask]] = defaultdict(list)
    for task in agenda.tasks:
        tasks[task.customer_id].append(task)
    ids = sorted({*brought_up, *tasks, *agenda.birthdays})
    reach = get_reach(ids, now=now, origin=ORIGIN)
    standings = get_standings(ids)
    worth = get_worth(ids, as_of=today)
    stories = (
        Story(
            today=today,
            customer=reach[customer],
            standing=standings.get(customer),
            worth=worth.get(customer),
            candidates=tuple(brought_up[customer]),
            tasks=tuple(tasks[customer]),
            has_birthday=customer in agenda.birthdays,
            returns_permille=_returns(run),
        )
        for customer in ids
        if customer in reach
    )
    return Told(run=run, stories=tuple(stories), done=agenda.done, cut=_is_cut(candidates))


def companions_of(products: Iterable[int]) -> dict[int, Companions]:
    """What goes with these products, at most an hour old. One SQL query for those not looked up of late."""
    wanted = set(products)
    known: dict[int, Companions] = {
        found.good.id: found for found in cache.get_many(map(_key, wanted)).values()
    }
    missing = sorted(wanted - known.keys())
    if missing:
        fresh = get_companions(missing)
        cache.set_many({_key(product): found for product, found in fresh.items()}, _KNOWN_SECONDS)
        known |= fresh
    return known


def _key(product: int) -> str:
    return f"desk.companions.{product}"


def _by_customer(candidates: Sequence[Candidate]) -> dict[int, list[Candidate]]:
    by_customer: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_customer[candidate.customer_id].append(candidate)
    return by_customer


def _returns(run: RunView | None) -> int:
    """How many of 1000 purchases are followed by another: Σ purchases less one for each buyer."""
    if run is None or not run.average[1]:
        return CERTAIN
    return max(0, run.average[1] - run.customers) * CERTAIN // run.average[1]


def _is_cut(candidates: Sequence[Candidate]) -> bool:
    counts: dict[str, int] = defaultdict(int)
    for candidate in candidates:
        counts[candidate.kind] += 1
    return any(count >= PER_KIND for count in counts.values())
