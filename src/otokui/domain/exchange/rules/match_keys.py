"""By which columns a customer can be found again."""

from collections.abc import Mapping

from otokui.core.kernel.errors import Refused
from otokui.domain.customers.types import MatchKey

_NAMES = frozenset({"name", "customer_name", "family_name", "company_name"})
_PHONES = frozenset({"phone", "mobile"})
_CODES = frozenset({"code", "customer_id"})
_MAILS = frozenset({"email"})
_ADDRESSES = frozenset({"address"})

FIELDS_OF_KEY: dict[MatchKey, tuple[frozenset[str], ...]] = {
    MatchKey.CODE: (_CODES,),
    MatchKey.MAIL: (_MAILS,),
    MatchKey.PHONE: (_PHONES,),
    MatchKey.NAME_PHONE: (_NAMES, _PHONES),
    MatchKey.NAME_ADDRESS: (_NAMES, _ADDRESSES),
}
"""What each key needs: one field out of every set."""

_SUREST_FIRST = (
    MatchKey.CODE,
    MatchKey.MAIL,
    MatchKey.NAME_PHONE,
    MatchKey.NAME_ADDRESS,
    MatchKey.PHONE,
)


def choose_match_key(columns: Mapping[str, str]) -> MatchKey:
    """The surest key that the columns allow. Refused (`no_match_key`) if they allow none."""
    for key in _SUREST_FIRST:
        if all(choices & columns.keys() for choices in FIELDS_OF_KEY[key]):
            return key
    raise Refused(
        "there is no column by which a customer could be found again: a customer number, a mail address, "
        "or a name with a phone number or an address is needed. Name it with --map FIELD=COLUMN",
        code="no_match_key",
    )


def is_possible(key: MatchKey, columns: Mapping[str, str]) -> bool:
    """Whether the columns allow the key."""
    return all(choices & columns.keys() for choices in FIELDS_OF_KEY[key])


def possible_keys(columns: Mapping[str, str]) -> list[MatchKey]:
    """The keys that the columns allow, the surest first."""
    return [key for key in _SUREST_FIRST if is_possible(key, columns)]
