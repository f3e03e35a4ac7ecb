"""One customer, whole."""

from collections.abc import Iterable
from datetime import date

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.names import propose_honorific
from otokui.domain.customers.models import AttributeDefinition, Customer
from otokui.domain.customers.queries import records
from otokui.domain.customers.rules.completeness import completeness
from otokui.domain.customers.types import (
    AttributeRecord,
    Completeness,
    CustomerKind,
    CustomerRecord,
)


class UnknownCustomer(Refused):
    """There is no such customer (any more)."""

    code = "unknown_customer"


def get_customer(customer_id: int, *, as_of: date) -> CustomerRecord:
    """9 queries, the same for any size of the shop. `UnknownCustomer` if there is none."""
    row = (
        Customer.objects.select_related("referred_by", "in_charge")
        .defer("search")
        .filter(pk=customer_id)
        .first()
    )
    if row is None:
        raise UnknownCustomer(f"{customer_id}")
    household = records.present_households(as_of).filter(customer_id=customer_id).first()
    return CustomerRecord(
        id=row.pk,
        version=row.version,
        code=row.code or "",
        kind=CustomerKind(row.kind),
        name=row.name,
        kana=records.kana_of(row),
        family_name=row.family_name,
        given_name=row.given_name,
        family_kana=row.family_kana,
        given_kana=row.given_kana,
        company_name=row.company_name,
        company_kana=row.company_kana,
        honorific=row.honorific,
        proposed_honorific=propose_honorific(is_company=row.kind == CustomerKind.COMPANY),
        birthday=row.birthday,
        line_id=row.line_id,
        tags=tuple(row.tags),
        attributes=tuple(list_attributes(row.attributes)),
        reason_chosen=row.reason_chosen,
        referred_by_id=row.referred_by_id,
        referred_by=row.referred_by.name if row.referred_by else "",
        in_charge_id=row.in_charge_id,
        in_charge=row.in_charge.name if row.in_charge else "",
        memo=row.memo,
        memo_pops_up=row.memo_pops_up,
        open_complaint=row.open_complaint,
        created_at=row.created_at,
        updated_at=row.updated_at,
        phones=tuple(map(records.phone_record, row.phones.all())),
        mails=tuple(map(records.mail_record, row.mails.all())),
        addresses=tuple(map(records.address_record, row.addresses.all())),
        contact_persons=tuple(map(records.contact_person_record, row.contact_persons.all())),
        household=records.household_record(household) if household else None,
        preferences=tuple(
            map(records.preference_record, row.preferences.order_by("kind", "-noted_on", "id"))
        ),
        consents=tuple(
            map(records.consent_record, records.latest_consents().filter(customer_id=customer_id))
        ),
    )


def get_completeness(customer: CustomerRecord) -> Completeness:
    """How much of this customer's face we see, and what to find out next. No query."""
    return completeness(customer)


def list_attributes(values: dict[str, object] | None = None) -> list[AttributeRecord]:
    """The shop's own fields in their order, with these values; retired ones only where known. One query."""
    found = [records.attribute_record(row, values) for row in AttributeDefinition.objects.all()]
    return [record for record in found if not record.is_retired or record.value is not None]


def customer_names(customer_ids: Iterable[int]) -> dict[int, str]:
    """Display names by id. One query, none for no ids."""
    wanted = set(customer_ids)
    return dict(Customer.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
