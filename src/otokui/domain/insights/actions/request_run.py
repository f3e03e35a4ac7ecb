"""Ask for a run: new parameters, and everybody judged under them."""

from datetime import date, datetime

from django.db import transaction

from otokui.core.kernel.errors import Refused
from otokui.core.platform.jobs import enqueue
from otokui.domain.accounts.public import get_business
from otokui.domain.insights.actions.save_rules import save_rules
from otokui.domain.insights.models import RuleVersion, Run
from otokui.domain.insights.rules import settings_of_trade
from otokui.domain.insights.types import RunReason


@transaction.atomic
def request_run(
    *, reason: RunReason, as_of: date, now: datetime, rules: int | None = None, by: int | None = None
) -> int:
    """Enqueue a run under this version of the rules, by default the one in use; returns the run's id.

    Until its parameters are frozen the run before stays in force.
    """
    version = rules or _rules_in_use(now)
    run = Run.objects.create(
        rules_id=version, reason=reason, as_of=as_of, requested_by_id=by, requested_at=now
    )
    enqueue("insights.run", enqueued_by=by, run=run.pk)
    return run.pk


@transaction.atomic
def activate_rules(*, version: int, as_of: date, now: datetime, by: int | None) -> int:
    """Judge everybody by this version from now on; returns the id of the run that does it."""
    RuleVersion.objects.get(pk=version)
    return request_run(reason=RunReason.NEW_RULES, rules=version, as_of=as_of, now=now, by=by)


@transaction.atomic
def request_rebuild(*, now: datetime, by: int | None = None) -> int:
    """Derive everybody from scratch under the parameters in force; returns the run's id.

    Standings come out as they were, unless something went wrong before; the class history stays.
    """
    run = Run.objects.frozen().order_by("-id").values_list("pk", flat=True).first()
    if run is None:
        raise Refused("Nobody has been judged yet: start a run first.", code="no-run-yet")
    Run.objects.filter(pk=run).update(moved_up_to=0, finished_at=None, rebuild_requested_at=now)
    enqueue("insights.run", enqueued_by=by, run=run)
    return run


def _rules_in_use(now: datetime) -> int:
    """The version of the newest run; before the first one what was saved, or the defaults of the trade."""
    newest = Run.objects.order_by("-id").values_list("rules_id", flat=True).first()
    newest = newest or RuleVersion.objects.order_by("-id").values_list("pk", flat=True).first()
    if newest is not None:
        return newest
    settings = settings_of_trade(get_business().trade)
    return save_rules(settings=settings, note="", author=None, now=now)
