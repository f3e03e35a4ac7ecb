"""Classes of past days: as today's books have them, and as they were believed then."""

from collections.abc import Collection
from datetime import date

from otokui.analytics.derive import derive_customers
from otokui.domain.insights.models import StandingChange
from otokui.domain.insights.queries.books import reduce_lines
from otokui.domain.insights.queries.days import end_of_day
from otokui.domain.insights.queries.runs import find_current_judge
from otokui.domain.insights.types import PastClass


def class_as_of(customer_ids: Collection[int], day: date) -> dict[int, PastClass]:
    """Classes by today's books cut at the end of `day`, under the parameters of the run in force.

    Purchases and returns dated later are unseen. Whoever had nothing in the books then is left out, as is
    everybody before the first run. Two SQL queries.
    """
    judge = find_current_judge()
    if judge is None:
        return {}
    books = reduce_lines(sorted(set(customer_ids)), judge.parameters.settings, day)
    derived = derive_customers(books.states, judge.parameters, day)
    return {
        row["customer_id"]: PastClass(row["class"], row["state"])
        for row in derived.select(["customer_id", "class", "state"]).to_pylist()
    }


def class_believed_on(customer_ids: Collection[int], day: date) -> dict[int, PastClass]:
    """Classes as they stood recorded at the end of `day`; who was not judged by then is left out.

    Two SQL queries.
    """
    lines = StandingChange.objects.filter(customer_id__in=customer_ids, recorded_at__lt=end_of_day(day))
    latest = lines.order_by("customer_id", "-id").distinct("customer_id")
    return {
        customer: PastClass(customer_class, state)
        for customer, customer_class, state in latest.values_list("customer_id", "to_class", "to_state")
    }
