"""Jobs for the tests of the worker; its process imports them. Team rows are what they leave behind."""

import time
from pathlib import Path

from django.db import transaction

from otokui.core.kernel.errors import Refused, Unavailable
from otokui.core.platform.jobs import Progress, enqueue, job
from otokui.domain.accounts.models import Team


@job("tests.steps", title="Steps")
def steps(progress: Progress, *, gate: str) -> None:
    """Ten rows in one transaction; after the fifth it waits until the file `gate` exists."""
    with transaction.atomic():
        for number in range(1, 11):
            Team.objects.get_or_create(name=f"班{number}")
            progress(number, 10, "書込中")
            while number == 5 and not Path(gate).exists():
                time.sleep(0.02)
                progress(5, 5)


@job("tests.refused")
def refused(progress: Progress) -> None:
    raise Refused("列「金額」がありません")


@job("tests.bug")
def bug(progress: Progress) -> None:
    raise ZeroDivisionError


@job("tests.unavailable")
def unavailable(progress: Progress) -> None:
    raise Unavailable("the post office is closed")


@job("tests.follow_up", lock="team:{team}")
def follow_up(progress: Progress, *, team: int) -> None:
    with transaction.atomic():
        Team.objects.filter(pk=team).update(name="完了")
        enqueue("tests.bug")
        if team < 0:
            raise Refused("no")


@job("tests.merged", merge_waiting=True)
def merged(progress: Progress, *, shop: int) -> None:
    pass


@job("tests.forgotten", forget_when_done=True)
def forgotten(progress: Progress) -> None:
    pass


@job("tests.nightly", schedule="10 3 * * *")
def nightly(progress: Progress) -> None:
    pass
