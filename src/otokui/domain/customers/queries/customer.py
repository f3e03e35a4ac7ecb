"""One customer, whole."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.names import propose_honorific
from otokui.domain.customers.models import AttributeDefinition, Customer
from otokui.domain.customers.queries import records
from otokui.domain.customers.queries.timeline import entries_of, open_tasks_of
from otokui.domain.customers.queries.whole import RECORD, TASKS, TIMELINE, Row, read_whole
from otokui.domain.customers.rules.completeness import completeness
from otokui.domain.customers.types import (
    AttributeRecord,
    Completeness,
    CustomerFile,
    CustomerKind,
    CustomerRecord,
)

_AS_THEY_ARE: Final = (
    "id", "version", "code", "name", "family_name", "given_name", "family_kana", "given_kana", "company_name",
    "company_kana", "honorific", "birthday", "customer_since", "line_id", "reason_chosen", "referred_by_id",
    "referred_by", "referrer_in_charge_id", "in_charge_id", "in_charge", "memo", "memo_pops_up",
    "open_complaint", "created_at", "updated_at", "merged_into_id", "erased",
)  # fmt: skip
_DEFINITION: Final = ("key", "label", "kind", "options", "position", "is_retired")


class UnknownCustomer(Refused):
    """There is no such customer (any more)."""

    code = "unknown_customer"


class MergedAway(UnknownCustomer):
    """Whoever this was is known as another customer now: `survivor_id`."""

    def __init__(self, customer_id: int, survivor_id: int) -> None:
        super().__init__(f"{customer_id}")
        self.survivor_id = survivor_id


class ErasedAway(UnknownCustomer):
    """Whoever this was has been erased, or is about to be."""


def get_customer(customer_id: int, *, as_of: date) -> CustomerRecord:
    """One query, whatever is known. `UnknownCustomer` if there is none."""
    return _record(_read(customer_id, RECORD, as_of=as_of))


def get_customer_file(customer_id: int, *, as_of: date, latest: int = 50) -> CustomerFile:
    """The customer, the `latest` entries of the timeline and all open follow-ups. One query.

    `UnknownCustomer` if there is none, `MergedAway` if it is known as another one, `ErasedAway`.
    """
    row = _read(customer_id, RECORD | TIMELINE | TASKS, as_of=as_of, latest=latest)
    if row["merged_into_id"] is not None:
        raise MergedAway(customer_id, row["merged_into_id"])
    if row["erased"]:
        raise ErasedAway(f"{customer_id}")
    return CustomerFile(_record(row), tuple(entries_of(row)[:latest]), tuple(open_tasks_of(row)))


def _read(customer_id: int, parts: Mapping[str, str], *, as_of: date, latest: int = 0) -> Row:
    row = read_whole(customer_id, parts, as_of=as_of, latest=latest)
    if row is None:
        raise UnknownCustomer(f"{customer_id}")
    return row


def _record(row: Row) -> CustomerRecord:
    is_company = row["kind"] == CustomerKind.COMPANY
    household = next(map(records.household_record, row["households"]), None)
    return CustomerRecord(
        **{name: row[name] for name in _AS_THEY_ARE},
        kind=CustomerKind(row["kind"]),
        kana=records.kana_of(row),
        proposed_honorific=propose_honorific(is_company=is_company),
        tags=tuple(row["tags"]),
        attributes=tuple(_attributes(row["definitions"], row["attributes"])),
        phones=tuple(map(records.phone_record, row["phones"])),
        mails=tuple(map(records.mail_record, row["mails"])),
        addresses=tuple(map(records.address_record, row["addresses"])),
        contact_persons=tuple(map(records.contact_person_record, row["contact_persons"])),
        household=household,
        preferences=tuple(map(records.preference_record, row["preferences"])),
        consents=tuple(map(records.consent_record, row["consents"])),
        observations=tuple(map(records.observation_record, row["observations"])),
    )


def get_completeness(customer: CustomerRecord) -> Completeness:
    """How much of this customer's face we see, and what to find out next. No query."""
    return completeness(customer)


def list_attributes(values: Mapping[str, object] | None = None) -> list[AttributeRecord]:
    """The shop's own fields in their order, with these values; retired ones only where known. One query."""
    return _attributes(AttributeDefinition.objects.values(*_DEFINITION), values)


def list_own_fields() -> list[AttributeRecord]:
    """The shop's own fields without values, those no longer asked for at the end. One query."""
    rows = AttributeDefinition.objects.order_by("is_retired", "position", "id").values(*_DEFINITION)
    return [records.attribute_record(row, None) for row in rows]


def _attributes(definitions: Iterable[Row], values: Mapping[str, object] | None) -> list[AttributeRecord]:
    found = [records.attribute_record(row, values) for row in definitions]
    return [record for record in found if not record.is_retired or record.value is not None]


def customer_names(customer_ids: Iterable[int]) -> dict[int, str]:
    """Display names by id. One query, none for no ids."""
    wanted = set(customer_ids)
    return dict(Customer.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def name_and_honorific(customer_id: int) -> tuple[str, str]:
    """How they are called: their name, and 様, 御中 or what is kept instead. Empty if unknown. One query."""
    found = Customer.objects.filter(pk=customer_id).values_list("name", "honorific", "kind").first()
    if found is None:
        return "", ""
    name, honorific, kind = found
    return name, honorific or propose_honorific(is_company=kind == CustomerKind.COMPANY)
