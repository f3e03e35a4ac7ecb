"""Amounts as integer minor units."""

from collections.abc import Sequence

SYMBOLS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}


def format_money(amount: int, *, currency: str = "JPY", minor_units: int = 0) -> str:
    """`¥12,300`, `-$3.50`, `CHF 5.00`."""
    whole, part = divmod(abs(amount), 10**minor_units)
    digits = f"{whole:,}" + (f".{part:0{minor_units}d}" if minor_units else "")
    return f"{'-' if amount < 0 else ''}{SYMBOLS.get(currency, f'{currency} ')}{digits}"


def divide_half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded to the nearest integer, halves away from zero; no float on the way."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def split_in_proportion(amount: int, weights: Sequence[int]) -> list[int]:
    """Shares of `amount` by `weights` (≥ 0, not all 0) that add up to it exactly.

    The largest remainders get the odd units, the earlier share first where they are equal.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be ≥ 0 and not all 0")
    sign, size = (-1, -amount) if amount < 0 else (1, amount)
    shares = [size * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(size * weights[place] % total), place))
    for place in by_remainder[: size - sum(shares)]:
        shares[place] += 1
    return [sign * share for share in shares]
