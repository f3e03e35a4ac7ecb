"""What a column of a file can mean in this very shop: our fields, and those that the shop has invented."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from otokui.domain.customers import public as customers
from otokui.domain.customers.types import AttributeKind, AttributeRecord
from otokui.domain.exchange.rules.customer_rows import OWN_FIELDS
from otokui.domain.exchange.types import FIELDS, OWN, Field, FieldKind, Kind

_KIND_OF: Final = {
    AttributeKind.TEXT: FieldKind.TEXT,
    AttributeKind.NUMBER: FieldKind.NUMBER,
    AttributeKind.DATE: FieldKind.DAY,
    AttributeKind.CHOICE: FieldKind.CHOICE,
    AttributeKind.YES_NO: FieldKind.YES_NO,
}


def fields_for(kind: Kind, own: Mapping[str, AttributeRecord] | None = None) -> tuple[Field, ...]:
    """The fields of a kind of file, the shop's `own` behind ours. 1 query for customers unless given.

    Those that the shop asks for no more are none, and neither are ours that became such a field of it.
    """
    if kind is not Kind.CUSTOMERS:
        return FIELDS[kind]
    known = definitions_by_field() if own is None else own
    ours = (_as_the_shop_has_it(field, known.get(field.name)) for field in FIELDS[kind])
    theirs = (_own(one) for name, one in known.items() if name.startswith(OWN) and not one.is_retired)
    return (*(field for field in ours if field), *theirs)


def definitions_by_field() -> dict[str, AttributeRecord]:
    """The shop's own fields by the name under which a mapping has them, retired ones too. 1 query."""
    return {name_of(own.key): own for own in customers.list_own_fields()}


def name_of(key: str) -> str:
    """The name in a mapping of the shop's own field with this key."""
    return key if key in OWN_FIELDS else OWN + key


def _own(own: AttributeRecord) -> Field:
    return Field(
        name_of(own.key), _KIND_OF[own.kind], own.label, own.label, (own.label,), options=own.options
    )


def _as_the_shop_has_it(field: Field, own: AttributeRecord | None) -> Field | None:
    """Gender and occupation are the shop's own from the first file on: its label and its choices hold."""
    if field.name not in OWN_FIELDS or own is None:
        return field
    if own.is_retired:
        return None
    return replace(
        field,
        kind=_KIND_OF[own.kind],
        label=field.label if own.label == field.label_ja else own.label,
        label_ja=own.label,
        headers=(own.label, *field.headers),
        options=own.options,
    )
