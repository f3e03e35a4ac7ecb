"""A database at rest."""


def come_to_rest() -> None:
    """Do now what the rows written so far have left to do: it is not the work of what is measured next."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
