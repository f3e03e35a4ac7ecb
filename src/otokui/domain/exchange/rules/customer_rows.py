"""One row of a customer file → what the room of customers takes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import Any

from otokui.core.kernel.address import address_key
from otokui.core.kernel.names import full_name, split_name
from otokui.core.kernel.phone import phone_key
from otokui.core.kernel.text import compatible, name_key
from otokui.domain.customers.types import (
    AddressInput,
    Channel,
    ConsentGiven,
    ContactPersonInput,
    CustomerKind,
    CustomerRow,
    HouseholdKind,
    MatchKey,
    PreferenceKind,
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
_ON = "表示 表示する 要注意 対応中 未解決 未対応 継続中 発生中 open ● ◎ レ ✓ ✔"
_OFF = "非表示 表示しない 済 済み 解決 解決済 解決済み 対応済 対応済み 完了 終了 closed resolved - ー"
_SIZE = re.compile(r"(\d{1,2}) *(?:人|名)?(?:家族|暮らし|世帯)?")
_KINDS = {
    CustomerKind.PERSON: "個人 一般 個人客 個人顧客 個人事業主 person individual private consumer",
    CustomerKind.COMPANY: "法人 会社 企業 団体 法人客 法人顧客 company corporate corporation business",
}
_KIND_OF_WORD = {word: kind for kind, words in _KINDS.items() for word in words.split()}
CONSENTS = {
    "mail_consent": Channel.MAIL,
    "post_consent": Channel.POST,
    "phone_consent": Channel.PHONE,
    "sms_consent": Channel.SMS,
    "line_consent": Channel.LINE,
    "fax_consent": Channel.FAX,
}
"""Columns that say by which way one may write."""

FLAGS = ("memo_pops_up", "open_complaint")
"""Columns that say yes or no of the customer."""

_ON_WORDS, _OFF_WORDS = frozenset(_ON.split()), frozenset(_OFF.split())
_GRANTED, _REFUSED = frozenset(_YES.split()), frozenset(_NO.split())
_SCALARS = (
    "code", "kind", "name", "family_name", "given_name", "kana", "family_kana", "given_kana", "company_name",
    "company_kana", "honorific", "line_id", "memo", "reason_chosen", "referred_by", "birthday",
    "customer_since", "in_charge_id", "address", "household",
)  # fmt: skip
KEY_PARTS = "\t"
"""Between the parts of a match key."""

_PARTS = re.compile(r"[,，、;；|｜\n]+")
# A need is told in sentences, and 「、」 and 「,」 stand inside of those.
_SENTENCES = re.compile(r"[;；|｜\n]+")


Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class ConsentOrigin:
    """Where the people of a file agreed to be written to, to which words, when. See `ImportOptions`."""

    source: str = ""
    wording: str = ""
    at: datetime | None = None
    asked: bool = False


class CustomerReader:
    """Turns rows with these columns into what the room of customers takes; texts are trimmed already.

    What the file does not say stays empty. `staff`: ids by what the file calls them. `own`: column → key of
    the shop's own fields.
    """

    def __init__(
        self,
        *,
        origin: ConsentOrigin,
        staff: Mapping[str, int] | None = None,
        own: Mapping[str, str] | None = None,
    ) -> None:
        self._origin = origin
        self._staff = staff or {}
        self._own = own or {}

    def __call__(self, columns: Mapping[str, Cells]) -> Iterator[CustomerRow]:
        """The rows of a piece of the file, given by its columns: field by field, since that is quickest."""
        values: dict[str, Iterable[Any]] = {"line": columns["row"]}
        values |= {name: columns[field] for name, field in _PLAIN.items() if field in columns}
        for name, (fields, make) in _MADE.items():
            if any(field in columns for field in fields):
                values[name] = map(make, *(columns.get(field) or repeat("") for field in fields))
        if self._origin.source or CONSENTS.keys() & columns.keys():
            values["consents"] = self._consents(columns)
        if "staff" in columns:
            values["in_charge_id"] = map(self._staff.get, columns["staff"])
        if own := {field: key for field, key in self._own.items() if field in columns}:
            values["attributes"] = (
                {key: str(cell) for key, cell in zip(own.values(), cells, strict=True) if cell}
                for cells in zip(*(columns[field] for field in own), strict=True)
            )
        unsaid = CustomerRow._field_defaults
        return map(CustomerRow, *(values.get(name) or repeat(unsaid[name]) for name in CustomerRow._fields))

    def _consents(self, columns: Mapping[str, Cells]) -> Iterator[tuple[ConsentGiven, ...]]:
        said = {field: way for field, way in CONSENTS.items() if field in columns or way is Channel.MAIL}
        cells = (columns.get(field) or repeat("") for field in said)
        for _row, mail, *answers in zip(
            columns["row"], columns.get("email") or repeat(""), *cells, strict=False
        ):
            given = (
                _consent(cell, way, mail if way is Channel.MAIL else "", self._origin)
                for cell, way in zip(answers, said.values(), strict=True)
            )
            yield tuple([consent for consent in given if consent])


def _address(code: str, prefecture: str, line: str, building: str) -> AddressInput | None:
    if not (code or prefecture or line):
        return None
    return AddressInput(code, prefecture, line, building)


def _addresses(*parts: str) -> tuple[AddressInput, ...]:
    address = _address(*parts)
    return (address,) if address else ()


def _people(name: str, kana: str, department: str, post: str) -> tuple[ContactPersonInput, ...]:
    if not name:
        return ()
    (family, given), (family_kana, given_kana) = split_name(name), split_name(kana)
    return (ContactPersonInput(family, given, family_kana, given_kana, department, post),)


def _tags(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, _PARTS.split(text)))) if text else ()


def _preferences(likes: str, dislikes: str, needs: str) -> tuple[tuple[PreferenceKind, str], ...]:
    told = (
        (PreferenceKind.LIKE, _tags(likes)),
        (PreferenceKind.DISLIKE, _tags(dislikes)),
        (PreferenceKind.NEED, tuple(filter(None, map(str.strip, _SENTENCES.split(needs))))),
    )
    return tuple([(kind, text) for kind, texts in told for text in texts])


def read_kind(text: str) -> str:
    """A person or a company (`CustomerKind`), "" for words that say neither."""
    return _KIND_OF_WORD.get(compatible(text).strip().lower(), "")


def _texts(*texts: str) -> tuple[str, ...]:
    return tuple([text for text in texts if text])


_PLAIN = {
    name: name
    for name in (
        "code", "name", "family_name", "given_name", "kana", "family_kana", "given_kana", "company_name",
        "company_kana", "honorific", "line_id", "reason_chosen", "referred_by", "birthday",
    )
} | {"customer_since": "registered_on"}  # fmt: skip
OWN_FIELDS = ("gender", "occupation")
"""Fields that go to fields of the shop's own with the same key."""


def merge_rows(first: CustomerRow, later: CustomerRow) -> CustomerRow:
    """Two rows about one customer as one: what the later one says holds, numbers and tags add up."""
    said: dict[str, Any] = {name: value for name in _SCALARS if (value := getattr(later, name))}
    said |= {name: flag for name in FLAGS if (flag := getattr(later, name)) is not None}
    for name in ("phones", "faxes", "mails", "tags", "preferences", "other_addresses", "people"):
        said[name] = tuple(dict.fromkeys((*getattr(first, name), *getattr(later, name))))
    if later.attributes:
        said["attributes"] = {**first.attributes, **later.attributes}
    if later.consents:
        said["consents"] = tuple({each.channel: each for each in (*first.consents, *later.consents)}.values())
    return first._replace(**said)


def read_household(text: str) -> HouseholdKind | None:
    """What a cell says about the household; OTHER for words we do not know, None for nothing."""
    if not text.strip():
        return None
    plain = compatible(text).lower()
    for kind, words in _HOUSEHOLDS.items():
        if any(word in plain for word in words):
            return kind
    return HouseholdKind.OTHER


def read_size(text: str) -> int | None:
    """How many people a cell says live there; None for what is no such number. An empty cell must not be
    asked."""
    found = _SIZE.fullmatch(compatible(text).strip())
    return int(found[1]) or None if found else None


def _household(kind: str, size: str) -> HouseholdKind | None:
    """By its words; where these say nothing that we know, by the number of people."""
    told = read_household(kind)
    people = read_size(size) if size and told in (None, HouseholdKind.OTHER) else None
    if people is None:
        return told
    return {1: HouseholdKind.SINGLE, 2: HouseholdKind.COUPLE}.get(people, HouseholdKind.FAMILY)


def read_flag(text: str) -> bool | None:
    """Whether a cell says that something is so; None if it says neither. An empty cell must not be asked."""
    plain = compatible(text).strip().lower()
    if plain in _ON_WORDS or plain in _OFF_WORDS:
        return plain in _ON_WORDS
    return read_consent(text)


def _flag(text: str) -> bool | None:
    return read_flag(text) if text else None


def _pops_up(flag: str, next_memo: str) -> bool | None:
    return read_flag(flag) if flag else True if next_memo else None


def _memo(memo: str, next_memo: str) -> str:
    return "\n".join(filter(None, (memo, next_memo)))


def read_consent(text: str) -> bool | None:
    """Whether a cell grants; None if it says neither yes nor no. An empty cell must not be asked."""
    plain = compatible(text).strip().lower()
    if plain in _GRANTED or text.strip() in _GRANTED:
        return True
    return False if plain in _REFUSED or text.strip() in _REFUSED else None


def _consent(cell: str, way: Channel, mail: str, origin: ConsentOrigin) -> ConsentGiven | None:
    """A consent column decides for its row; without one, a named origin stands for all rows with a mail."""
    granted = read_consent(cell) if cell else (True if origin.source and mail else None)
    if granted is None or (granted and origin.asked and not origin.source):
        return None
    said = (origin.wording, origin.at) if granted else ("", None)
    return ConsentGiven(way, granted, source=origin.source, wording=said[0], way="import", at=said[1])


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
            return _both(name_of_row(row), _phone(row))
        case MatchKey.NAME_ADDRESS:
            return _both(name_of_row(row), address_key(said("prefecture", "") + said("address", "")))


def _both(one: str, other: str) -> str:
    return f"{one}{KEY_PARTS}{other}" if one and other else ""


def name_of_row(row: Mapping[str, Any]) -> str:
    """The key of the name that a row gives, "" if none."""
    parts = full_name(row.get("family_name", ""), row.get("given_name", ""))
    return name_key(row.get("name") or parts or row.get("company_name", ""))


def _phone(row: Mapping[str, Any]) -> str:
    return phone_key(row.get("phone") or row.get("mobile") or "")


_MADE: dict[str, tuple[tuple[str, ...], Callable[..., Any]]] = {
    "phones": (("phone", "mobile"), _texts),
    "faxes": (("fax",), _texts),
    "mails": (("email",), _texts),
    "address": (("postal_code", "prefecture", "address", "address2"), _address),
    "other_addresses": (
        ("other_postal_code", "other_prefecture", "other_address", "other_address2"),
        _addresses,
    ),
    "household": (("household", "household_size"), _household),
    "memo": (("memo", "next_memo"), _memo),
    "memo_pops_up": (("memo_pops_up", "next_memo"), _pops_up),
    "open_complaint": (("open_complaint",), _flag),
    "tags": (("tags",), _tags),
    "preferences": (("likes", "dislikes", "needs"), _preferences),
    "kind": (("kind",), read_kind),
    "people": (("contact_name", "contact_kana", "contact_department", "contact_post"), _people),
}
