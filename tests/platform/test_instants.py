"""Instants out of the database."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection
from django.db.backends.postgresql.psycopg_any import register_tzloader
from psycopg import ClientCursor

pytestmark = pytest.mark.django_db
WRITTEN = (
    "2026-11-22 01:02:03+00",
    "2026-11-22 10:02:03.5+09",
    "1868-01-25 00:00:00.123456+09:18:59",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00",
)


def read(cursor, written: str, zone: str) -> datetime:
    cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
    cursor.execute("SELECT %s::timestamptz", [written])
    return cursor.fetchone()[0]


@pytest.mark.parametrize("written", WRITTEN)
def test_an_instant_is_what_django_reads(written):
    with connection.cursor() as cursor:
        plain = ClientCursor(connection.connection)
        register_tzloader(UTC, plain)
        found = read(cursor, written, "UTC")
        assert found == read(plain, written, "UTC")
        assert found.tzinfo is UTC
        if found.year not in (1, 9999):
            assert read(cursor, written, "Asia/Tokyo") == found


def test_what_no_calendar_has_is_refused():
    with connection.cursor() as cursor, pytest.raises(DataError):
        read(cursor, "infinity", "UTC")
