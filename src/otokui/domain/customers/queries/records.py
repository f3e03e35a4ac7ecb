"""From rows to the records that cross the door."""

from datetime import date

from django.db.models import Q, QuerySet

from otokui.core.kernel.address import format_postal
from otokui.core.kernel.names import propose_honorific
from otokui.domain.customers.models import (
    Address,
    AttributeDefinition,
    Consent,
    ContactPerson,
    Customer,
    Household,
    Mail,
    Phone,
    Preference,
)
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
    PhoneRecord,
    PreferenceKind,
    PreferenceRecord,
)


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


def phone_record(row: Phone) -> PhoneRecord:
    return PhoneRecord(row.pk, row.number, row.digits, row.label, row.is_fax, row.contact_person_id)


def mail_record(row: Mail) -> MailRecord:
    return MailRecord(row.pk, row.address, row.label, row.contact_person_id)


def address_record(row: Address) -> AddressRecord:
    return AddressRecord(
        row.pk,
        format_postal(row.postal_code),
        row.prefecture,
        row.line,
        row.building,
        row.label,
        row.recipient,
    )


def contact_person_record(row: ContactPerson) -> ContactPersonRecord:
    return ContactPersonRecord(
        id=row.pk,
        family_name=row.family_name,
        given_name=row.given_name,
        family_kana=row.family_kana,
        given_kana=row.given_kana,
        department=row.department,
        post=row.post,
        honorific=row.honorific,
        proposed_honorific=propose_honorific(is_company=False, position=row.post),
        decides=row.decides,
        memo=row.memo,
        left_on=row.left_on,
    )


def household_record(row: Household) -> HouseholdRecord:
    return HouseholdRecord(
        row.pk, HouseholdKind(row.kind), row.size, HouseholdSource(row.source), row.noted_on, row.expires_on
    )


def preference_record(row: Preference) -> PreferenceRecord:
    return PreferenceRecord(row.pk, PreferenceKind(row.kind), row.text, row.noted_on)


def consent_record(row: Consent) -> ConsentRecord:
    return ConsentRecord(Channel(row.channel), row.granted, row.at, row.source, row.way, row.wording)


def attribute_record(row: AttributeDefinition, values: dict[str, object] | None = None) -> AttributeRecord:
    value = (values or {}).get(row.key)
    return AttributeRecord(
        key=row.key,
        label=row.label,
        kind=AttributeKind(row.kind),
        options=tuple(row.options),
        value=value if isinstance(value, str | int | float | bool) else None,
        position=row.position,
        is_retired=row.is_retired,
    )


def kana_of(customer: Customer) -> str:
    """The reading that belongs to the shown name."""
    if customer.kind == CustomerKind.COMPANY:
        return customer.company_kana
    return f"{customer.family_kana} {customer.given_kana}".strip()
