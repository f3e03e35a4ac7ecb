"""Carries the plan out in a process of its own and is killed at a given point.

`python -m tests.campaigns.dying_night POINT`: `writing` (a step and its tasks are written, not yet
committed), `between` (steps are committed), `unmarked` (all are, the day is not noted yet).
"""

import os
import signal
import sys

import django


def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def main(point):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otokui.project.settings")
    django.setup()
    from otokui.domain.campaigns.actions import carry_out
    from otokui.domain.campaigns.actions.keep_up import keep_up
    from otokui.domain.campaigns.models import PlanDay
    from tests.insights.cast import NOW

    write_tasks = carry_out.write_tasks

    def write_and_die(*args, **more):
        write_tasks(*args, **more)
        die()

    if point == "writing":
        carry_out.write_tasks = write_and_die
    if point == "unmarked":
        PlanDay.objects.bulk_create = die
    keep_up(now=NOW, progress=lambda done, _of: die() if point == "between" and done == 3 else None)


if __name__ == "__main__":
    main(sys.argv[1])
