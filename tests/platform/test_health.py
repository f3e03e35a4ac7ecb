"""What somebody who watches over an installation sees."""

import pytest
from django.db import connection


def test_the_web_process_answers_without_a_database(client):
    assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.django_db
def test_readiness_needs_a_worker_that_has_shown_itself(client):
    assert client.get("/health/ready").status_code == 503
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 minutes')"
        )
    assert client.get("/health/ready").json() == {"status": "no worker"}
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert client.get("/health/ready").json() == {"status": "ok", "workers": 1}
