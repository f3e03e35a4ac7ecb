"""One row of a customer file → what the room of customers takes."""

import re
from collections.abc import Mapping
from dataclasses import replace
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
_PLAIN = frozenset(
    {
        "code", "name", "family_name", "given_name", "kana", "family_kana", "given_kana", "company_name",
        "company_kana", "honorific", "line_id", "memo",
    }
)  # fmt: skip
_SCALARS = (*sorted(_PLAIN), "birthday", "address", "household")
KEY_PARTS = "\t"
"""Between the parts of a match key."""

_PARTS = re.compile(r"[,、;；|｜\n]+")


def read_customer(row: Mapping[str, Any], *, consent_source: str) -> CustomerRow:
    """The row as given; what the file does not say stays empty. Texts are trimmed already."""
    said = row.get
    mail = said("email", "")
    return CustomerRow(
        line=row["row"],
        birthday=said("birthday"),
        phones=tuple(filter(None, (said("phone"), said("mobile")))),
        mails=(mail,) if mail else (),
        address=AddressInput(
            postal_code=said("postal_code", ""),
            prefecture=said("prefecture", ""),
            line=said("address", ""),
            building=said("address2", ""),
        ),
        household=read_household(said("household", "")),
        tags=tuple(filter(None, map(str.strip, _PARTS.split(said("tags", ""))))) if said("tags") else (),
        consents=_consents(said("mail_consent", ""), mail, consent_source),
        **{name: row[name] for name in row.keys() & _PLAIN},
    )


def merge_rows(first: CustomerRow, later: CustomerRow) -> CustomerRow:
    """Two rows about one customer as one: what the later one says holds, numbers and tags add up."""
    said: dict[str, Any] = {name: value for name in _SCALARS if (value := getattr(later, name))}
    for name in ("phones", "mails", "tags"):
        said[name] = tuple(dict.fromkeys((*getattr(first, name), *getattr(later, name))))
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


def _consents(cell: str, mail: str, source: str) -> tuple[ConsentGiven, ...]:
    """A consent column decides for its row; without one, a named origin stands for all rows with a mail."""
    granted = read_consent(cell) if cell else (True if source and mail else None)
    if granted is None:
        return ()
    return (ConsentGiven(Channel.MAIL, granted, source=source, way="import"),)


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
