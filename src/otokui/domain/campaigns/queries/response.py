"""What followed the contacts of the plan."""

from datetime import date, timedelta
from typing import Final

from otokui.core.platform import prepared
from otokui.domain.accounts.types import Sight
from otokui.domain.campaigns.rules.article import CLASSES
from otokui.domain.campaigns.types import Response
from otokui.domain.customers.public import sight_sql

DAYS: Final = 30
LOOKED_BACK: Final = 365
BENCHMARK: Final = {"first": 10, "toddler": 50, "steady": 100, "trend": 100, "best": 200}
"""Of 1000 who are approached, how many buy, by class (R27)."""
MISSED: Final = ["skipped", "absent", "wrong", "not_needed"]

_SQL: Final = """
WITH done AS (
    SELECT DISTINCT o.customer_class, o.customer_id, o.done_on FROM campaigns_occasion o
    JOIN customers_customer c ON c.id = o.customer_id AND {sight}
    WHERE o.done_on BETWEEN %(oldest)s AND %(newest)s AND o.outcome <> ALL(%(missed)s))
SELECT customer_class, count(*),
    count(*) FILTER (WHERE EXISTS (SELECT FROM purchases_orderline l WHERE l.customer_id = done.customer_id
        AND l.kind = 'sale' AND l.amount > 0
        AND l.order_day BETWEEN done_on + 1 AND done_on + %(days)s::int)),
    count(*) FILTER (WHERE EXISTS (SELECT FROM purchases_orderline l WHERE l.customer_id = done.customer_id
        AND l.kind = 'sale' AND l.amount > 0
        AND l.order_day BETWEEN done_on - %(days)s::int AND done_on - 1))
FROM done GROUP BY customer_class"""


def list_responses(*, as_of: date, sight: Sight) -> list[Response]:
    """By class: contacts of the plan whose 30 days are over, and how many bought in them.

    One SQL query over the contacts of a year.
    """
    condition, seen = sight_sql(sight, alias="c")
    values = {
        "oldest": as_of - timedelta(days=LOOKED_BACK),
        "newest": as_of - timedelta(days=DAYS),
        "missed": MISSED,
        "days": DAYS,
        **seen,
    }
    found = {row[0]: row for row in prepared.rows(_SQL.format(sight=condition), values)}
    return [
        Response(
            customer_class=key,
            contacted=found[key][1],
            after=found[key][2],
            before=found[key][3],
            benchmark=BENCHMARK[key],
        )
        for key in CLASSES
        if key in found
    ]
