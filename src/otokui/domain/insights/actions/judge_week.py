"""Judge a shop whose books came all at once as if it had been judged day by day for a week."""

from datetime import date, datetime, timedelta

from otokui.domain.insights.actions.move_to_run import move_to_run
from otokui.domain.insights.actions.pass_days import pass_days
from otokui.domain.insights.actions.request_run import request_run
from otokui.domain.insights.types import RunReason

DAYS = 7


def judge_week(*, today: date, now: datetime) -> int:
    """The run's id. Its parameters are a week old; then the days pass, so that the class history has begun.

    For the demo shop and other books that are complete from the start. Works here and now.
    """
    begin = today - timedelta(days=DAYS)
    run = request_run(reason=RunReason.ON_DEMAND, as_of=begin, now=now)
    move_to_run(run=run, today=begin, now=now)
    pass_days(up_to=today, now=now)
    return run
