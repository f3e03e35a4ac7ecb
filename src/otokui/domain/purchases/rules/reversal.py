"""How much of an order is left to take back, and what money goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale line: quantity in thousandths (None: not said), money in minor units."""

    line_no: int
    product: int | None
    quantity: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A reversal that names the order; both numbers positive."""

    product: int | None
    quantity: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Left:
    """What of a line has not been taken back. `quantity` None: as a whole or not at all."""

    line: Sold
    quantity: int | None
    amount: int

    @property
    def is_something(self) -> bool:
        return self.amount > 0 if self.quantity is None else self.quantity > 0


def left_of(sold: Sequence[Sold], taken_back: Sequence[TakenBack]) -> list[Left]:
    """What is left of each line. A reversal takes from the lines of its product in their order."""
    quantity = {line.line_no: line.quantity for line in sold}
    amount = {line.line_no: line.amount for line in sold}
    for back in taken_back:
        pieces, money = back.quantity, back.amount
        for line in [one for one in sold if one.product == back.product] or list(sold[:1]):
            available = quantity[line.line_no]
            if pieces is not None and available is not None:
                part = min(pieces, available)
                pieces -= part
                quantity[line.line_no] = available - part
            paid = min(money, max(amount[line.line_no], 0))
            money -= paid
            amount[line.line_no] -= paid
    return [Left(line, quantity[line.line_no], amount[line.line_no]) for line in sold]


def money_of(left: Left, quantity: int) -> int:
    """The money that goes back with so much of a line: in proportion, the last piece takes the rest."""
    if left.quantity is None or quantity >= left.quantity:
        return left.amount
    return left.amount * quantity // left.quantity
