"""What happened between a customer and us, the latest first. Purchases and classes are added upstairs."""

from datetime import datetime
from operator import attrgetter

from otokui.domain.customers.models import Consent, Contact, FollowUp
from otokui.domain.customers.models.labels import label
from otokui.domain.customers.types import Channel, ContactWay, Direction, Outcome, TimelineEntry


def list_timeline(
    customer_id: int, *, before: datetime | None = None, limit: int = 50
) -> list[TimelineEntry]:
    """Contacts, follow-ups and consents, strictly before the instant if one is given. 3 queries."""
    contacts = Contact.objects.filter(customer_id=customer_id).select_related("staff").order_by("-at", "-id")
    follow_ups = (
        FollowUp.objects.filter(customer_id=customer_id)
        .select_related("created_by")
        .order_by("-created_at", "-id")
    )
    consents = (
        Consent.objects.filter(customer_id=customer_id).select_related("noted_by").order_by("-at", "-id")
    )
    if before is not None:
        contacts = contacts.filter(at__lt=before)
        follow_ups = follow_ups.filter(created_at__lt=before)
        consents = consents.filter(at__lt=before)
    entries = [
        *map(_contact, contacts[:limit]),
        *map(_follow_up, follow_ups[:limit]),
        *map(_consent, consents[:limit]),
    ]
    return sorted(entries, key=attrgetter("at", "kind", "id"), reverse=True)[:limit]


def _contact(row: Contact) -> TimelineEntry:
    return TimelineEntry(
        kind="contact",
        id=row.pk,
        at=row.at,
        way=ContactWay(row.way),
        direction=Direction(row.direction),
        outcome=Outcome(row.outcome) if row.outcome else None,
        staff_id=row.staff_id,
        staff=row.staff.name if row.staff else "",
        text=row.text,
    )


def _follow_up(row: FollowUp) -> TimelineEntry:
    return TimelineEntry(
        kind="follow_up",
        id=row.pk,
        at=row.created_at,
        way=ContactWay(row.way) if row.way else None,
        direction=None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        staff_id=row.created_by_id,
        staff=row.created_by.name if row.created_by else "",
        text=row.reason,
    )


def _consent(row: Consent) -> TimelineEntry:
    sign = "○" if row.granted else "×"
    return TimelineEntry(
        kind="consent",
        id=row.pk,
        at=row.at,
        way=None,
        direction=Direction.FROM_CUSTOMER,
        outcome=None,
        staff_id=row.noted_by_id,
        staff=row.noted_by.name if row.noted_by else "",
        text=f"{label(Channel(row.channel))} {sign} {row.source}".strip(),
    )
