"""Everything known today of the customers who may be worth a contact, from four rooms in a few queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from otokui.core.kernel.kept import Kept
from otokui.domain.accounts.types import Sight
from otokui.domain.campaigns.public import list_due_steps
from otokui.domain.campaigns.types import DueStep, Plan, PlanVersionView
from otokui.domain.customers.public import gather, get_agenda, these, visible
from otokui.domain.customers.types import Agenda, AgendaQuery, DoneToday, DueTask, Known
from otokui.domain.desk.rules.today.facts import CERTAIN, ORIGIN, Reason, Story
from otokui.domain.desk.rules.today.listing import reasons_of
from otokui.domain.desk.rules.today.programme import FOR_ADDON
from otokui.domain.insights.public import find_current_run, get_standings, list_candidates
from otokui.domain.insights.types import Candidate, RunView, StandingView
from otokui.domain.purchases.public import get_companions, get_worth
from otokui.domain.purchases.types import Companions, Worth

One = TypeVar("One", Candidate, DueTask, DueStep)

PER_KIND = 80
BIRTHDAY_DAYS = 7
_KNOWN_SECONDS = 300

MOST_KEPT: Final = 4000
_KEPT: Final[Kept[int, "Told"]] = Kept(MOST_KEPT)
_DAYS: Final[Kept[tuple[int, ...] | None, tuple["Told", ...]]] = Kept(16)
"""What was told last of the customers of these members of staff."""
_COMPANIONS: Final[Kept[int, Companions]] = Kept(MOST_KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of one customer today, and the reasons to get in touch; none if nothing is to be done."""

    story: Story
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All that is told on a day, with the run that judged and the work done.

    `cut`: a kind had more to tell.
    """

    run: RunView | None
    plan: PlanVersionView
    agenda: Agenda
    told: tuple[Told, ...]
    done: DoneToday
    cut: bool


def tell(*, today: date, since: datetime, now: datetime, staff: tuple[int, ...] | None, sight: Sight) -> Day:
    """Candidates of each kind, steps of the plan, tasks due and birthdays, for these members of staff or for
    all with None; nothing of customers out of `sight`.

    `since`: when the day began. Six SQL queries, seven for a limited sight. What is told of a customer is
    thought out anew only where something known of them has changed.
    """
    run = find_current_run()
    within: Any = None if staff is None else visible(Sight(frozenset(staff)))
    if within is not None and sight.is_limited:
        # Few are told to the statement: it looks each up instead of walking past those of everybody else.
        within = these(gather([within]))
    candidates = list_candidates(as_of=today, within=within, limit=PER_KIND) if run else []
    plan, due = list_due_steps(as_of=today, staff=staff)
    brought_up, steps = _by_customer(candidates), _by_customer(due)
    agenda = get_agenda(
        AgendaQuery(
            today=today,
            since=since,
            now=now,
            staff=staff,
            birthday_days=BIRTHDAY_DAYS,
            limit=PER_KIND,
            customers=[*brought_up, *(one for one in steps if one not in brought_up)],
            tastes_of=[one.customer_id for one in due if one.step.aim is FOR_ADDON],
            origin=ORIGIN,
            sight=sight,
        )
    )
    tasks = _by_customer(agenda.tasks)
    ids = sorted(agenda.known)
    standings, worth, returns = get_standings(ids), get_worth(ids, as_of=today), _returns(run)
    birthdays = set(agenda.birthdays)
    mark = (today, agenda.known, standings, worth, candidates, agenda.tasks, birthdays, returns, due, plan)
    told = _DAYS.find(staff, mark)
    if told is None:
        found = (
            _told(
                today,
                agenda.known[customer],
                standings.get(customer),
                worth.get(customer),
                tuple(brought_up.get(customer, ())),
                tuple(tasks.get(customer, ())),
                customer in birthdays,
                returns,
                tuple(steps.get(customer, ())),
                plan.plan,
            )
            for customer in ids
        )
        told = _DAYS.keep(staff, mark, tuple(found))
    return Day(run=run, plan=plan, agenda=agenda, told=told, done=agenda.done, cut=_is_cut(candidates))


def _told(
    today: date,
    customer: Known,
    standing: StandingView | None,
    worth: Worth | None,
    candidates: tuple[Candidate, ...],
    tasks: tuple[DueTask, ...],
    has_birthday: bool,
    returns: int,
    steps: tuple[DueStep, ...],
    plan: Plan,
) -> Told:
    # The doors say the same of a customer with the very same values: comparing them costs nothing.
    mark = (today, customer, standing, worth, candidates, tasks, has_birthday, returns, steps, plan)
    known = _KEPT.find(customer.id, mark)
    if known is not None:
        return known
    story = Story(
        today=today,
        customer=customer,
        standing=standing,
        worth=worth,
        candidates=candidates,
        tasks=tasks,
        has_birthday=has_birthday,
        returns_permille=returns,
        steps=steps,
        plan=plan,
    )
    return _KEPT.keep(customer.id, mark, Told(story=story, reasons=reasons_of(story)))


def companions_of(products: Iterable[int], now: datetime) -> dict[int, Companions]:
    """What goes with these products, looked up within five minutes. One SQL query for those that were not."""
    slot = int(now.timestamp()) // _KNOWN_SECONDS
    wanted = set(products)
    known = {product: found for product in wanted if (found := _COMPANIONS.find(product, slot))}
    missing = sorted(wanted - known.keys())
    if missing:
        fresh = get_companions(missing)
        for product, found in fresh.items():
            _COMPANIONS.keep(product, slot, found)
        known |= fresh
    return known


def _by_customer(rows: Iterable[One]) -> dict[int, list[One]]:
    by_customer: dict[int, list[One]] = {}
    for row in rows:
        by_customer.setdefault(row.customer_id, []).append(row)
    return by_customer


def _returns(run: RunView | None) -> int:
    """How many of 1000 purchases are followed by another: Σ purchases less one for each buyer."""
    if run is None or not run.average[1]:
        return CERTAIN
    return max(0, run.average[1] - run.customers) * CERTAIN // run.average[1]


def _is_cut(candidates: Sequence[Candidate]) -> bool:
    return any(count >= PER_KIND for count in Counter(one.kind for one in candidates).values())
