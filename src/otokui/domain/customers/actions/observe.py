"""What somebody sees with a glance is noted with one tap, and taken back with a second one."""

from datetime import date, datetime

from django.db import transaction

from otokui.core.kernel.text import clean
from otokui.core.platform import audit
from otokui.core.platform.events import publish
from otokui.domain.customers.actions.keep_customers import known_as
from otokui.domain.customers.events import KnowledgeChanged
from otokui.domain.customers.models import Household, Observation
from otokui.domain.customers.rules.completeness import household_expires_on
from otokui.domain.customers.rules.observing import believed_until
from otokui.domain.customers.types import HouseholdKind, HouseholdSource, ObservationKind, ObservationSource

_NOTE_LIMIT = 300
_HOUSEHOLD_YEARS = 3


def note_observation(
    customer_id: int,
    *,
    kind: ObservationKind,
    is_so: bool = True,
    source: ObservationSource,
    noted_at: datetime,
    noted_on: date,
    note: str = "",
    staff_id: int | None = None,
) -> bool:
    """It is so, or (`is_so` False) not any more; whether that is now what is believed.

    False: somebody has looked later and saw something else, which stays; this is kept as what was seen
    before. Whoever takes back what they noted on the same day takes the row away, else the end is noted. The
    same again on the same day changes nothing. `UnknownCustomer`.
    """
    with transaction.atomic(), audit.changing(cause="observe", staff=staff_id):
        customer_id = known_as(customer_id, alone=True)
        rows = Observation.objects.filter(customer_id=customer_id, kind=kind).order_by("-noted_at", "-id")
        later = rows.filter(noted_at__gt=noted_at).first()
        before = rows.filter(noted_at__lte=noted_at).first()
        known = before is not None and before.is_so
        if before is not None and before.noted_on == noted_on and before.noted_by_id == staff_id:
            if before.is_so == is_so:
                return later is None or later.is_so == is_so
            before.delete()
        elif is_so or known:
            Observation.objects.create(
                customer_id=customer_id,
                kind=kind,
                is_so=is_so,
                source=source,
                noted_at=noted_at,
                noted_on=noted_on,
                expires_on=believed_until(kind, noted_on),
                note=clean(note)[:_NOTE_LIMIT],
                noted_by_id=staff_id,
            )
    return later is None or later.is_so == is_so


def see_household(
    customer_id: int, *, kind: HouseholdKind, is_so: bool = True, noted_on: date, staff_id: int | None = None
) -> bool:
    """The household as it looks at the door; as `note_observation` takes back and answers."""
    with transaction.atomic(), audit.changing(cause="observe", staff=staff_id):
        customer_id = known_as(customer_id, alone=True)
        rows = Household.objects.filter(customer_id=customer_id).order_by("-noted_on", "-id")
        later = rows.filter(noted_on__gt=noted_on).first()
        before = rows.filter(noted_on__lte=noted_on).first()
        own = (
            before is not None
            and before.source == HouseholdSource.AT_DOOR
            and (before.noted_on, before.noted_by_id) == (noted_on, staff_id)
        )
        if not is_so:
            _take_back(before, kind, own=own, noted_on=noted_on)
        elif not own or before is None or before.kind != kind:
            if own and before is not None:
                before.delete()
            Household.objects.create(
                customer_id=customer_id,
                kind=kind,
                source=HouseholdSource.AT_DOOR,
                noted_on=noted_on,
                expires_on=household_expires_on(noted_on, _HOUSEHOLD_YEARS),
                noted_by_id=staff_id,
            )
        publish(KnowledgeChanged((customer_id,)))
    return later is None or (later.kind == kind) == is_so


def _take_back(row: Household | None, kind: HouseholdKind, *, own: bool, noted_on: date) -> None:
    if row is None or row.kind != kind:
        return
    if own:
        row.delete()
    elif row.expires_on is None or row.expires_on > noted_on:
        row.expires_on = noted_on
        row.save(update_fields=["expires_on"])
