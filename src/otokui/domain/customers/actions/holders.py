"""Everything that any room holds of a customer. Each room registers what it holds, as with the guards."""

from collections.abc import Collection, Mapping

from django.db import transaction

from otokui.domain.customers.actions.reassign_contacts import reassign_contacts
from otokui.domain.customers.actions.reassign_files import reassign_files
from otokui.domain.customers.adapters.bulk import lock_customers
from otokui.domain.customers.models import Customer, Observation
from otokui.domain.customers.queries.attachments import with_files
from otokui.domain.customers.queries.customer import UnknownCustomer
from otokui.domain.customers.types import Holder

_HOLDERS: dict[str, Holder] = {}


def register_holder(name: str, holder: Holder) -> None:
    """Reach this holder from now on. Called while the application starts; the same name replaces."""
    _HOLDERS[name] = holder


def list_holders() -> dict[str, Holder]:
    """All holders by name, in the order in which they are reached."""
    return dict(_HOLDERS)


def kept_by_holders(
    customer_ids: Collection[int], foreseen: Mapping[str, Mapping[int, bool]] | None = None
) -> set[int]:
    """Those of them who must stay because of what rooms hold of them. One query a room that keeps anybody.

    `foreseen`: by holder the customers of whom it is known already what the room will hold.
    """
    kept: set[int] = set()
    for name, holder in _HOLDERS.items():
        known = (foreseen or {}).get(name, {})
        kept |= {customer for customer in customer_ids if known.get(customer)}
        kept |= holder.keep([each for each in customer_ids if each not in known]) if holder.keep else set()
    return kept


def reassign_customer(from_id: int, to_id: int, *, staff_id: int | None = None) -> dict[str, int]:
    """Give what every room holds of one customer to another, all of it or nothing; rows moved by holder.

    Both customers stay, with their own columns, telephones and addresses. `UnknownCustomer`.
    """
    with transaction.atomic():
        lock_customers([from_id, to_id])
        known = set(Customer.objects.filter(pk__in=[from_id, to_id]).values_list("pk", flat=True))
        for customer_id in (from_id, to_id):
            if customer_id not in known:
                raise UnknownCustomer(f"{customer_id}")
        return {name: holder.move(from_id, to_id, staff_id) for name, holder in _HOLDERS.items()}


register_holder(
    "observations",
    Holder(
        frozenset({"customers.Observation"}),
        lambda from_id, to_id, _staff_id: Observation.objects.filter(customer_id=from_id).update(
            customer_id=to_id
        ),
    ),
)
register_holder(
    "contacts",
    Holder(
        frozenset({"customers.Contact", "customers.FollowUp"}),
        lambda from_id, to_id, staff_id: reassign_contacts(from_id, to_id, staff_id=staff_id),
    ),
)
register_holder(
    "files",
    Holder(
        frozenset({"customers.Attachment"}),
        lambda from_id, to_id, staff_id: reassign_files(from_id, to_id, staff_id=staff_id),
        keep=with_files,
    ),
)
