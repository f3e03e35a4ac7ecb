"""Connections that stay open."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_a_server_that_hung_up_is_noticed():
    ours = connection.copy()
    ours.ensure_connection()
    assert ours.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ours.connection.info.backend_pid])
        assert cursor.fetchone() == (True,)
    assert not ours.is_usable()
    ours.close()


@pytest.mark.django_db
def test_after_an_error_the_server_is_asked():
    ours = connection.copy()
    ours.ensure_connection()
    ours.errors_occurred = True
    assert ours.is_usable()
    ours.connection.close()
    assert not ours.is_usable()
    ours.close()
