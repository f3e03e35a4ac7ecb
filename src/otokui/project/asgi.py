"""The web server's way in."""

import os

from django.core.asgi import get_asgi_application

from otokui.core.kernel.garbage import begin_loading, end_loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otokui.project.settings")

begin_loading()
application = get_asgi_application()
end_loading()
