"""Who may be the same person as somebody about to be written down."""

from dataclasses import dataclass

from otokui.core.kernel.phone import phone_key
from otokui.core.kernel.text import clean, name_key
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.models import Customer
from otokui.domain.customers.models.customer import PRESENT
from otokui.domain.customers.queries.lines import lines_of
from otokui.domain.customers.queries.match import match_customers
from otokui.domain.customers.queries.sight import seen_among
from otokui.domain.customers.rules import keys
from otokui.domain.customers.types import CustomerInput, CustomerLine, MatchKey, MatchValue

_MOST = 5
_FEWEST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer who is there already; `line` is None for one whom the reader does not see.

    `by`: `name_phone`, `name_address`, `phone`, `mail` or `name`.
    """

    line: CustomerLine | None
    by: str

    @property
    def is_strong(self) -> bool:
        """Whether it is hardly somebody else."""
        return self.by in ("name_phone", "name_address", "mail")


def find_alike(given: CustomerInput, *, sight: Sight) -> list[Alike]:
    """At most five, the likeliest first; old kanji, width and ways of writing do not matter. 6 queries.

    Whoever is out of sight is told of without saying who it is, and last: 1 query more for a limited sight.
    """
    named = keys.naming(
        kind=given.kind,
        family_name=clean(given.family_name),
        given_name=clean(given.given_name),
        company_name=clean(given.company_name),
    )
    name = name_key(named.name)
    digits = [phone_key(phone.number) for phone in given.phones]
    digits = [number for number in digits if len(number) >= _FEWEST_DIGITS]
    places = [keys.place(address).key for address in given.addresses]
    wanted: dict[MatchKey, list[MatchValue]] = {
        MatchKey.NAME_PHONE: [(name, number) for number in digits],
        MatchKey.NAME_ADDRESS: [(name, place) for place in places],
        MatchKey.MAIL: [(keys.mail_key(mail.address),) for mail in given.mails],
        MatchKey.PHONE: [(number,) for number in digits],
    }
    found: dict[int, str] = {}
    for by, values in wanted.items():
        for ids in match_customers(by, values).values():
            for customer_id in ids:
                found.setdefault(customer_id, by.value)
    full = bool(named.family_name and named.given_name) or bool(named.company_name)
    if name and full and len(found) < _MOST:
        for customer_id in Customer.objects.filter(PRESENT, name_key=name).values_list("pk", flat=True)[
            :_MOST
        ]:
            found.setdefault(customer_id, "name")
    likely = list(found)[:_MOST]
    seen = seen_among(likely, sight)
    lines = lines_of([customer_id for customer_id in likely if customer_id in seen])
    hidden = {found[customer_id]: None for customer_id in likely if customer_id not in seen}
    return [*(Alike(line, found[line.id]) for line in lines), *(Alike(None, by) for by in hidden)]
