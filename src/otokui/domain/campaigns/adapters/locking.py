"""One changes the plan, and one carries it out, at a time."""

from django.db import connection


def lock_plan() -> None:
    """Keep others who save or carry out the plan waiting until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('campaigns.plan'))")
