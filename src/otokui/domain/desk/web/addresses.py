"""Addresses below one customer, for pages that name dozens of them."""

from functools import lru_cache

from django.urls import reverse

_SOMEBODY = 7_000_000_000_000_001


def of_customer(name: str, customer_id: int, *more: object) -> str:
    """What `reverse` says; the same address of another customer costs nothing."""
    return _of_somebody(name, *more).replace(str(_SOMEBODY), str(customer_id))


@lru_cache(maxsize=512)
def _of_somebody(name: str, *more: object) -> str:
    return reverse(name, args=[_SOMEBODY, *more])
