"""What an import run did to orders and products, read from the history of changes.

Rows that a run created carry its number; rows that it updated or deleted have an event with the row as it
was and the run in the event's context. A *foreign* event is one that the run did not cause.

An undo goes through the orders that the run touched part by part, in the order of their ids. `gather_orders`
lists them once, in temporary tables of the connection; `gather_part` looks at the next of them, in temporary
tables of the transaction, on which all that follows works.
"""

from collections.abc import Sequence
from typing import Final

from django.db.models import Model

from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.purchases.adapters import copying
from otokui.domain.purchases.adapters.days import day_of
from otokui.domain.purchases.models import Order, OrderLine
from otokui.domain.purchases.rules.changes import LINE_FIELDS


def columns_of(model: type[Model], *, without: tuple[str, ...] = ()) -> list[str]:
    """The table's columns as the history keeps them."""
    columns = [field.column for field in model._meta.local_concrete_fields if field.column]
    return [column for column in columns if column not in without]


def listed(columns: Sequence[str], *, of: str = "") -> str:
    """The columns as SQL, of a table alias if one is given."""
    return ", ".join(f"{of}.{name}" if of else name for name in columns)


def gather_orders(run: int, *, after: int = 0) -> int:
    """List the orders that the run touched, but those up to `after`; returns how many. 5 SQL statements."""
    forget_orders()
    copying.execute(f"CREATE TEMP TABLE undo_context AS {CONTEXTS}", {"run": run})
    copying.execute(f"CREATE TEMP TABLE undo_touched AS {TOUCHED}", {"run": run, "after": after})
    copying.execute("ALTER TABLE undo_touched ADD PRIMARY KEY (id)")
    copying.execute("ANALYZE undo_touched")
    ((count,),) = copying.rows("SELECT count(*) FROM undo_touched")
    return int(count)


def forget_orders() -> None:
    """The connection's list goes."""
    copying.execute("DROP TABLE IF EXISTS undo_order, undo_head, undo_line, undo_touched, undo_context")


def gather_part(run: int, *, after: int, orders: int | None) -> int | None:
    """Look at the next `orders` (None: all) behind this id; returns the last one's id, None if there is none.

    5 SQL statements.
    """
    last: int | None
    ((last,),) = copying.rows(_LAST, [after, orders])
    if last is not None:
        copying.execute("DROP TABLE IF EXISTS undo_order, undo_head, undo_line")
        part = {"run": run, "after": after, "last": last}
        for name, content in PART.items():
            copying.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {content}", part)
    return last


def traced_customers() -> list[int]:
    """Everybody who has or had a part in the orders that the run touched."""
    return [customer for (customer,) in copying.rows(_CUSTOMERS)]


def refuse_edited(run: int) -> list[tuple[str, str, str]]:
    """Take orders that somebody else changed since out of the part.

    Returns (source, number, `edited`, `returned` or `bare`) of each.
    """
    refused = copying.rows(REFUSED, {"run": run})
    copying.execute("DELETE FROM undo_order WHERE id = ANY(%s)", [[row[0] for row in refused]])
    return [(source, number, reason) for _id, source, number, reason in refused]


def take_back_orders(run: int, business: BusinessSettings) -> tuple[int, int]:
    """Remove what the run created and put back what it changed; (orders removed, orders restored)."""
    zone = {"zone": business.time_zone, "minutes": business.day_start_minutes}
    copying.execute(_DROP_LINES, [run])
    copying.execute(_PUT_BACK_LINES, zone)
    copying.execute(_UPDATE_LINES, zone)
    copying.execute(_UPDATE_HEADS, zone)
    removed = copying.execute(
        "DELETE FROM purchases_order WHERE id IN (SELECT id FROM undo_order WHERE created)"
    )
    ((restored,),) = copying.rows("SELECT count(*) FROM undo_order WHERE NOT created")
    return removed, restored


def orders_in_stock() -> list[int]:
    """Those of the traced orders whose goods were taken from the stock."""
    found = copying.rows(
        "SELECT id FROM purchases_order WHERE moves_stock AND id IN (SELECT id FROM undo_order)"
    )
    return [order for (order,) in found]


def orders_with_orphans() -> list[tuple[str, list[str]]]:
    """Per source the numbers of those traced orders that a reversal without a customer is in or names."""
    return copying.rows(_WITH_ORPHANS)


_WITH_ORPHANS = """
SELECT o.source, array_agg(DISTINCT o.external_id) FROM undo_order o
JOIN (
    SELECT own.source, unnest(ARRAY[line.names_order, own.external_id]) AS number
    FROM purchases_orderline line JOIN purchases_order own ON own.id = line.order_id WHERE inherits_customer
) orphan ON orphan.source = o.source AND orphan.number = o.external_id
GROUP BY o.source ORDER BY o.source"""

CONTEXTS: Final = """
SELECT id FROM pghistory_context
WHERE (metadata->>'run')::bigint = %(run)s AND metadata->>'cause' IS DISTINCT FROM 'undo'"""

# The row as it was before the run touched it for the first time; rows of the run's own making simply go.
_FIRST = """
SELECT DISTINCT ON (pgh_obj_id) e.* FROM {events} e JOIN undo_context c ON c.id = e.pgh_context_id
WHERE pgh_label <> 'insert' AND created_by_run IS DISTINCT FROM %(run)s
    AND {order} > %(after)s AND {order} <= %(last)s
ORDER BY pgh_obj_id, pgh_id"""

TOUCHED: Final = """
SELECT id FROM (
    SELECT id FROM purchases_order WHERE created_by_run = %(run)s
    UNION SELECT order_id FROM purchases_orderline WHERE created_by_run = %(run)s
    UNION SELECT order_id FROM purchases_orderlineevent e JOIN undo_context c ON c.id = e.pgh_context_id
    UNION SELECT pgh_obj_id FROM purchases_orderevent e JOIN undo_context c ON c.id = e.pgh_context_id
) touched (id) WHERE id > %(after)s"""

_LAST = """
SELECT max(id) FROM (SELECT id FROM undo_touched WHERE id > %s ORDER BY id LIMIT %s) part"""

_ORDERS = """
SELECT o.id, source, external_id, created_by_run IS NOT DISTINCT FROM run AS created
FROM purchases_order o, (SELECT %(run)s::bigint AS run) r
WHERE o.id IN (SELECT id FROM undo_touched WHERE id > %(after)s AND id <= %(last)s)"""

PART: Final = {
    "undo_line": _FIRST.format(events="purchases_orderlineevent", order="order_id"),
    "undo_head": _FIRST.format(events="purchases_orderevent", order="pgh_obj_id"),
    "undo_order": _ORDERS,
}
"""The tables of a part, from `undo_context` and `undo_touched`."""

_CUSTOMERS = """
SELECT customer_id FROM purchases_order WHERE id IN (SELECT id FROM undo_order) AND customer_id IS NOT NULL
UNION SELECT customer_id FROM purchases_orderline
    WHERE order_id IN (SELECT id FROM undo_order) AND customer_id IS NOT NULL
UNION SELECT customer_id FROM undo_line JOIN purchases_purchasesummary USING (customer_id)
UNION SELECT customer_id FROM undo_head JOIN purchases_purchasesummary USING (customer_id)
ORDER BY 1"""

_CONTENT: Final = [name for name in LINE_FIELDS if name not in ("given_customer_id", "order_day")]


# A run that has been undone changed this order and has put it back.
_PUT_BACK: Final = """
    SELECT FROM pghistory_context c JOIN put_back p ON p.run = c.metadata->>'run'
    WHERE c.id = e.pgh_context_id AND p.id = e."""

# A reversal that follows the order it names to another customer has not been edited, nor has an order to
# which other imports did what has been undone. `bare`: whoever or what stood in the order before has been
# removed since, as the undo of an older import does. A line of an earlier file that named the
# order before it was there has brought nothing back since.
REFUSED: Final = f"""
WITH put_back AS MATERIALIZED (
    SELECT e.order_id AS id, c.metadata->>'run' AS run
    FROM purchases_orderlineevent e JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE e.order_id IN (SELECT id FROM undo_order) AND c.metadata->>'cause' = 'undo'
        AND NOT (e.pgh_label = 'update' AND e.inherits_customer)
    UNION SELECT e.pgh_obj_id, c.metadata->>'run'
    FROM purchases_orderevent e JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE e.pgh_obj_id IN (SELECT id FROM undo_order) AND c.metadata->>'cause' = 'undo'
), foreign_line AS (
    SELECT e.* FROM purchases_orderlineevent e
    WHERE e.order_id IN (SELECT id FROM undo_order)
        AND (e.pgh_context_id IS NULL OR e.pgh_context_id NOT IN (SELECT id FROM undo_context))
        AND NOT EXISTS ({_PUT_BACK}order_id)
        AND NOT EXISTS (
            SELECT FROM purchases_orderline l WHERE l.id = e.pgh_obj_id
                AND (e.pgh_label = 'update' AND e.inherits_customer OR e.pgh_label = 'delete')
                AND ({listed(_CONTENT, of="e")}) IS NOT DISTINCT FROM ({listed(_CONTENT, of="l")}))
), foreign_head AS (
    SELECT e.* FROM purchases_orderevent e
    WHERE e.pgh_obj_id IN (SELECT id FROM undo_order)
        AND (e.pgh_context_id IS NULL OR e.pgh_context_id NOT IN (SELECT id FROM undo_context))
        AND NOT EXISTS ({_PUT_BACK}pgh_obj_id)
), edited AS (
    SELECT pgh_obj_id AS id FROM foreign_head JOIN undo_order o ON o.id = pgh_obj_id WHERE created
    UNION SELECT order_id FROM foreign_line JOIN undo_order o ON o.id = order_id WHERE created
    UNION SELECT f.order_id FROM foreign_line f WHERE f.created_by_run = %(run)s
    UNION SELECT f.order_id FROM foreign_line f JOIN undo_line u USING (pgh_obj_id) WHERE f.pgh_id > u.pgh_id
    UNION SELECT f.pgh_obj_id FROM foreign_head f JOIN undo_head u USING (pgh_obj_id)
        WHERE f.pgh_id > u.pgh_id
    UNION SELECT order_id FROM purchases_orderline l JOIN undo_order o ON o.id = l.order_id
        WHERE created AND l.created_by_run IS DISTINCT FROM %(run)s
), returned AS (
    SELECT o.id FROM undo_order o
    JOIN purchases_orderline l ON l.names_order = o.external_id AND l.names_order <> ''
    JOIN purchases_order own ON own.id = l.order_id AND own.source = o.source
    WHERE o.created AND (l.created_by_run IS NULL OR l.created_by_run > %(run)s)
), bare AS (
    SELECT u.id FROM undo_head u JOIN undo_order o ON o.id = u.id
    WHERE NOT o.created AND (
        u.customer_id IS NOT NULL AND u.customer_id NOT IN (SELECT customer_id FROM purchases_purchasesummary)
        OR u.shop_id IS NOT NULL AND u.shop_id NOT IN (SELECT id FROM purchases_shop))
    UNION SELECT u.order_id FROM undo_line u JOIN undo_order o ON o.id = u.order_id
    WHERE NOT o.created AND (
        u.customer_id IS NOT NULL AND u.customer_id NOT IN (SELECT customer_id FROM purchases_purchasesummary)
            AND NOT inherits_customer
        OR u.product_id IS NOT NULL AND u.product_id NOT IN (SELECT id FROM purchases_product))
), filed AS (
    SELECT o.id FROM undo_order o JOIN purchases_orderattachment a ON a.order_id = o.id
    WHERE o.created AND a.hidden_at IS NULL
), refused AS (
    SELECT DISTINCT ON (id) id, reason FROM (
        SELECT id, 1, 'edited' FROM edited
        UNION ALL SELECT id, 2, 'returned' FROM returned
        UNION ALL SELECT id, 3, 'bare' FROM bare
        UNION ALL SELECT id, 4, 'filed' FROM filed
    ) why (id, rank, reason) ORDER BY id, rank
)
SELECT id, source, external_id, reason FROM undo_order JOIN refused USING (id) ORDER BY source, external_id"""

_DROP_LINES = """
DELETE FROM purchases_orderline l USING undo_order o
WHERE o.id = l.order_id AND NOT o.created AND l.created_by_run = %s"""

_LINE_VALUES: Final = columns_of(OrderLine, without=("id", "customer_id", "order_day"))
_HEAD_VALUES: Final = columns_of(Order, without=("id", "order_day"))
_DAY: Final = day_of("u.ordered_at")

# The buyer whom a reversal inherited may have been removed since; it gets the one of now.
_LINE_BEFORE: Final = f"""
    {listed(_LINE_VALUES, of="u")}, {_DAY},
    (SELECT customer_id FROM purchases_purchasesummary s WHERE s.customer_id = u.customer_id)"""

_PUT_BACK_LINES = f"""
INSERT INTO purchases_orderline (id, {listed(_LINE_VALUES)}, order_day, customer_id)
SELECT u.id, {_LINE_BEFORE} FROM undo_line u JOIN undo_order o ON o.id = u.order_id
WHERE NOT o.created AND NOT EXISTS (SELECT FROM purchases_orderline l WHERE l.id = u.id)"""

_UPDATE_LINES = f"""
UPDATE purchases_orderline l
SET ({listed(_LINE_VALUES)}, order_day, customer_id) = ROW ({_LINE_BEFORE})
FROM undo_line u JOIN undo_order o ON o.id = u.order_id
WHERE l.id = u.id AND NOT o.created"""

_UPDATE_HEADS = f"""
UPDATE purchases_order h
SET ({listed(_HEAD_VALUES)}, order_day) = ROW ({listed(_HEAD_VALUES, of="u")}, {_DAY})
FROM undo_head u JOIN undo_order o ON o.id = u.id
WHERE h.id = u.id AND NOT o.created"""
