"""An order that was removed is there again."""

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform.audit import changing
from otokui.domain.accounts.public import get_business
from otokui.domain.customers.public import survivor_of
from otokui.domain.purchases.actions.derive_summaries import derive_summaries
from otokui.domain.purchases.actions.record_purchases import announce
from otokui.domain.purchases.adapters import removed
from otokui.domain.purchases.adapters.stock import move_stock, stock_taken_by
from otokui.domain.purchases.adapters.stored import lock_customers
from otokui.domain.purchases.adapters.writing import settle_inherited


def bring_order_back(order: int, *, staff: int | None) -> frozenset[int]:
    """Undo `delete_order`: the same order under the same id, with its lines, delivery and files; returns that
    name it are booked to it again, and the summaries follow. Answers whose purchases changed.

    A customer who has been merged meanwhile has it as who they are known as now. `Refused`: `gone` if it was
    not removed by hand, is there again, or if its number or its customer is not free or there any more.
    """
    with transaction.atomic(), changing(cause="restore", staff=staff):
        found = removed.find(order)
        if found is None:
            raise _not_there()
        into = {each: survivor_of(each) or each for each in found.customers}
        if removed.missing_customers(into.values()):
            raise Refused(_("The customer this names is no longer there."), code="gone")
        lock_customers(into.values())
        business = get_business()
        if not removed.put_back(found, into, business):
            raise _not_there()
        touched = set(into.values()) | settle_inherited(found.source, pl.Series([found.external_id]))
        if derive_summaries(touched, business):
            raise Refused(
                _("This customer has just been merged into another one. Open the order again."),
                code="merged_already",
            )
        move_stock({}, stock_taken_by([order]))
        announce(touched, None)
    return frozenset(touched)


def _not_there() -> Refused:
    return Refused("This change is not in the history.", code="gone")
