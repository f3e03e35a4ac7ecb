"""The web server's way in."""

import os

import django

from otokui.core.kernel.garbage import begin_loading, end_loading
from otokui.core.kernel.late import load_late
from otokui.core.kernel.memory import give_back

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otokui.project.settings")

give_back()
begin_loading()
load_late("polars", "pyarrow")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402 settings are read by what follows

from otokui.project.pages import Pages, with_files  # noqa: E402

application = with_files(Pages(), settings.STATIC_ROOT)
end_loading()
