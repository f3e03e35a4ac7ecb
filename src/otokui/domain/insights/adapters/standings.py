"""Write standings set-based: stage them with COPY, then touch only the rows that differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import connection

from otokui.domain.insights.adapters.frames import write_frame

STANDING_COLUMNS = (
    "customer_id",
    "run_id",
    "customer_class",
    "state",
    "rule",
    "orders",
    "first_on",
    "last_on",
    "net",
    "short_history",
    "next_change_on",
    "next_class",
    "next_state",
    "review_on",
    "to_upper",
    "f",
    "m",
    "due_lo",
    "due_on",
    "due_hi",
    "overdue_from",
)
REORDER_COLUMNS = (
    "customer_id",
    "product_id",
    "orders",
    "last_on",
    "due_lo",
    "due_on",
    "due_hi",
    "overdue_from",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What one transaction writes into the class history beside the classes themselves.

    Without a `cause` the numbers tell it, customer by customer: more purchases, less money, or just time.
    """

    on: date
    run: int
    recorded_at: datetime
    cause: str | None = None
    import_run: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """How many customers changed class or state, and the first and last line of history (None if nobody)."""

    customers: int
    first_line: int | None
    last_line: int | None


def lock_standings() -> None:
    """Wait until nobody else writes standings, and keep others waiting until this transaction ends.

    Whoever reads purchases after this statement sees everything that the writer before saw: an older
    derivation can never overwrite a newer one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('insights.standings'))")


def write_standings(standings: pl.DataFrame, occasion: Occasion) -> Moved:
    """Bring `insights_standing` to these rows and add a line of history for each class or state that moved.

    Rows that are already right are not touched.
    """
    with connection.cursor() as cursor:
        _stage("insights_standing", standings.select(STANDING_COLUMNS))
        cursor.execute(
            _WRITE_STANDINGS,
            {
                "on": occasion.on,
                "run": occasion.run,
                "recorded_at": occasion.recorded_at,
                "cause": occasion.cause,
                "import_run": occasion.import_run,
            },
        )
        return Moved(*cursor.fetchone())


def write_reorders(customer_ids: list[int], reorders: pl.DataFrame) -> None:
    """Bring the reorders of these customers to exactly these rows, touching only those that differ."""
    with connection.cursor() as cursor:
        _stage("insights_reorder", reorders.select(REORDER_COLUMNS))
        cursor.execute(_DELETE_REORDERS, [customer_ids])
        cursor.execute(_WRITE_REORDERS)


def _stage(table: str, frame: pl.DataFrame) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS stage_{table} (LIKE {table}) ON COMMIT DELETE ROWS;"
            f"TRUNCATE stage_{table}"
        )
    write_frame(f"stage_{table}", frame)


def _row(alias: str, columns: tuple[str, ...]) -> str:
    return f"ROW({', '.join(f'{alias}.{column}' for column in columns)})"


def _assignments(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)


_WRITE_STANDINGS = f"""
WITH compared AS (
    SELECT s.*, o.customer_id IS NULL AS is_new,
        o.customer_class AS old_class, o.state AS old_state,
        o.orders AS old_orders, o.net AS old_net, o.first_on AS old_first_on, o.last_on AS old_last_on
    FROM stage_insights_standing s LEFT JOIN insights_standing o USING (customer_id)
    WHERE {_row("s", STANDING_COLUMNS)} IS DISTINCT FROM {_row("o", STANDING_COLUMNS)}
), moved AS (
    INSERT INTO insights_standingchange
        (customer_id, "on", from_class, from_state, to_class, to_state, cause, run_id, import_run,
         recorded_at)
    SELECT customer_id, %(on)s, old_class, old_state, customer_class, state,
        coalesce(%(cause)s, CASE
            WHEN is_new OR orders > old_orders THEN 'purchase'
            WHEN orders < old_orders OR net < old_net THEN 'return'
            WHEN net > old_net THEN 'purchase'
            WHEN first_on IS DISTINCT FROM old_first_on OR last_on IS DISTINCT FROM old_last_on
                THEN 'correction'
            ELSE 'time' END),
        %(run)s, %(import_run)s, %(recorded_at)s
    FROM compared
    WHERE (customer_class, state) IS DISTINCT FROM (old_class, old_state)
        AND NOT (is_new AND customer_class = 'prospect')
    ORDER BY customer_id
    RETURNING id
), written AS (
    INSERT INTO insights_standing ({", ".join(STANDING_COLUMNS)})
    SELECT {", ".join(STANDING_COLUMNS)} FROM compared
    ON CONFLICT (customer_id) DO UPDATE SET {_assignments(STANDING_COLUMNS[1:])}
    RETURNING 1
)
SELECT count(*), min(id), max(id) FROM moved
"""

_DELETE_REORDERS = """
DELETE FROM insights_reorder r
WHERE r.customer_id = ANY(%s) AND NOT EXISTS (
    SELECT FROM stage_insights_reorder s WHERE (s.customer_id, s.product_id) = (r.customer_id, r.product_id))
"""

_WRITE_REORDERS = f"""
INSERT INTO insights_reorder ({", ".join(REORDER_COLUMNS)})
SELECT s.* FROM (SELECT {", ".join(REORDER_COLUMNS)} FROM stage_insights_reorder) s
LEFT JOIN insights_reorder o USING (customer_id, product_id)
WHERE {_row("s", REORDER_COLUMNS)} IS DISTINCT FROM {_row("o", REORDER_COLUMNS)}
ON CONFLICT (customer_id, product_id) DO UPDATE SET {_assignments(REORDER_COLUMNS[2:])}
"""
