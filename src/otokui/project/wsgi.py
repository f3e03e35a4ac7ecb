"""The web server's way in: collected files as they lie there, everything else through Django."""

import os
import re
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from servestatic import ServeStatic

from otokui.core.kernel.garbage import begin_loading, end_loading

_NAMED_BY_CONTENT = re.compile(r"\.[0-9a-f]{12}\.[^/]+$")


def _is_kept_for_ever(path: str, url: str) -> bool:
    """Whether the file's name carries its content."""
    return bool(_NAMED_BY_CONTENT.search(url))


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def _application() -> Any:
    django = get_wsgi_application()
    return ServeStatic(
        django,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        immutable_file_test=_is_kept_for_ever,
        add_headers_function=_add_headers,
    )


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otokui.project.settings")

begin_loading()
application = _application()
end_loading()
