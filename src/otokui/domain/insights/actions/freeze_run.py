"""Fix the parameters of a run."""

from datetime import date, datetime

from django.db import transaction

from otokui.analytics.fitting import fit_parameters
from otokui.analytics.ledger import open_books, settle
from otokui.analytics.parameters import RunParameters
from otokui.analytics.run import states_of
from otokui.analytics.settings import Settings
from otokui.domain.accounts.public import get_business
from otokui.domain.insights.adapters.standings import lock_standings
from otokui.domain.insights.models import Run
from otokui.domain.insights.queries.books import all_lines
from otokui.domain.insights.rules import with_business


def freeze_run(*, run: int, today: date, now: datetime) -> None:
    """Fit and store the parameters of a requested run; from then on it is the run in force. Idempotent.

    Reads all lines once, as they are committed at this moment.
    """
    requested = Run.objects.select_related("rules").get(pk=run)
    if requested.frozen_at is not None:
        return
    business = get_business()
    settings = with_business(
        Settings.from_plain(requested.rules.settings),
        time_zone=business.time_zone,
        day_start_minutes=business.day_start_minutes,
    )
    parameters, customers = fit_all(settings, requested.as_of)
    with transaction.atomic():
        lock_standings()
        Run.objects.filter(pk=run, frozen_at__isnull=True).update(
            parameters=parameters.to_plain(),
            parameters_key=parameters.run_id,
            average_total=parameters.average_total,
            average_count=parameters.average_count,
            bar=parameters.bar,
            customers=customers,
            frozen_at=now,
            days_passed_to=today,
        )


def fit_all(settings: Settings, as_of: date) -> tuple[RunParameters, int]:
    """Fresh parameters over all the books as of a day, and how many customers were in them."""
    ledger = settle(open_books(all_lines(settings, as_of), settings), settings, as_of)
    states = states_of(ledger, settings, as_of)
    return fit_parameters(states, ledger, settings, as_of), states.num_rows
