"""How likely two records are one customer. The worked numbers are in docs/algorithms/identity.md."""

import re
from datetime import date
from typing import Final, NamedTuple

from otokui.domain.customers.types.identity import Judgement, Sign

PROPOSED_FROM: Final = 50
LARGEST_GROUP: Final = 12
"""More customers than this with one mail address or number share it: it says nothing about who they are."""
FEWEST_DIGITS: Final = 9

POINTS: Final[dict[Sign, int]] = {
    Sign.SAME_LINE: 60,
    Sign.SAME_MAIL: 50,
    Sign.SAME_NAME: 30,
    Sign.SAME_PHONE: 25,
    Sign.SAME_ADDRESS: 20,
    Sign.SAME_BIRTHDAY: 20,
    Sign.SAME_NUMBER: 20,
    Sign.SAME_READING: 15,
    Sign.SAME_FAMILY_NAME: 10,
    Sign.OTHER_FAMILY_NAME: -15,
    Sign.OTHER_KIND: -30,
    Sign.OTHER_NAME: -45,
    Sign.OTHER_IN_FAMILY: -60,
    Sign.OTHER_BIRTHDAY: -60,
}


class Known(NamedTuple):
    """What two records are compared by: keys, never what was typed."""

    id: int
    kind: str = "person"
    name: str = ""
    family: str = ""
    given: str = ""
    reading: str = ""
    birthday: date | None = None
    line_id: str = ""
    code: str = ""
    phones: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


def judge(one: Known, other: Known) -> Judgement:
    """Signs for and against, added up. Symmetric; two records that share nothing score 0."""
    signs = [*_ways(one, other), *_names(one, other), *_facts(one, other)]
    score = max(0, min(100, sum(POINTS[sign] for sign in signs)))
    return Judgement(score, tuple(sorted(signs, key=lambda sign: -abs(POINTS[sign]))))


def number_key(code: str) -> str:
    """What writings of one customer number share: `A-0012`, `a0012` and `A12` alike."""
    letters, digits = re.fullmatch(r"(\D*)(.*)", re.sub(r"[^0-9a-z]", "", code.lower())).groups()  # type: ignore[union-attr]
    return f"{letters}{digits.lstrip('0')}"


def _ways(one: Known, other: Known) -> list[Sign]:
    shared = {
        Sign.SAME_MAIL: one.mails & other.mails,
        Sign.SAME_PHONE: {each for each in one.phones & other.phones if len(each) >= FEWEST_DIGITS},
        Sign.SAME_ADDRESS: one.places & other.places,
    }
    signs = [sign for sign, both in shared.items() if both]
    return [*signs, Sign.SAME_LINE] if one.line_id and one.line_id == other.line_id else signs


def _names(one: Known, other: Known) -> list[Sign]:
    if not one.name or not other.name:
        return [Sign.SAME_READING] if one.reading and one.reading == other.reading else []
    if one.name == other.name:
        whole = one.kind == "company" or bool(one.given) or bool(other.given)
        return [Sign.SAME_NAME] if whole else [Sign.SAME_FAMILY_NAME]
    if one.reading and one.reading == other.reading and one.family == other.family:
        return [Sign.SAME_READING]
    if one.family and one.family == other.family:
        return [Sign.OTHER_IN_FAMILY] if one.given and other.given else [Sign.SAME_FAMILY_NAME]
    if one.given and one.given == other.given and one.kind == other.kind == "person":
        return [Sign.OTHER_FAMILY_NAME]
    return [Sign.OTHER_NAME]


def _facts(one: Known, other: Known) -> list[Sign]:
    signs = []
    if one.birthday and other.birthday:
        signs.append(Sign.SAME_BIRTHDAY if one.birthday == other.birthday else Sign.OTHER_BIRTHDAY)
    if one.kind != other.kind:
        signs.append(Sign.OTHER_KIND)
    if one.code and other.code and number_key(one.code) == number_key(other.code):
        signs.append(Sign.SAME_NUMBER)
    return signs
