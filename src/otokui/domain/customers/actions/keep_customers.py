"""Hold customers while something is written about them."""

from collections.abc import Iterable

from django.db import connection


def keep_customers(customer_ids: Iterable[int]) -> list[int]:
    """Those who are still there, in the order of ids; nobody removes them until the transaction ends.

    Waits for whoever removes one of them right now. Work on them is not held up.
    """
    wanted = ",".join(map(str, sorted(set(customer_ids))))  # psycopg would look at every element of a list
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM customers_customer WHERE id = ANY(%s::bigint[]) ORDER BY id FOR KEY SHARE",
            [f"{{{wanted}}}"],
        )
        return [customer for (customer,) in cursor.fetchall()]
