"""Addresses of one customer: for whoever does not see the customer there is nothing there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_noop

from otokui.core.kernel.errors import Refused
from otokui.core.platform import prepared
from otokui.core.platform.arrays import array_of
from otokui.domain.accounts.public import sight_of
from otokui.domain.accounts.types import Sight

View = Callable[..., HttpResponseBase]
_ONE: Final = """SELECT 1 FROM customers_customer
    WHERE id = %s AND (in_charge_id IS NULL OR in_charge_id = ANY(%s::bigint[]))"""

_GONE: Final = """SELECT coalesce(nullif(survivor.name, ''), survivor.code, '#' || survivor.id),
        erased.customer_id IS NOT NULL
    FROM customers_customer c LEFT JOIN customers_customer survivor ON survivor.id = c.merged_into_id
    LEFT JOIN customers_erasure erased ON erased.customer_id = c.id
    WHERE c.id = %s AND (survivor.id IS NOT NULL OR erased.customer_id IS NOT NULL)"""
ERASED: Final = gettext_noop("The personal data of this customer is erased: nothing can be written down.")


def may_see(customer_id: int, sight: Sight) -> bool:
    """Whether this customer exists for somebody. One short query, none for whoever sees all."""
    if sight.staff_ids is None:
        return True
    return bool(prepared.rows(_ONE, [customer_id, array_of(sight.staff_ids)]))


def refuse_gone(customer_id: int) -> None:
    """`Refused` (merged_already, erased) for writing about somebody who is known as another customer now, or
    whose data is, or is about to be, erased.

    One query.
    """
    into = prepared.rows(_GONE, [customer_id])
    if into and into[0][1]:
        raise Refused(ERASED, code="erased")
    if into:
        raise Refused(
            "This customer has been merged into %(into)s meanwhile. Write it down there.",
            code="merged_already",
            into=into[0][0],
        )


def of_seen_customer(view: View) -> View:
    """Decorator of views whose address has a `customer_id`, inside `requires`: 404 for one out of sight.

    One short query more for those whose sight is limited. Whether there is such a customer at all is the
    view's to find out.
    """

    @wraps(view)
    def guarded(request: HttpRequest, customer_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see(customer_id, sight_of(request.user)):
            raise Http404
        if request.method == "POST":
            refuse_gone(customer_id)
        return view(request, customer_id, *args, **kwargs)

    guarded.asks_sight = True  # type: ignore[attr-defined]
    return guarded
