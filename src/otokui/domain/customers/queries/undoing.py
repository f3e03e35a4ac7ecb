"""What the undo of an import would do to customers: decided before anything is written.

The undo carries this out under its locks, and the page that asks "undo?" counts it: so they say the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from otokui.domain.customers.models import Address, ContactPerson, Customer
from otokui.domain.customers.queries import traces
from otokui.domain.customers.queries.customer import customer_names
from otokui.domain.customers.types import UndoRefusal


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """Customers who go (`gone`), rows that go (`dropped`), rows that become what they were.

    `touched` are the customers of whom anything becomes what it was, `restored` how many of them wholly.
    """

    gone: list[int]
    dropped: list[traces.Added]
    addresses: list[traces.Change]
    people: list[traces.Change]
    customers: list[traces.Change]
    touched: set[int]
    restored: int
    refusals: tuple[UndoRefusal, ...]


def plan_undo(run: int, ids: list[int], *, kept: Callable[[list[int]], set[int]]) -> UndoPlan:
    """What becomes of these customers. 4 queries; `kept` says who of the run's own must stay in any case."""
    created = traces.created_customers(run, ids)
    edited = [customer_id for customer_id, by_others in created.items() if by_others]
    used = kept(list(created)) if created else set()
    added = traces.added_rows(run, ids)
    changed = traces.changed_rows(run, ids)
    addresses, people, customers = changed[Address], changed[ContactPerson], changed[Customer]

    refused = dict.fromkeys(used, _("in use")) | dict.fromkeys(edited, _("edited since"))
    since: list[traces.Added | traces.Change]
    since = [
        *(row for row in added if row.edited_since),
        *_edited(addresses),
        *_edited(people),
        *_edited(customers),
    ]
    gone = [customer_id for customer_id in created if customer_id not in refused]
    refused |= {row.customer_id: _("edited since") for row in since}

    before = {change.id: change.name for change in customers if not change.edited_since}
    names = customer_names({*before, *refused})
    back = [change for change in customers if not change.edited_since and change.id in names]
    dropped = [row for row in added if not row.edited_since]
    moved = [change for change in addresses if not change.edited_since]
    told = [change for change in people if not change.edited_since]
    again: list[traces.Added | traces.Change] = [*dropped, *moved, *told, *back]
    touched = {row.customer_id for row in again}
    named = names | before
    return UndoPlan(
        gone,
        dropped,
        moved,
        told,
        back,
        touched,
        len(touched - refused.keys()),
        tuple(UndoRefusal(named.get(each, ""), why, each) for each, why in sorted(refused.items())),
    )


def _edited(changes: list[traces.Change]) -> list[traces.Change]:
    return [change for change in changes if change.edited_since]
