"""One row of a customer file → what the room of customers takes."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from otokui.core.kernel.address import address_key
from otokui.core.kernel.names import full_name
from otokui.core.kernel.phone import phone_key
from otokui.core.kernel.text import compatible, name_key
from otokui.domain.customers.types import (
    AddressInput,
    Channel,
    ConsentGiven,
    CustomerRow,
    HouseholdKind,
    MatchKey,
)

_HOUSEHOLDS = {
    HouseholdKind.SINGLE: ("単身", "一人", "1人", "ひとり", "独身", "single"),
    HouseholdKind.COUPLE: ("夫婦", "二人", "2人", "couple"),
    HouseholdKind.THREE_GENERATIONS: ("三世代", "3世代", "二世帯", "2世帯", "同居", "generations"),
    HouseholdKind.FAMILY: ("家族", "ファミリー", "子", "family"),
}
_YES = (
    "1 y yes true on ok 可 はい 有 あり ○ 〇 ◯ 希望 希望する 希望します 許可 許諾 同意 同意する "
    "受信 受信する 受け取る 受取る 配信 配信可 配信する 購読 購読中 登録 "
    "html テキスト htmlメール テキストメール"
)
_NO = (
    "0 n no false off ng 不可 いいえ 無 なし × ✕ x 希望しない 希望しません 不要 拒否 許可しない "
    "同意しない 受信しない 受け取らない 受取らない 停止 配信不可 配信停止 配信しない 解除 退会 未登録"
)
_GRANTED, _REFUSED = frozenset(_YES.split()), frozenset(_NO.split())
_SCALARS = (
    "code", "name", "family_name", "given_name", "kana", "family_kana", "given_kana", "company_name",
    "company_kana", "honorific", "line_id", "memo", "birthday", "customer_since", "in_charge_id", "address",
    "household",
)  # fmt: skip
KEY_PARTS = "\t"
"""Between the parts of a match key."""

_PARTS = re.compile(r"[,、;；|｜\n]+")


@dataclass(frozen=True, slots=True)
class ConsentOrigin:
    """Where the people of a file agreed to be written to, to which words, when. See `ImportOptions`."""

    source: str = ""
    wording: str = ""
    at: datetime | None = None
    asked: bool = False


class CustomerReader:
    """Turns rows with these columns into what the room of customers takes; texts are trimmed already.

    What the file does not say stays empty. `staff`: ids by mail address and by name, as `person_key` makes
    them.
    """

    def __init__(
        self, columns: Collection[str], *, origin: ConsentOrigin, staff: Mapping[str, int] | None = None
    ) -> None:
        self._origin = origin
        self._staff = staff or {}
        self._plain = [(name, field) for name, field in _PLAIN.items() if field in columns]
        self._made = [
            (name, make) for name, (fields, make) in _MADE.items() if not fields.isdisjoint(columns)
        ]

    def __call__(self, row: Mapping[str, Any]) -> CustomerRow:
        values: dict[str, Any] = {name: row[field] for name, field in self._plain}
        for name, make in self._made:
            values[name] = make(row)
        consent, person = row.get("mail_consent", ""), row.get("staff", "")
        if consent or self._origin.source:
            values["consents"] = _consents(consent, row.get("email", ""), self._origin)
        if person:
            values["in_charge_id"] = self._staff.get(person_key(person))
        return CustomerRow(row["row"], **values)


def person_key(text: str) -> str:
    """What two writings of a colleague's mail address or name share."""
    return compatible(text).strip().lower() if "@" in text else name_key(text)


def _address(row: Mapping[str, Any]) -> AddressInput | None:
    said = row.get
    code, prefecture, line = said("postal_code", ""), said("prefecture", ""), said("address", "")
    if not (code or prefecture or line):
        return None
    return AddressInput(code, prefecture, line, said("address2", ""))


def _tags(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, _PARTS.split(row["tags"])))) if row["tags"] else ()


def _texts(*fields: str) -> Callable[[Mapping[str, Any]], tuple[str, ...]]:
    return lambda row: tuple([text for field in fields if (text := row.get(field))])


_PLAIN = {
    name: name
    for name in (
        "code", "name", "family_name", "given_name", "kana", "family_kana", "given_kana", "company_name",
        "company_kana", "honorific", "line_id", "memo", "birthday",
    )
} | {"customer_since": "registered_on"}  # fmt: skip
OWN_FIELDS = ("gender", "occupation")
"""Fields that go to fields of the shop's own with the same key."""

_MADE: dict[str, tuple[frozenset[str], Callable[[Mapping[str, Any]], Any]]] = {
    "phones": (frozenset({"phone", "mobile"}), _texts("phone", "mobile")),
    "faxes": (frozenset({"fax"}), _texts("fax")),
    "mails": (frozenset({"email"}), _texts("email")),
    "address": (frozenset({"postal_code", "prefecture", "address"}), _address),
    "household": (frozenset({"household"}), lambda row: read_household(row["household"])),
    "tags": (frozenset({"tags"}), _tags),
    "attributes": (
        frozenset(OWN_FIELDS),
        lambda row: {field: text for field in OWN_FIELDS if (text := row.get(field))},
    ),
}


def merge_rows(first: CustomerRow, later: CustomerRow) -> CustomerRow:
    """Two rows about one customer as one: what the later one says holds, numbers and tags add up."""
    said: dict[str, Any] = {name: value for name in _SCALARS if (value := getattr(later, name))}
    for name in ("phones", "faxes", "mails", "tags"):
        said[name] = tuple(dict.fromkeys((*getattr(first, name), *getattr(later, name))))
    if later.attributes:
        said["attributes"] = {**first.attributes, **later.attributes}
    if later.consents:
        said["consents"] = later.consents
    return replace(first, **said)


def read_household(text: str) -> HouseholdKind | None:
    """What a cell says about the household; OTHER for words we do not know, None for nothing."""
    if not text.strip():
        return None
    plain = compatible(text).lower()
    for kind, words in _HOUSEHOLDS.items():
        if any(word in plain for word in words):
            return kind
    return HouseholdKind.OTHER


def read_consent(text: str) -> bool | None:
    """Whether a cell grants; None if it says neither yes nor no. An empty cell must not be asked."""
    plain = compatible(text).strip().lower()
    if plain in _GRANTED or text.strip() in _GRANTED:
        return True
    return False if plain in _REFUSED or text.strip() in _REFUSED else None


def _consents(cell: str, mail: str, origin: ConsentOrigin) -> tuple[ConsentGiven, ...]:
    """A consent column decides for its row; without one, a named origin stands for all rows with a mail."""
    granted = read_consent(cell) if cell else (True if origin.source and mail else None)
    if granted is None or (granted and origin.asked and not origin.source):
        return ()
    said = (origin.wording, origin.at) if granted else ("", None)
    return (
        ConsentGiven(Channel.MAIL, granted, source=origin.source, wording=said[0], way="import", at=said[1]),
    )


def home_of(row: Mapping[str, Any], key: MatchKey) -> str:
    """What rows about one customer share: the normalised match key, "" where the row lacks a part of it."""
    said = row.get
    match key:
        case MatchKey.CODE:
            return str(said("code", ""))
        case MatchKey.MAIL:
            return compatible(said("email", "")).strip().lower()
        case MatchKey.PHONE:
            return _phone(row)
        case MatchKey.NAME_PHONE:
            return _both(_name(row), _phone(row))
        case MatchKey.NAME_ADDRESS:
            return _both(_name(row), address_key(said("prefecture", "") + said("address", "")))


def _both(one: str, other: str) -> str:
    return f"{one}{KEY_PARTS}{other}" if one and other else ""


def _name(row: Mapping[str, Any]) -> str:
    parts = full_name(row.get("family_name", ""), row.get("given_name", ""))
    return name_key(row.get("name") or parts or row.get("company_name", ""))


def _phone(row: Mapping[str, Any]) -> str:
    return phone_key(row.get("phone") or row.get("mobile") or "")
