"""Hold customers while something is written about them."""

from collections.abc import Iterable

from django.db import connection

from otokui.core.kernel.errors import Refused
from otokui.domain.customers.adapters.seen import ERASED
from otokui.domain.customers.queries.customer import UnknownCustomer
from otokui.domain.customers.queries.erasing import erased_of


def keep_customers(customer_ids: Iterable[int]) -> list[int]:
    """Those who are still there, in the order of ids; nobody removes or merges them until the transaction
    ends.

    Waits for whoever does so right now. Work on them is not held up.
    """
    return list(hold_customers(customer_ids))


def hold_customers(customer_ids: Iterable[int], *, alone: bool = False) -> dict[int, int | None]:
    """As `keep_customers`, with whom each was merged into. `alone`: nor does anybody else write about them.

    One query.
    """
    wanted = ",".join(map(str, sorted(set(customer_ids))))  # psycopg would look at every element of a list
    strength = "UPDATE" if alone else "KEY SHARE"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, merged_into_id FROM customers_customer WHERE id = ANY(%s::bigint[])"
            f" ORDER BY id FOR {strength}",
            [f"{{{wanted}}}"],
        )
        return dict(cursor.fetchall())


def known_as(customer_id: int, *, alone: bool = False) -> int:
    """Whose a row about this customer is: theirs, or of whom they were merged into.

    Held as by `hold_customers`: whoever writes about a customer asks here first, in the same transaction, so
    that nothing is written about a merged record. `UnknownCustomer`; `Refused` (erased). 2 queries, 3 for a
    merged one.
    """
    while True:
        held = hold_customers([customer_id], alone=alone)
        if customer_id not in held:
            raise UnknownCustomer(f"{customer_id}")
        into = held[customer_id]
        if into is None:
            refuse_erased([customer_id])
            return customer_id
        customer_id = into


def refuse_erased(customer_ids: Iterable[int]) -> None:
    """`Refused` (erased) if one of them is, or is about to be. One query."""
    if erased_of(set(customer_ids)):
        raise Refused(ERASED, code="erased")
