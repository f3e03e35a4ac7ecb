"""From rows to the records that cross the door. A row is what `queries.whole` reads: dates as ISO text."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from otokui.core.kernel.address import format_postal
from otokui.core.kernel.names import propose_honorific
from otokui.domain.customers.models import Consent, Household
from otokui.domain.customers.types import (
    AddressRecord,
    AttributeKind,
    AttributeRecord,
    Channel,
    ConsentRecord,
    ContactPersonRecord,
    CustomerKind,
    HouseholdKind,
    HouseholdRecord,
    HouseholdSource,
    MailRecord,
    ObservationKind,
    ObservationRecord,
    ObservationSource,
    PhoneRecord,
    PreferenceKind,
    PreferenceRecord,
)

Row = Mapping[str, Any]


def present_households(as_of: date) -> QuerySet[Household]:
    """The latest observation of each customer, left out where it has expired."""
    latest = (
        Household.objects.filter(noted_on__lte=as_of)
        .order_by("customer_id", "-noted_on", "-id")
        .distinct("customer_id")
    )
    return Household.objects.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=as_of), pk__in=latest)


def latest_consents() -> QuerySet[Consent]:
    """The last word of each customer on each channel; narrow by customer before evaluating."""
    return Consent.objects.order_by("customer_id", "channel", "-at", "-id").distinct("customer_id", "channel")


def phone_record(row: Row) -> PhoneRecord:
    return PhoneRecord(**row)


def mail_record(row: Row) -> MailRecord:
    return MailRecord(**row)


def address_record(row: Row) -> AddressRecord:
    return AddressRecord(**{**row, "postal_code": format_postal(row["postal_code"])})


def contact_person_record(row: Row) -> ContactPersonRecord:
    proposed = propose_honorific(is_company=False, position=row["post"])
    return ContactPersonRecord(**{**row, "proposed_honorific": proposed, "left_on": day_of(row["left_on"])})


def household_record(row: Row) -> HouseholdRecord:
    return HouseholdRecord(
        row["id"],
        HouseholdKind(row["kind"]),
        row["size"],
        HouseholdSource(row["source"]),
        date.fromisoformat(row["noted_on"]),
        day_of(row["expires_on"]),
    )


def observation_record(row: Row) -> ObservationRecord:
    return ObservationRecord(
        row["id"],
        ObservationKind(row["kind"]),
        ObservationSource(row["source"]),
        datetime.fromisoformat(row["noted_at"]),
        date.fromisoformat(row["noted_on"]),
        day_of(row["expires_on"]),
        row["note"],
        row["staff_id"],
        row["staff"],
    )


def preference_record(row: Row) -> PreferenceRecord:
    noted_on = date.fromisoformat(row["noted_on"])
    return PreferenceRecord(row["id"], PreferenceKind(row["kind"]), row["text"], noted_on)


def consent_record(row: Row) -> ConsentRecord:
    at = datetime.fromisoformat(row["at"])
    return ConsentRecord(
        Channel(row["channel"]), row["granted"], at, row["source"], row["way"], row["wording"]
    )


def attribute_record(row: Row, values: Mapping[str, object] | None = None) -> AttributeRecord:
    value = (values or {}).get(row["key"])
    return AttributeRecord(
        key=row["key"],
        label=row["label"],
        kind=AttributeKind(row["kind"]),
        options=tuple(row["options"]),
        value=value if isinstance(value, str | int | float | bool) else None,
        position=row["position"],
        is_retired=row["is_retired"],
    )


def kana_of(row: Row) -> str:
    """The reading that belongs to the shown name."""
    if row["kind"] == CustomerKind.COMPANY:
        return str(row["company_kana"])
    return f"{row['family_kana']} {row['given_kana']}".strip()


def day_of(text: str | None) -> date | None:
    """A day, where there is one."""
    return date.fromisoformat(text) if text else None
