"""By what erased persons are recognised, without knowing who they were."""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from otokui.domain.customers.models import Address, Customer, ErasedKey, Mail, Phone
from otokui.domain.customers.types import MatchKey, MatchValue

LINE: Final = "line"
"""Beside the keys by which imports match: the account by which somebody is written to."""


@cache
def _secret(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"otokui erased persons").derive(key.encode())


def digest(kind: str, value: MatchValue) -> bytes:
    """The keyed hash of a number, an address, or a name with one of them."""
    said = "\0".join((kind, *value)).encode()
    return hmac.new(_secret(settings.SECRET_KEY), said, sha256).digest()


def remember_keys(erasure_id: int, people: Iterable[int]) -> None:
    """Keep the keys of these records under the erasure, as long as the rows are there."""
    found = {(str(kind), digest(kind, value)) for kind, value in _keys_of(list(people))}
    ErasedKey.objects.bulk_create(
        [ErasedKey(erasure_id=erasure_id, kind=kind, digest=told) for kind, told in sorted(found)],
        ignore_conflicts=True,
    )


def anybody_erased() -> bool:
    """Whether there is any key at all. One query."""
    return ErasedKey.objects.exists()


def erased_among(kind: str, values: Iterable[MatchValue]) -> dict[MatchValue, int]:
    """The erased record of each value that was a key of one.

    One query, none for no values. Hashing takes its time: ask `anybody_erased` first.
    """
    asked: Mapping[bytes, MatchValue] = {digest(kind, value): value for value in values if all(value)}
    if not asked:
        return {}
    known = ErasedKey.objects.filter(kind=kind, digest__in=list(asked)).order_by("-erasure_id")
    return {asked[bytes(told)]: erasure for told, erasure in known.values_list("digest", "erasure_id")}


def _keys_of(ids: list[int]) -> Iterator[tuple[str, MatchValue]]:
    digits = set(Phone.objects.filter(customer_id__in=ids).values_list("digits", flat=True))
    places = set(Address.objects.filter(customer_id__in=ids).values_list("key", flat=True)) - {""}
    names = set()
    for code, name, line in Customer.objects.filter(pk__in=ids).values_list("code", "name_key", "line_id"):
        names |= {name} - {""}
        if code:
            yield MatchKey.CODE, (code,)
        if line:
            yield LINE, (line,)
    for mail in Mail.objects.filter(customer_id__in=ids).values_list("key", flat=True):
        yield MatchKey.MAIL, (mail,)
    for number in digits:
        yield MatchKey.PHONE, (number,)
    for name in names:
        yield from ((MatchKey.NAME_PHONE, (name, number)) for number in digits)
        yield from ((MatchKey.NAME_ADDRESS, (name, place)) for place in places)
