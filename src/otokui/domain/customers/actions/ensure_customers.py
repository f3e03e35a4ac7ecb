"""The customers of a purchase file: found by the match key, made where the books do not know them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from otokui.domain.customers.actions.create_numbers import create_numbers
from otokui.domain.customers.actions.write_customers import write_customers
from otokui.domain.customers.adapters.erased_keys import anybody_erased, erased_among
from otokui.domain.customers.queries.match import match_customers
from otokui.domain.customers.types import AddressInput, CustomerRow, KnownAs, MatchKey, MatchValue, Policy

_NOTHING: Final = KnownAs()


def ensure_customers(
    match: MatchKey,
    known: Mapping[MatchValue, KnownAs],
    *,
    now: datetime,
    today: date | None = None,
    run: int | None = None,
    staff_id: int | None = None,
) -> dict[MatchValue, int]:
    """Ids by match value (as match_customers takes it). Existing customers are not changed.

    What a till says of somebody who was erased counts for the record without a name that is left: sales stay
    whole, and nobody comes back.

    A value is missing in the answer if several customers fit it, or if what is known of it cannot be stored.
    """
    found = match_customers(match, known)
    unknown = [value for value in known if value not in found]
    if unknown and anybody_erased():
        found |= {value: (erased,) for value, erased in erased_among(match, unknown).items()}
    unknown = [value for value in unknown if value not in found]
    if unknown:
        rows = [_row(line, match, value, known[value]) for line, value in enumerate(unknown)]
        write_customers(
            rows, match=match, policy=Policy.NEW, now=now, today=today, run=run, staff_id=staff_id
        )
        found |= match_customers(match, unknown)
    return {value: ids[0] for value, ids in found.items() if len(ids) == 1}


def ensure_customers_by_code(
    known: Mapping[str, KnownAs],
    *,
    now: datetime,
    today: date | None = None,
    run: int | None = None,
    staff_id: int | None = None,
) -> dict[str, int]:
    """Ids by customer number, for all of them: what cannot be stored of an unknown one is left out."""
    erased = erased_among(MatchKey.CODE, ((code,) for code in known)) if anybody_erased() else {}
    found = {value[0]: customer_id for value, customer_id in erased.items()}
    numbers = [
        code
        for code, about in known.items()
        if code not in found and (about == _NOTHING or about == KnownAs(code=code))
    ]
    if numbers:
        found |= create_numbers(numbers, now=now, run=run, staff_id=staff_id)
    unknown: dict[MatchValue, KnownAs] = {
        (code,): about for code, about in known.items() if code not in found
    }
    if unknown:
        made = ensure_customers(MatchKey.CODE, unknown, now=now, today=today, run=run, staff_id=staff_id)
        bare: dict[MatchValue, KnownAs] = {value: KnownAs() for value in unknown.keys() - made.keys()}
        if bare:
            made |= ensure_customers(MatchKey.CODE, bare, now=now, today=today, run=run, staff_id=staff_id)
        found |= {value[0]: customer_id for value, customer_id in made.items()}
    return found


def _row(line: int, match: MatchKey, value: MatchValue, about: KnownAs) -> CustomerRow:
    return CustomerRow(
        line=line,
        code=value[0] if match is MatchKey.CODE else about.code,
        name=about.name,
        kana=about.kana,
        phones=(about.phone,) if about.phone else (),
        mails=(about.mail,) if about.mail else (),
        address=AddressInput(about.postal_code, line=about.address),
    )
