"""Give everything that rooms hold of one customer to another."""

from django.db import transaction

from otokui.core.platform import audit
from otokui.domain.customers.actions.give_rows import give_rows, settle
from otokui.domain.customers.adapters.bulk import lock_customers
from otokui.domain.customers.models import Customer
from otokui.domain.customers.queries.customer import UnknownCustomer
from otokui.domain.customers.queries.holding import kept_by_holders, list_holders, register_holder
from otokui.domain.customers.queries.merging import held_columns
from otokui.domain.customers.queries.telling import tell_own_rows
from otokui.domain.customers.types import HeldRow, Holder

__all__ = ["kept_by_holders", "list_holders", "reassign_customer", "register_holder"]


def reassign_customer(from_id: int, to_id: int, *, staff_id: int | None = None) -> dict[str, int]:
    """Give what every room holds of one customer to another, all of it or nothing; rows moved by holder.

    Both customers stay, with their own columns; what the other has already stays where it is.
    `UnknownCustomer`. To merge two records of one person is `merge_customers`, which can be taken back.
    """
    with transaction.atomic(), audit.changing(cause="reassign", staff=staff_id):
        lock_customers([from_id, to_id])
        known = set(Customer.objects.filter(pk__in=[from_id, to_id]).values_list("pk", flat=True))
        for customer_id in (from_id, to_id):
            if customer_id not in known:
                raise UnknownCustomer(f"{customer_id}")
        rows = [
            HeldRow(name, column.table, column.name, row, from_id, to_id)
            for name, column in held_columns()
            for row in sorted(set(column.ids_of(from_id)) - column.same_as(from_id, to_id) - {to_id})
        ]
        give_rows(rows, staff_id)
        settle(rows, staff_id)
    moved = dict.fromkeys(list_holders(), 0)
    for row in rows:
        moved[row.holder] += 1
    return moved


register_holder(
    "customers",
    Holder(
        frozenset(
            {
                "customers.Phone",
                "customers.Mail",
                "customers.Address",
                "customers.ContactPerson",
                "customers.Consent",
                "customers.Household",
                "customers.Preference",
                "customers.Contact",
                "customers.FollowUp",
                "customers.Observation",
                "customers.OpenDeal",
                "customers.Customer",
                "customers.Merge",
                "customers.Pair",
                "customers.BulkChangeRow",
                "customers.FlawMark",
            }
        ),
        tell=tell_own_rows,
        beyond={"customers.MergedRow": "merge"},
        leaves={"customers.Customer": {"name": ""}},
        mentions={
            "customers.ExportLog": ("conditions", "wanted"),
            "customers.BulkChange": ("wanted",),
            "platform.JobRecord": ("arguments", "note", "error", "traceback"),
            "platform.KeptAnswer": ("answer",),
        },
    ),
)
register_holder(
    "erased",
    Holder(
        frozenset({"customers.Erasure"}),
        beyond={"customers.ErasedKey": "erasure"},
        leaves={"customers.Erasure": {}, "customers.ErasedKey": {}},
    ),
)
register_holder("files", Holder(frozenset({"customers.Attachment"}), tell=tell_own_rows))
