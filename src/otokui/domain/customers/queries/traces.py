"""What an import run has left in the books, and what others have done to it since: read from the history."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from otokui.domain.customers.models import (
    Address,
    Consent,
    Contact,
    ContactPerson,
    Customer,
    FollowUp,
    Household,
    Mail,
    Phone,
    Preference,
)

# The column by which the history of each table names the customer.
_AROUND: dict[type[models.Model], str] = {
    Phone: "customer_id",
    Mail: "customer_id",
    Address: "customer_id",
    Consent: "customer_id",
    Household: "customer_id",
    Preference: "customer_id",
    Contact: "customer_id",
    FollowUp: "customer_id",
    ContactPerson: "company_id",
}
MADE_BY_RUNS: tuple[type[models.Model], ...] = (Phone, Mail, Address, Consent, Household)
"""Tables beside the customer to which an import adds rows."""

_BY_OTHERS = """
    NOT EXISTS (SELECT FROM pghistory_context c WHERE c.id = e.pgh_context_id
                AND c.metadata @> jsonb_build_object('run', %s::bigint))"""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that the run changed: what it was before, and whether somebody changed it since."""

    id: int
    before: Any
    edited_since: bool


def list_concerned(run: int, *, after: int = 0) -> int:
    """List the customers of whom the run made or changed anything, but those with ids up to `after`.

    Returns how many. The list is a temporary table of the connection: an undo looks for them once. 4 queries.
    """
    forget_concerned()
    made = " UNION ".join(
        f'SELECT customer_id FROM "{model._meta.db_table}" WHERE created_by_run = %(run)s'
        for model in MADE_BY_RUNS
    )
    changed = " UNION ".join(
        f"SELECT e.{column} FROM {_history(model)} e JOIN pghistory_context c ON c.id = e.pgh_context_id"
        " WHERE c.metadata @> jsonb_build_object('cause', 'import', 'run', %(run)s::bigint)"
        for model, column in ((Customer, "pgh_obj_id"), (Address, "customer_id"))
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE undo_customer AS SELECT id FROM (SELECT id FROM customers_customer"
            f" WHERE created_by_run = %(run)s UNION {made} UNION {changed}) concerned (id)"
            " WHERE id > %(after)s",
            {"run": run, "after": after},
        )
        cursor.execute("ALTER TABLE undo_customer ADD PRIMARY KEY (id)")
        cursor.execute("SELECT count(*) FROM undo_customer")
        count: int = cursor.fetchone()[0]
    return count


def forget_concerned() -> None:
    """The connection's list goes."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS undo_customer")


def next_concerned(*, after: int, limit: int) -> list[int]:
    """The next of the listed customers behind this id. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM undo_customer WHERE id > %s ORDER BY id LIMIT %s", [after, limit])
        return [customer_id for (customer_id,) in cursor.fetchall()]


def created_customers(run: int, customer_ids: list[int]) -> list[int]:
    """Those of them that the run made and that are still there. One query."""
    made = Customer.objects.filter(created_by_run=run, pk__in=customer_ids)
    return list(made.order_by("pk").values_list("pk", flat=True))


def edited_customers(run: int, customer_ids: list[int]) -> set[int]:
    """Those of them to whom anybody but the run has done anything. 10 queries."""
    edited: set[int] = set()
    histories: dict[type[models.Model], str] = {Customer: "pgh_obj_id", **_AROUND}
    for model, column in histories.items():
        edited |= _ids(
            f"SELECT DISTINCT e.{column} FROM {_history(model)} e"
            f" WHERE {_BY_OTHERS} AND e.{column} = ANY(%s)",
            [run, customer_ids],
        )
    return edited


def customers_in_use(customer_ids: list[int]) -> set[int]:
    """Those whom rows of other rooms protect from removal, such as orders. One query a protecting table."""
    used: set[int] = set()
    for relation in Customer._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT:
            field = relation.field.name
            rows = relation.related_model._default_manager.filter(**{f"{field}__in": customer_ids})
            used |= set(rows.values_list(field, flat=True).distinct())
    return used


def added_rows(model: type[models.Model], run: int, customer_ids: list[int]) -> dict[int, int]:
    """Row → customer of what the run added to these customers, its own left out. One query."""
    rows = model._default_manager.filter(created_by_run=run, customer__in=customer_ids)
    return dict(rows.exclude(customer__created_by_run=run).values_list("pk", "customer_id"))


def rows_edited(model: type[models.Model], run: int, customer_ids: list[int]) -> set[int]:
    """Those of the rows the run added to these customers that others changed since. One query."""
    return _ids(
        f"SELECT e.pgh_obj_id FROM {_history(model)} e WHERE e.created_by_run = %s AND {_BY_OTHERS}"
        " AND e.customer_id = ANY(%s)",
        [run, run, customer_ids],
    )


def changed_rows(model: type[models.Model], run: int, customer_ids: list[int]) -> list[Change]:
    """Rows of these customers that the run found and changed, by id. 2 queries."""
    history = apps.get_model("customers", f"{model.__name__}Event")
    before: dict[int, Any] = {}
    owner = "pgh_obj_id" if model is Customer else "customer_id"
    events = history._default_manager.filter(
        pgh_label="update",
        pgh_context__metadata__contains={"cause": "import", "run": run},
        **{f"{owner}__in": customer_ids},
    )
    for event in events.exclude(created_by_run=run).order_by("pgh_id"):
        before.setdefault(event.pgh_obj_id, event)
    if not before:
        return []
    since = _ids(
        f"SELECT e.pgh_obj_id FROM {_history(model)} e JOIN unnest(%s::bigint[], %s::bigint[]) ours(id, at)"
        f" ON e.pgh_obj_id = ours.id AND e.pgh_id > ours.at WHERE {_BY_OTHERS}",
        [list(before), [event.pgh_id for event in before.values()], run],
    )
    return [Change(row_id, event, row_id in since) for row_id, event in sorted(before.items())]


def _history(model: type[models.Model]) -> str:
    return f'"{apps.get_model("customers", f"{model.__name__}Event")._meta.db_table}"'


def _ids(sql: str, parameters: list[Any]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {row_id for (row_id,) in cursor.fetchall()}
