"""A worker with a quick pulse, as a process of its own: `python -m tests.platform.worker_process`."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otokui.project.settings")
    django.setup()
    from otokui.core.platform.worker import Pace, run_worker
    from tests.platform import slow_jobs  # noqa: F401 registers them

    run_worker(concurrency=2, pace=Pace(heartbeat=0.2, dead_after=1, look_around=0.2))
