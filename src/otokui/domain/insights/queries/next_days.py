"""When the next orders of the customers of a list are to be expected, as the silence has it by now."""

from collections.abc import Sequence
from datetime import date

from otokui.analytics.derive import derive_customers
from otokui.domain.insights.queries.books import read_states
from otokui.domain.insights.queries.runs import find_current_judge

_NEEDED = ("customer_id", "latest_line_on", "orders", "first_on", "last_on", "net", "gaps", "gap_squares")


def next_days(customer_ids: Sequence[int], as_of: date) -> dict[int, date]:
    """The median day of the next order by customer id, given the silence up to `as_of` and given it comes.

    Who has never bought is left out, and everybody before the first run. Two SQL queries, one more where
    lines after `as_of` are known.
    """
    judge = find_current_judge()
    if judge is None:
        return {}
    states = read_states(customer_ids, judge.parameters.settings, as_of, only=_NEEDED)
    derived = derive_customers(states, judge.parameters, as_of, only=("customer_id", "next_on"))
    return {
        customer: day
        for customer, day in zip(*(column.to_pylist() for column in derived.columns), strict=True)
        if day is not None
    }
