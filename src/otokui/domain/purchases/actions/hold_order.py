"""Keep an order as it is while somebody decides about it."""

from collections.abc import Iterable

from otokui.domain.purchases.adapters.locking import lock_order


def hold_order(order: int, *, others: Iterable[int] = ()) -> None:
    """Until the caller's transaction ends nobody else changes this order, nor its customers' or the `others`'
    purchases. `UnknownOrder` if there is none. Whoever will move it to another customer names them here."""
    lock_order(order, others=others)
