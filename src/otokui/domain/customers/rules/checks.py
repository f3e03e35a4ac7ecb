"""What may not be stored, and why. Codes are stable; callers put them into words."""

from collections.abc import Mapping
from datetime import date
from math import isfinite

from otokui.core.kernel.phone import phone_key
from otokui.core.kernel.text import clean, compatible
from otokui.domain.customers.rules.keys import Naming, mail_key
from otokui.domain.customers.types import AttributeKind, AttributeRecord, AttributeValue

NAME_LIMIT = 300
PART_LIMIT = 100
PHONE_LIMIT = 40
MAIL_LIMIT = 254
LINE_ID_LIMIT = 100
HONORIFIC_LIMIT = 20
TAG_LIMIT = 50
PREFERENCE_LIMIT = 300
PREFECTURE_LIMIT = 10
ADDRESS_LIMIT = 400
BUILDING_LIMIT = 300
_OLDEST = 1870
_NOTHING = frozenset(
    {"", "-", "－", "‐", "ー", "ｰ", "―", "—", "–"}
    | {"なし", "無し", "無", "ナシ", "ﾅｼ", "不明", "未登録", "none", "n/a"}
)
LONGEST_NOTHING = 8
_YES = frozenset({"1", "true", "yes", "y", "はい", "有", "あり", "○", "〇", "可", "on"})
_NO = frozenset({"0", "false", "no", "n", "いいえ", "無", "なし", "×", "不可", "off"})


def says_nothing(text: str) -> bool:
    """Cells like 「なし」「-」 that stand for "not known"."""
    return len(text) <= LONGEST_NOTHING and text.strip().lower() in _NOTHING


def why_not_named(named: Naming) -> str:
    """'' or `too_long`."""
    parts = (named.family_name, named.given_name, named.family_kana, named.given_kana)
    if max(map(len, parts)) > PART_LIMIT or max(len(named.name), len(named.company_kana)) > NAME_LIMIT:
        return "too_long"
    return ""


def why_not_phone(number: str, digits: str | None = None) -> str:
    """'' or `bad_phone`: too few digits to call, or more than any number has. `digits` if known already."""
    digits = phone_key(number) if digits is None else digits
    return "" if 3 <= len(digits) <= PHONE_LIMIT and len(number) <= PART_LIMIT else "bad_phone"


def why_not_mail(address: str, key: str | None = None) -> str:
    """'' or `bad_mail`. Only what no server could deliver is refused; the rest shows when mail comes back."""
    key = mail_key(address) if key is None else key
    local, at, domain = key.rpartition("@")
    bad = not (local and at and domain) or " " in key or len(key) > MAIL_LIMIT or domain.startswith(".")
    return "bad_mail" if bad or len(address) > MAIL_LIMIT else ""


def why_not_born(birthday: date | None, today: date) -> str:
    """'' or `bad_birthday`."""
    if birthday is None or (birthday.year >= _OLDEST and birthday <= today):
        return ""
    return "bad_birthday"


def read_attribute(definition: AttributeRecord, text: str) -> AttributeValue | None:
    """The typed value of what stands in a file or a form; None if it is none of this kind."""
    plain = compatible(text).strip()
    match definition.kind:
        case AttributeKind.TEXT:
            return clean(text) or None
        case AttributeKind.NUMBER:
            return _number(plain.replace(",", ""))
        case AttributeKind.DATE:
            return _day(plain)
        case AttributeKind.CHOICE:
            return next((option for option in definition.options if compatible(option) == plain), None)
        case AttributeKind.YES_NO:
            lower = plain.lower()
            return True if lower in _YES else False if lower in _NO else None


def why_not_answer(definition: AttributeRecord, text: str) -> str:
    """'' or `bad_attribute`: whether a cell of a file can be taken, cells that stand for "not known" too."""
    is_read = read_attribute(definition, text) is not None or says_nothing(text)
    return "" if is_read else "bad_attribute"


def _number(text: str) -> int | float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    if not isfinite(value):
        return None
    return int(text) if text.lstrip("+-").isdigit() else value


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text.replace("/", "-")).isoformat()
    except ValueError:
        return None


def why_not_attributes(
    values: Mapping[str, AttributeValue], definitions: Mapping[str, AttributeRecord]
) -> tuple[str, str] | None:
    """(key, code) of the first value that does not fit: `unknown_attribute` or `bad_attribute`."""
    for key, value in values.items():
        definition = definitions.get(key)
        if definition is None:
            return key, "unknown_attribute"
        if not _fits(definition, value):
            return key, "bad_attribute"
    return None


def _fits(definition: AttributeRecord, value: AttributeValue) -> bool:
    match definition.kind:
        case AttributeKind.TEXT:
            return isinstance(value, str)
        case AttributeKind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        case AttributeKind.DATE:
            return isinstance(value, str) and _day(value) == value
        case AttributeKind.CHOICE:
            return value in definition.options
        case AttributeKind.YES_NO:
            return isinstance(value, bool)
