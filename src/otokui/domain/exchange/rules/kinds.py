"""What a file is about, by its headers."""

from collections.abc import Sequence

from otokui.domain.exchange.types import Kind, guess_mapping


def guess_kind(headers: Sequence[str]) -> Kind:
    """Purchases if there is a day and money; products if there is a code and a name and more of their
    columns than of customers'; else customers."""
    sales = guess_mapping(headers, Kind.PURCHASES)
    if not set(sales.missing) - {"customer_id"}:
        return Kind.PURCHASES
    goods, people = guess_mapping(headers, Kind.PRODUCTS), guess_mapping(headers, Kind.CUSTOMERS)
    if not goods.missing and len(goods.columns) > len(people.columns):
        return Kind.PRODUCTS
    return Kind.CUSTOMERS
