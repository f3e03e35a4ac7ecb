"""The demo shop in an installation just opened: filled as a job, marked in the name, taken out whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused, keep
from otokui.core.platform import jobs
from otokui.domain.accounts.public import get_business, lend_staff, take_back_staff, update_business
from otokui.domain.customers.public import ask_to_look_through, count_customers
from otokui.domain.customers.types import CustomerFilter
from otokui.domain.exchange.actions.fill_demo_shop import (
    BUSINESS,
    COLLEAGUES,
    MANAGER,
    demo_run,
    write_demo,
)
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import RunState
from otokui.domain.insights.public import business_today, request_run
from otokui.domain.insights.types import RunReason

FILL_DEMO = "imports.demo"
CUSTOMERS = 600
MARK = "（デモ）"


def start_demo(*, now: datetime, staff_id: int | None) -> int:
    """Enqueue the filling and mark the shop's name; returns the run. Refused: `not_empty`."""
    with transaction.atomic():
        business = get_business()
        if (
            count_customers(CustomerFilter()).value
            or ImportRun.objects.filter(is_demo=True, state=RunState.RUNNING).exists()
        ):
            raise Refused(
                _("There are customers already. The demo shop only goes into an empty business."),
                code="not_empty",
            )
        run = demo_run(now=now, staff_id=staff_id)
        name = business.name.removesuffix(MARK) or BUSINESS
        update_business(replace(business, name=name + MARK), staff_id=staff_id)
        lend_staff(COLLEAGUES, host=staff_id, team=MANAGER.team)
        job = jobs.enqueue(FILL_DEMO, enqueued_by=staff_id, run_id=run)
        ImportRun.objects.filter(pk=run).update(job_id=job)
        return run


def fill_demo(*, run_id: int, now: datetime, progress: Callable[..., None]) -> None:
    """Fill the shop and have everybody judged. Taken up again after a kill it goes on where it stopped."""
    row = ImportRun.objects.get(pk=run_id)
    if row.state != RunState.RUNNING:
        return
    note = keep("Putting the demo shop in")
    write_demo(
        run=run_id, now=row.prepared_at, customers=CUSTOMERS, told=lambda *so_far: progress(*so_far, note)
    )
    with transaction.atomic():
        ImportRun.objects.filter(pk=run_id).update(state=RunState.DONE.value, finished_at=now)
        ask_to_look_through(run_id)
        request_run(reason=RunReason.ON_DEMAND, as_of=business_today(now), now=now)


def unmark_demo(staff_id: int | None) -> None:
    """The shop gets its own name back, and the colleagues who came with the demo leave."""
    take_back_staff(
        [member.email for member in COLLEAGUES],
        host=staff_id,
        teams={member.team for member in (MANAGER, *COLLEAGUES) if member.team},
    )
    business = get_business()
    if business.name.endswith(MARK) or business.name == BUSINESS:
        name = business.name.removesuffix(MARK)
        update_business(replace(business, name="" if name == BUSINESS else name), staff_id=staff_id)
