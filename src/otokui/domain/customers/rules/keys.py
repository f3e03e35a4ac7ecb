"""From what people typed to what is stored: parts, display name, and the keys beside it."""

from collections.abc import Iterable
from typing import NamedTuple

from otokui.core.kernel import address as addresses
from otokui.core.kernel import text
from otokui.core.kernel.names import full_name, looks_like_company, split_name
from otokui.domain.customers.types import AddressInput, CustomerKind


class Naming(NamedTuple):
    """All name columns of a customer as they are stored."""

    kind: CustomerKind
    name: str
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    company_name: str
    company_kana: str

    @property
    def kana(self) -> str:
        if self.kind is CustomerKind.COMPANY:
            return self.company_kana
        return full_name(self.family_kana, self.given_kana)


NAMELESS = Naming(CustomerKind.PERSON, *[""] * 7)
PARTS = ("family_name", "given_name", "family_kana", "given_kana", "company_name", "company_kana")


class Keys(NamedTuple):
    """`search` is in tsvector input form."""

    name_key: str
    kana_key: str
    sort_key: str
    search: str


class Place(NamedTuple):
    """All columns of an address as they are stored."""

    postal_code: str
    prefecture: str
    line: str
    building: str
    key: str


def naming(
    *,
    kind: CustomerKind | None,
    name: str = "",
    family_name: str = "",
    given_name: str = "",
    kana: str = "",
    family_kana: str = "",
    given_kana: str = "",
    company_name: str = "",
    company_kana: str = "",
) -> Naming:
    """Take apart and put together what was given, all of it cleaned; no kind: proposed from the name."""
    if kind is None:
        person = family_name or given_name or family_kana
        firm = company_name and not (person or name)
        told = name or ("" if given_name else family_name)  # ledgers with 姓 and 名 have firms in 姓
        kind = CustomerKind.COMPANY if firm or (told and looks_like_company(told)) else CustomerKind.PERSON
    if kind is CustomerKind.COMPANY:
        firm_name = company_name or name or full_name(family_name, given_name)
        firm_kana = company_kana or kana or full_name(family_kana, given_kana)
        return Naming(kind, firm_name, "", "", "", "", firm_name, firm_kana)
    if name and not (family_name or given_name):
        family_name, given_name = split_name(name)
    if kana and not (family_kana or given_kana):
        family_kana, given_kana = split_name(kana)
    return Naming(
        kind,
        full_name(family_name, given_name) or company_name,
        family_name,
        given_name,
        family_kana,
        given_kana,
        company_name,
        company_kana,
    )


def keys_of(named: Naming, contact_persons: Iterable[str] = (), *, code: str = "") -> Keys:
    """Keys of a customer; `contact_persons` are names and readings by which a company is found too."""
    name_key = text.name_key(named.name)
    kana_key = text.name_key(named.kana)
    found_by = [name_key, kana_key, *map(text.name_key, contact_persons)]
    if named.kind is CustomerKind.PERSON and named.company_name:
        found_by += [text.name_key(named.company_name), text.name_key(named.company_kana)]
    return Keys(name_key, kana_key, text.sort_key(kana_key, name_key, code), text.search_document(found_by))


def mail_key(address: str) -> str:
    """What two writings of one mail address share."""
    return text.compatible(address).strip().lower()


def place(given: AddressInput) -> Place:
    """The columns of an address; a prefecture inside the line is moved to its own."""
    prefecture, line = text.clean(given.prefecture), text.clean(given.line)
    found, rest = addresses.split_prefecture(line)
    if found and not prefecture:
        prefecture, line = found, rest
    elif found and found == prefecture:
        line = rest
    return Place(
        addresses.postal_key(given.postal_code),
        prefecture,
        line,
        text.clean(given.building),
        addresses.address_key(f"{prefecture}{line}"),
    )
