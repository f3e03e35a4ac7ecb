"""kill −9 in the middle of the night: taken up again, everybody has come to each step once."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from otokui.domain.accounts.models import Business
from otokui.domain.campaigns.actions.keep_up import keep_up
from otokui.domain.campaigns.models import Occasion, PlanDay
from otokui.domain.campaigns.types import Way
from otokui.domain.customers.models import FollowUp
from tests.campaigns.test_plan import save, with_step
from tests.insights.cast import NOW, TODAY, bought, buy, customer, start_run
from tests.platform.test_worker import address_of_the_test_database

pytestmark = pytest.mark.django_db(transaction=True)
SILENT = (2, 3, 9, 11, 15, 30, 70, 250, 300, 400)


def night(point: str) -> int:
    command = [sys.executable, "-m", "tests.campaigns.dying_night", point]
    return subprocess.run(
        command, env={**os.environ, "DATABASE_URL": address_of_the_test_database()}, check=False
    ).returncode


def written() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Occasions and tasks, whatever numbers the database gave to the rows."""
    occasions = Occasion.objects.order_by("step", "customer_id", "anchor")
    tasks = FollowUp.objects.order_by("customer_id", "reason")
    return (
        list(occasions.values_list("step", "customer_id", "anchor", "due_on", "until", "made_on", "left")),
        list(tasks.values_list("customer_id", "reason", "due_on", "outcome")),
    )


def test_a_night_that_is_killed_again_and_again_ends_as_one_that_is_not():
    Business.objects.create(id=1, name="おとくい商店")
    days = [(customer(f"{back}-{more}"), back, more) for back in SILENT for more in (0, 100)]
    buy(
        *(
            bought(who, str(TODAY - timedelta(days=ago)), 1000, order_id=f"{who}-{ago}")
            for who, back, more in days
            for ago in {back, back + more}
        )
    )
    start_run(TODAY)
    save(with_step("first-thanks", ways=(Way.POSTCARD,)))
    assert keep_up(now=NOW)
    whole = written()
    assert len(whole[0]) > 8
    assert whole[1]
    for model in (Occasion, FollowUp, PlanDay):
        model.objects.all().delete()
    sizes = []
    for point in ("writing", "between", "unmarked"):
        assert night(point) == -signal.SIGKILL
        sizes.append(Occasion.objects.count())
        assert not PlanDay.objects.exists()
    assert sizes[0] == 0 < sizes[1] < sizes[2] == len(whole[0])
    assert keep_up(now=NOW)
    assert written() == whole
    assert PlanDay.objects.get().on == TODAY
    assert not keep_up(now=NOW)
