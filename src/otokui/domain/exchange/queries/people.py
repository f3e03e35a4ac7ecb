"""The people of an import, as its page shows them."""

from otokui.core.platform.job_list import list_jobs
from otokui.core.platform.types import JobState
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.public import count_customers, customer_ids
from otokui.domain.customers.types import CustomerFilter
from otokui.domain.exchange.types import PeopleOfRun, RunView
from otokui.domain.insights.public import count_standings
from otokui.domain.purchases.public import people_of_run
from otokui.domain.purchases.types import RunPeople

EVERY_ROW = 200_000
"""Runs of more rows are told by those they brought alone: to go through all they wrote takes too long."""


def get_people(run: RunView, *, sight: Sight) -> PeopleOfRun:
    """How many customers the run brought and changed, of those in sight, and their classes now.

    At most 6 SQL queries.
    """
    whole = run.counts.read <= EVERY_ROW
    new = count_customers(CustomerFilter(within=people_of_run(run.id, RunPeople.NEW), sight=sight))
    changed = None
    if whole:
        people = people_of_run(run.id, RunPeople.CHANGED)
        changed = count_customers(CustomerFilter(within=people, sight=sight))
    which = RunPeople.ALL if whole else RunPeople.NEW
    everyone = people_of_run(run.id, which)
    if sight.is_limited:
        everyone = customer_ids(CustomerFilter(within=everyone, sight=sight))
    classes: dict[str, int] = {}
    for (customer_class, _state), customers in count_standings(everyone).items():
        classes[customer_class] = classes.get(customer_class, 0) + customers
    everybody = new.value + (changed.value if changed else 0)
    classes["prospect"] = max(0, everybody - sum(n for key, n in classes.items() if key != "prospect"))
    return PeopleOfRun(
        new=new.value,
        changed=changed.value if changed else None,
        classes=classes,
        of_new_only=not whole,
        being_judged=any(
            not job.name.startswith("imports.")
            for job in list_jobs(states=(JobState.WAITING, JobState.RUNNING), size=20).jobs
        ),
    )
