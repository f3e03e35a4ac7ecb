"""One changes the rules at a time."""

from django.db import connection


def lock_rules() -> None:
    """Wait until nobody else changes the rules, and keep others waiting until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('insights.rules'))")
