"""Addresses below one customer, for pages that name dozens of them."""

from functools import lru_cache

from django.urls import reverse

_SOMEBODY = 7_000_000_000_000_001
_SOMETHING = 7_000_000_000_000_002


def of_customer(name: str, customer_id: int, *more: str | int) -> str:
    """What `reverse` says; the same address of another customer, or of another thing, costs nothing.

    At most one number among `more`.
    """
    numbers = [one for one in more if isinstance(one, int)]
    shape = [_SOMETHING if isinstance(one, int) else one for one in more]
    address = _of_somebody(name, *shape).replace(str(_SOMEBODY), str(customer_id))
    return address.replace(str(_SOMETHING), str(numbers[0])) if numbers else address


@lru_cache(maxsize=512)
def _of_somebody(name: str, *more: str | int) -> str:
    return reverse(name, args=[_SOMEBODY, *more])
