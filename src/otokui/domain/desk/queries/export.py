"""Customers of a list as rows of a file, some hundreds at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from otokui.domain.customers.public import by_reading, details_of, lines_of
from otokui.domain.customers.types import CustomerDetail
from otokui.domain.desk.queries.customer_list import rows_of
from otokui.domain.desk.types import Row

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Exported:
    """One customer with all that a file may say."""

    row: Row
    detail: CustomerDetail


def exported(ids: "QuerySet[Any, Any]", today: date) -> Iterator[Exported]:
    """In the order あ–わ. One SQL query for who they are, 6 more for each five hundred."""
    walking = iter(by_reading(ids).iterator(chunk_size=_AT_ONCE))
    while chunk := list(islice(walking, _AT_ONCE)):
        details: Mapping[int, CustomerDetail] = details_of(chunk)
        for row in rows_of(lines_of(chunk, with_address=False), today, with_discounts=True):
            if row.line.id in details:
                yield Exported(row, details[row.line.id])
