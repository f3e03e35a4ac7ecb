"""For whoever watches over the installation: does the process live, can it work?"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from otokui.domain.accounts.public import open_to_all


@open_to_all
def live(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"status": "ok"})


@open_to_all
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and a worker has shown itself in the last minute; 503 if not. One query."""
    workers = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"
    try:
        with connection.cursor() as cursor:
            cursor.execute(workers)
            alive = cursor.fetchone()[0]
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    if not alive:
        return JsonResponse({"status": "no worker"}, status=503)
    return JsonResponse({"status": "ok", "workers": alive})
