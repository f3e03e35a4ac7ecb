"""Takes an import in a process of its own and prints the most memory it held, in megabytes.

`python -m tests.exchange.measured_process RUN HOME`
"""

import os
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otokui.project.settings")
    django.setup()
    from django.conf import settings

    settings.HOME = Path(sys.argv[2])
    from otokui.domain.exchange.actions.run_import import run_import

    now = datetime(2026, 4, 1, tzinfo=UTC)
    run_import(run_id=int(sys.argv[1]), now=now, progress=lambda *_: None, lanes=2)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
