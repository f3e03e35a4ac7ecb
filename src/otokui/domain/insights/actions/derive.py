"""Derive standings and reorders of customers again, from their purchases and the parameters in force."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
import pyarrow as pa

from otokui.analytics.derive import derive_customers, derive_reorders
from otokui.core.platform.events import publish
from otokui.domain.insights.adapters import standings as rows
from otokui.domain.insights.events import ClassesChanged
from otokui.domain.insights.queries.books import Books
from otokui.domain.insights.queries.runs import Judge
from otokui.domain.insights.types import ChangeCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why standings are derived again. Without a `cause` each customer's own numbers tell it."""

    on: date
    now: datetime
    cause: ChangeCause | None = None
    import_run: int | None = None


def derive_standings(customer_ids: Sequence[int], judge: Judge, occasion: Occasion) -> int:
    """Bring these customers to the day of the occasion; returns how many changed class or state.

    Must be called after `lock_standings()` in the same transaction. Publishes one event if anybody moved.
    Six SQL statements whatever the number of customers.
    """
    ...
