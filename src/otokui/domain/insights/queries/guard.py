"""What the classes of customers forbid; asked by whoever wants to contact or offer something."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import connection

from otokui.analytics.schema import CLASSES
from otokui.domain.customers.types import ContactWay, Purpose, Reason
from otokui.domain.insights.rules import why_not_for_class

_OF_CLASSES: Final = """
SELECT * FROM (
    SELECT customer_id, CASE WHEN next_change_on <= %s THEN next_class ELSE customer_class END AS on_that_day
    FROM insights_standing WHERE customer_id = ANY(%s::bigint[])) standing
WHERE on_that_day = ANY(%s)"""


def class_guard(
    customer_ids: Sequence[int], purpose: Purpose, way: ContactWay, as_of: date
) -> dict[int, Reason]:
    """The reasons of those whose class forbids this purpose on `as_of`. One SQL query, none where no class
    does.
    """
    asked = ((key, why_not_for_class(key, purpose)) for key in CLASSES)
    refusing = {key: reason for key, reason in asked if reason is not None}
    if not refusing:
        return {}
    wanted = "{" + ",".join(map(str, customer_ids)) + "}"
    with connection.cursor() as cursor:
        cursor.execute(_OF_CLASSES, [as_of, wanted, list(refusing)])
        return {customer: refusing[on_that_day] for customer, on_that_day in cursor.fetchall()}
