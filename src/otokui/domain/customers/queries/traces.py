"""What an import run has left in the books, and what others have done to it since: read from the history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from otokui.domain.customers.models import (
    Address,
    Attachment,
    Consent,
    Contact,
    ContactPerson,
    Customer,
    FollowUp,
    Household,
    Mail,
    Observation,
    Phone,
    Preference,
)

# The column by which the history of each table names the customer.
AROUND: dict[type[models.Model], str] = {
    Phone: "customer_id",
    Mail: "customer_id",
    Address: "customer_id",
    Consent: "customer_id",
    Household: "customer_id",
    Preference: "customer_id",
    Observation: "customer_id",
    Contact: "customer_id",
    FollowUp: "customer_id",
    Attachment: "customer_id",
    ContactPerson: "company_id",
}
MADE_BY_RUNS: tuple[type[models.Model], ...] = (
    Phone,
    Mail,
    Address,
    Consent,
    Household,
    Preference,
    ContactPerson,
)
"""Tables beside the customer to which an import adds rows."""

_CHANGED_BY_RUNS: tuple[type[models.Model], ...] = (Address, ContactPerson, Customer)

_BY_OTHERS = """
    NOT EXISTS (SELECT FROM pghistory_context c WHERE c.id = e.pgh_context_id
                AND c.metadata @> jsonb_build_object('run', %(run)s::bigint))"""

_BY_THE_RUN = """
    e.pgh_context_id IN (SELECT id FROM pghistory_context c
                         WHERE c.metadata @> jsonb_build_object('cause', 'import', 'run', %(run)s::bigint))"""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that the run changed, the event that holds what it was, and whether somebody changed it since.

    `name`: of a customer, as it was before.
    """

    id: int
    customer_id: int
    event: int
    name: str
    edited_since: bool


@dataclass(frozen=True, slots=True)
class Added:
    """A row of `model` that the run added to a customer it found, and whether somebody changed it since."""

    model: type[models.Model]
    id: int
    customer_id: int
    edited_since: bool


def list_concerned(run: int, *, after: int = 0) -> int:
    """List the customers of whom the run made or changed anything, but those with ids up to `after`.

    Returns how many. The list is a temporary table of the connection: an undo looks for them once. 4 queries.
    """
    forget_concerned()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE undo_customer AS {_concerned()}", {"run": run, "after": after})
        cursor.execute("ALTER TABLE undo_customer ADD PRIMARY KEY (id)")
        cursor.execute("SELECT count(*) FROM undo_customer")
        count: int = cursor.fetchone()[0]
    return count


def all_concerned(run: int) -> list[int]:
    """All of these customers, without a list. One query."""
    return sorted(_ids(_concerned(), {"run": run, "after": 0}))


def _concerned() -> str:
    made = " UNION ".join(
        f'SELECT {AROUND[model]} FROM "{model._meta.db_table}" WHERE created_by_run = %(run)s'
        for model in MADE_BY_RUNS
    )
    changed = " UNION ".join(
        f"SELECT e.{column} FROM {_history(model)} e WHERE {_BY_THE_RUN}"
        for model, column in (
            (Customer, "pgh_obj_id"),
            (Address, "customer_id"),
            (ContactPerson, "company_id"),
        )
    )
    return (
        "SELECT id FROM (SELECT id FROM customers_customer"
        f" WHERE created_by_run = %(run)s UNION {made} UNION {changed}) concerned (id) WHERE id > %(after)s"
    )


def forget_concerned() -> None:
    """The connection's list goes."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS undo_customer")


def next_concerned(*, after: int, limit: int) -> list[int]:
    """The next of the listed customers behind this id. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM undo_customer WHERE id > %s ORDER BY id LIMIT %s", [after, limit])
        return [customer_id for (customer_id,) in cursor.fetchall()]


def created_customers(run: int, customer_ids: list[int]) -> dict[int, bool]:
    """Those of them that the run made and that are still there, by id: whether others have done anything.

    One query.
    """
    histories: dict[type[models.Model], str] = {Customer: "pgh_obj_id", **AROUND}
    edited = " UNION ".join(
        f"SELECT e.{column} FROM {_history(model)} e WHERE {_BY_OTHERS} AND e.{column} = ANY(%(customers)s)"
        for model, column in histories.items()
    )
    edited += (
        " UNION SELECT survivor_id FROM customers_merge"
        " WHERE undone_at IS NULL AND survivor_id = ANY(%(customers)s)"
        " UNION SELECT customer_id FROM customers_erasure WHERE customer_id = ANY(%(customers)s)"
    )
    found = _rows(
        f"SELECT id, id IN ({edited}) FROM customers_customer"
        " WHERE created_by_run = %(run)s AND id = ANY(%(customers)s) ORDER BY id",
        {"run": run, "customers": customer_ids},
    )
    return dict(found)


def added_rows(run: int, customer_ids: list[int]) -> list[Added]:
    """What the run added to these customers, its own left out. One query."""
    kinds = " UNION ALL ".join(
        f"SELECT {at}, row.id, row.{AROUND[model]}, row.id IN (SELECT e.pgh_obj_id FROM {_history(model)} e"
        f" WHERE e.created_by_run = %(run)s AND {_BY_OTHERS} AND e.{AROUND[model]} = ANY(%(customers)s))"
        f' FROM "{model._meta.db_table}" row JOIN customers_customer owner ON owner.id = row.{AROUND[model]}'
        f" WHERE row.created_by_run = %(run)s AND row.{AROUND[model]} = ANY(%(customers)s)"
        " AND owner.created_by_run IS DISTINCT FROM %(run)s"
        for at, model in enumerate(MADE_BY_RUNS)
    )
    found = _rows(kinds, {"run": run, "customers": customer_ids})
    return [Added(MADE_BY_RUNS[at], *row) for at, *row in found]


def changed_rows(run: int, customer_ids: list[int]) -> dict[type[models.Model], list[Change]]:
    """Rows of these customers that the run found and changed, by id: addresses and customers. One query."""
    asked = " UNION ALL ".join(f"({_changes_of(model, at)})" for at, model in enumerate(_CHANGED_BY_RUNS))
    changes: dict[type[models.Model], list[Change]] = {model: [] for model in _CHANGED_BY_RUNS}
    for at, *row in _rows(f"{asked} ORDER BY 1, 2", {"run": run, "customers": customer_ids}):
        changes[_CHANGED_BY_RUNS[at]].append(Change(*row))
    return changes


def _changes_of(model: type[models.Model], at: int) -> str:
    owner, name = ("pgh_obj_id", "name") if model is Customer else (AROUND[model], "''")
    return (
        f"SELECT {at}, id, customer_id, event, name, EXISTS ("
        f"SELECT FROM {_history(model)} e WHERE e.pgh_obj_id = ours.id AND e.pgh_id > event AND {_BY_OTHERS})"
        f" FROM (SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, {owner}, pgh_id, {name} FROM {_history(model)} e"
        f" WHERE pgh_label = 'update' AND {_BY_THE_RUN} AND {owner} = ANY(%(customers)s)"
        "     AND created_by_run IS DISTINCT FROM %(run)s"
        " ORDER BY pgh_obj_id, pgh_id) ours (id, customer_id, event, name)"
    )


def rows_before(model: type[models.Model], changes: Iterable[Change]) -> dict[int, Any]:
    """By id what the rows were before these changes, with the attributes of the model. One query."""
    events = apps.get_model("customers", f"{model.__name__}Event")._default_manager
    known = events.filter(pk__in=[change.event for change in changes])
    return {event.pgh_obj_id: event for event in known.order_by("pgh_obj_id")}


def _history(model: type[models.Model]) -> str:
    return f'"{apps.get_model("customers", f"{model.__name__}Event")._meta.db_table}"'


def _rows(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _ids(sql: str, parameters: dict[str, Any]) -> set[int]:
    return {row_id for (row_id,) in _rows(sql, parameters)}
