"""How a family name is read, as far as the shop's own customers leave no doubt."""

from otokui.core.kernel.text import clean, name_key
from otokui.domain.customers.models import Customer
from otokui.domain.customers.types import CustomerKind

_ENOUGH, _LOOKED_AT = 2, 200


def propose_reading(family_name: str) -> str:
    """The reading that all customers of this family name share, two at least; else ''. One query."""
    family = clean(family_name)
    key = name_key(family)
    if not key:
        return ""
    alike = Customer.objects.filter(
        name_key__startswith=key, kind=CustomerKind.PERSON, family_name=family
    ).exclude(family_kana="")
    readings = list(alike.values_list("family_kana", flat=True)[:_LOOKED_AT])
    return readings[0] if len(readings) >= _ENOUGH and len(set(map(name_key, readings))) == 1 else ""
