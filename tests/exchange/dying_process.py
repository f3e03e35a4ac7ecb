"""Takes an import in a process of its own and is killed at a given point.

`python -m tests.exchange.dying_process RUN HOME POINT`: `ordering`, `writing` (a chunk is written, not yet
committed), `between` (a chunk is committed), `finishing` (all chunks are), `undoing` (a part is undone, not
yet committed), `undone` (all parts are), or `never`.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import django


def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def main(run, home, point):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otokui.project.settings")
    django.setup()
    from django.conf import settings

    settings.HOME = Path(home)
    from otokui.domain.exchange.actions import run_import, undo_import
    from otokui.domain.exchange.adapters import buckets, ordering
    from otokui.domain.purchases.actions import undo_run

    buckets.BUCKET_BYTES, ordering.CHUNK_ROWS = 2_000, 20
    undo_run.ORDERS_AT_ONCE = 30
    steps = []
    check_off = run_import._check_off

    def at_third_step(*_args, **_kwargs):
        steps.append(1)
        if len(steps) == 3:
            die()

    def check_off_and_die(*args):
        check_off(*args)
        at_third_step()

    with_part = undo_import._with_part

    def with_part_and_die(*args):
        at_third_step()
        return with_part(*args)

    match point:
        case "ordering":
            ordering.Buckets.close = die
        case "writing":
            run_import._check_off = check_off_and_die
        case "finishing":
            run_import._finish = die
        case "undoing":
            undo_import._with_part = with_part_and_die
        case "undone":
            undo_import._finish = die
    progress = at_third_step if point == "between" else lambda *_: None
    now = datetime(2026, 4, 1, tzinfo=UTC)
    if point in ("undoing", "undone"):
        undo_import.undo_import(run_id=run, now=now)
    else:
        run_import.run_import(run_id=run, now=now, progress=progress)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
