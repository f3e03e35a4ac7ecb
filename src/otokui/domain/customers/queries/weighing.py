"""What customers are worth, as an upper room knows it: the richer of two equal pairs is looked at first."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

Weigh = Callable[[Collection[int]], Mapping[int, int]]
_WEIGHTS: dict[str, Weigh] = {}


def register_weight(name: str, weigh: Weigh) -> None:
    """Ask this room for the money of customers, in minor units by id; one query for any number of them."""
    _WEIGHTS[name] = weigh


def money_of(customer_ids: Collection[int]) -> dict[int, int]:
    """The money of each, added up over the rooms; who has none may be missing."""
    money: dict[int, int] = {}
    for weigh in _WEIGHTS.values():
        for customer_id, amount in weigh(customer_ids).items():
            money[customer_id] = money.get(customer_id, 0) + amount
    return money


ActiveAmong = Callable[[Collection[int], date], Mapping[int, date]]
_ACTIVE: dict[str, ActiveAmong] = {}


def register_activity(name: str, active: ActiveAmong) -> None:
    """Ask this room for the last day on which each did something, up to a day; one query for all."""
    _ACTIVE[name] = active


def last_days(customer_ids: Collection[int], today: date) -> dict[int, date]:
    """The last day each did anything in the rooms above; who never did is missing."""
    found: dict[int, date] = {}
    for active in _ACTIVE.values():
        for customer_id, day in active(customer_ids, today).items():
            found[customer_id] = max(day, found.get(customer_id, day))
    return found
